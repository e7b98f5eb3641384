import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';
import type { Courier, Receipt } from './courier.js';
import { readAnswer } from './push-answer.js';
import { withQuery } from './push-bytes.js';
import type { PushAttempt, PushOutcome, PushRecord } from './push-record.js';

/** Between two deliveries of one push, where the account's server did answer. */
const PAUSE_MS = 250;
const KEPT_BODY_BYTES = 4096;

/** Brings one copy of a push to its account, again where WeChat would, always the same bytes. `note` learns of each attempt. */
export async function deliver(
  record: PushRecord,
  copy: number,
  {
    courier,
    clock,
    switches,
    signal,
  }: { courier: Courier; clock: SandboxClock; switches: Switches; signal: AbortSignal },
  note: (attempt: PushAttempt) => void,
): Promise<PushOutcome> {
  const { settings, bytes } = record;
  if (!settings || !bytes) return { kind: 'unsent', rule: null };
  const url = withQuery(settings.url, bytes.query);
  for (let number = 1; ; number += 1) {
    const atMs = clock.nowMs();
    const receipt = await courier.carry({
      url,
      body: bytes.body,
      contentType: bytes.contentType,
      timeoutMs: switches.push_timeout_ms,
      signal,
    });
    note({ copy, number, atMs, ...told(receipt) });
    if (receipt.kind === 'answered' && receipt.status === 200) return judged(receipt.body, record);
    const most =
      receipt.kind === 'lost' ? switches.push_attempts_unanswered : switches.push_attempts_wrong_status;
    if (number >= most || signal.aborted) return failed(receipt);
    if (receipt.kind === 'answered') await clock.pause(PAUSE_MS);
  }
}

function told(receipt: Receipt): Pick<PushAttempt, 'tookMs' | 'status' | 'lost' | 'body'> {
  if (receipt.kind === 'lost') return { tookMs: receipt.tookMs, status: 0, lost: receipt.reason, body: '' };
  const body = receipt.body.subarray(0, KEPT_BODY_BYTES).toString('utf8');
  return { tookMs: receipt.tookMs, status: receipt.status, lost: null, body };
}

function judged(body: Buffer, { account, settings, openid, message, oddities }: PushRecord): PushOutcome {
  try {
    const oddKey = oddities.aes_key;
    return readAnswer(body, { account, settings: settings!, openid, message, oddKey });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'fault', rule: error.ruleId, why: error.details['why'] ?? null };
  }
}

function failed(receipt: Receipt): PushOutcome {
  return receipt.kind === 'lost'
    ? { kind: 'fault', rule: 'push.no_answer', why: receipt.reason }
    : { kind: 'fault', rule: 'push.status', why: String(receipt.status) };
}
