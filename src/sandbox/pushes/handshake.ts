import type { Random } from '../../kernel/random/random.js';
import { signPush } from '../../wechat/push/push-signature.js';
import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Courier } from './courier.js';
import { withQuery } from './push-bytes.js';
import type { PushSettings } from './push-settings.js';

const TIMEOUT_MS = 5000;

/**
 * What the console does on saving: `GET` with a signed echostr, always in clear, which must come back byte for byte.
 * @throws Refusal push.handshake
 */
export async function shakeHands(
  settings: PushSettings,
  courier: Courier,
  clock: SandboxClock,
  random: Random,
): Promise<void> {
  const timestamp = String(Math.floor(clock.realMs() / 1000));
  const nonce = digits(random, 9, 10);
  const echostr = digits(random, 19, 19);
  const signature = signPush(settings.token, { timestamp, nonce });
  const query = `signature=${signature}&echostr=${echostr}&timestamp=${timestamp}&nonce=${nonce}`;
  const signal = new AbortController().signal;
  const receipt = await courier.carry({
    url: withQuery(settings.url, query),
    body: null,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (receipt.kind === 'lost') throw new Refusal('push.handshake', { why: receipt.reason });
  if (receipt.status !== 200) throw new Refusal('push.handshake', { why: `status ${receipt.status}` });
  if (!receipt.body.equals(Buffer.from(echostr)))
    throw new Refusal('push.handshake', { why: `${receipt.body.length} bytes that are not the echostr` });
}

/** A number as text, of `least` to `most` digits, the first not 0. */
export function digits(random: Random, least: number, most: number): string {
  const bytes = random.bytes(most + 1);
  const length = least + (bytes[most]! % (most - least + 1));
  return [...bytes.subarray(0, length)].map((byte, at) => (at === 0 ? 1 + (byte % 9) : byte % 10)).join('');
}
