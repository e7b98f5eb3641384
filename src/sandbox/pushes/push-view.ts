import { z } from 'zod';
import { pushMessageSchema } from './push-message.js';
import type { PushRecord } from './push-record.js';

const attemptView = z.object({
  copy: z.int(),
  number: z.int().describe('1: the first delivery, 2 and more: sent again'),
  at: z.iso.datetime(),
  took_ms: z.number().describe('Real milliseconds'),
  status: z.int().describe('0 where no answer came'),
  lost: z.string().nullable().describe('Why none came'),
  body: z.string(),
});
const outcomeView = z.object({
  kind: z.enum(['unsent', 'silence', 'reply', 'fault']),
  rule: z.string().nullable().describe('By which WeChat shows its notice, or sends nothing'),
  why: z.string().nullable(),
  encrypted: z.boolean().nullable(),
  reply: z.record(z.string(), z.unknown()).nullable(),
});

/** One push as the journal shows it: neither its token nor its key. */
export const pushView = z.object({
  id: z.string(),
  at: z.iso.datetime().describe("In the sandbox's time"),
  account: z.string(),
  openid: z.string(),
  persona: z.string().nullable(),
  message: pushMessageSchema,
  mode: z.string().nullable(),
  url: z.string().nullable(),
  query: z.string().nullable(),
  xml: z.string().nullable().describe('In clear, also where the body is a cipher'),
  body: z.string().nullable().describe('As sent'),
  replay_of: z.string().nullable(),
  attempts: z.array(attemptView),
  outcome: outcomeView.nullable().describe('Null while it is on its way'),
});
export const pushLogView = z.object({ pushes: z.array(pushView) });

/** A push for people and programs. */
export function viewPush(record: PushRecord): z.infer<typeof pushView> {
  const { id, atMs, account, openid, persona, message, settings, bytes, replayOf, attempts, outcome } =
    record;
  return {
    id,
    at: new Date(atMs).toISOString(),
    account: account.key,
    openid,
    persona,
    message,
    mode: settings?.mode ?? null,
    url: settings?.url ?? null,
    query: bytes?.query ?? null,
    xml: bytes?.xml ?? null,
    body: bytes?.body ?? null,
    replay_of: replayOf,
    attempts: attempts.map(({ atMs, tookMs, ...rest }) => ({
      ...rest,
      at: new Date(atMs).toISOString(),
      took_ms: tookMs,
    })),
    outcome: outcome && {
      kind: outcome.kind,
      rule: 'rule' in outcome ? outcome.rule : null,
      why: outcome.kind === 'fault' ? outcome.why : null,
      encrypted: outcome.kind === 'reply' ? outcome.encrypted : null,
      reply: outcome.kind === 'reply' ? { ...outcome.reply } : null,
    },
  };
}
