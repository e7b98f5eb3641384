import { z } from 'zod';
import type { AuditLine } from '../../audit/audit-digest.js';
import { instantAsked } from '../../users/users.schemas.js';
import { instant } from '../admin.schemas.js';

const text = z.string().min(1).max(200);

/** `GET /admin/api/audit`. */
export const auditQuery = z.strictObject({
  actor: text
    .optional()
    .meta({ description: 'Who, or with a colon at its end all of that kind', examples: ['operator:'] }),
  action: text
    .optional()
    .meta({ description: 'What; with a dot at its end all of that noun', examples: ['account.'] }),
  account: text.optional().meta({ description: 'Key of the account', examples: ['main'] }),
  target: text.optional().meta({ description: 'To what it was done', examples: ['4711'] }),
  since: instantAsked.optional().meta({ description: 'From then on', examples: ['2026-11-22T00:00:00Z'] }),
  until: instantAsked.optional().meta({ description: 'Before then', examples: ['2026-11-23T00:00:00Z'] }),
  before: z
    .string()
    .regex(/^\d{1,18}$/, 'a line’s id')
    .optional()
    .meta({ description: 'Only lines older than this one: `next` of the page before', examples: ['120'] }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'How many lines, 1 to 200', examples: [50] }),
});

/** A page of the record. */
export const auditPage = z
  .object({
    data: z.array(
      z.object({
        id: z.string(),
        at: instant,
        actor: z.string(),
        action: z.string(),
        target: z.string().nullable(),
        account: z.string().nullable(),
        address: z.string().nullable(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.string().nullable().meta({ description: '`before` of the next page; null: this is the last' }),
  })
  .meta({
    id: 'AuditPage',
    examples: [
      {
        data: [
          {
            id: '120',
            at: '2026-11-22T12:00:00.000Z',
            actor: 'operator:alice',
            action: 'account.js_domains_set',
            target: null,
            account: 'main',
            address: '192.0.2.7',
            detail: { before: [], after: ['www.example.com'] },
          },
        ],
        next: null,
      },
    ],
  });

/** `POST /admin/api/audit/verification`. */
export const auditVerdict = z
  .object({
    whole: z.boolean(),
    lines: z.int(),
    fault: z
      .object({ id: z.string(), why: z.enum(['missing_before', 'altered', 'key_unknown']) })
      .nullable()
      .meta({ description: 'The first line that does not hold' }),
    head: z
      .object({ id: z.string(), proof: z.string() })
      .nullable()
      .meta({ description: 'Keep it elsewhere: it shows later whether the end was cut off' }),
  })
  .meta({ id: 'AuditVerdict', examples: [{ whole: true, lines: 120, fault: null, head: null }] });

/** A line of the record as the console reads it. */
export function auditLineOf(line: AuditLine): z.output<typeof auditPage>['data'][number] {
  const { id, at, actor, action, target, account, address, detail } = line;
  return { id, at: at.toISOString(), actor, action, target, account, address, detail };
}
