import { z } from 'zod';
import type { PersonExport } from './export.service.js';

/** The path's `:openid`. */
export const openidParam = z
  .string()
  .regex(/^[\w-]{1,128}$/)
  .meta({ description: 'Openid of the user within the account', examples: ['oABCD1234567890abcdefghijklm'] });

const table = z.object({
  table: z.string(),
  about: z.string().meta({ description: 'What it is' }),
  purpose: z.string().meta({ description: 'What it is held for' }),
  kept: z.string().meta({ description: 'For how long it is kept' }),
  rows: z
    .array(z.record(z.string(), z.unknown()))
    .meta({ description: 'The person’s rows, column by column' }),
  held_not_shown: z.array(z.string()).meta({
    description: 'Columns that are held and not shown: tokens, digests, and bookkeeping of ours',
  }),
});

/** `GET /accounts/:account/users/:openid/export`. */
export const exportView = z
  .object({
    account: z.string(),
    openid: z.string(),
    exported_at: z.iso.datetime().meta({ description: 'RFC 3339, UTC' }),
    data: z.array(table).meta({ description: 'Each table that holds something on this person' }),
  })
  .meta({
    id: 'PersonExport',
    description: 'Everything held on one person under one openid.',
    examples: [
      {
        account: 'main',
        openid: 'oABCD1234567890abcdefghijklm',
        exported_at: '2026-11-22T12:00:00.000Z',
        data: [
          {
            table: 'session',
            about: 'Browsers in which they are signed in',
            purpose: 'to know a visitor again from page to page',
            kept: '7 days after the last visit, 30 after the login',
            rows: [
              {
                scope: 'snsapi_base',
                created_at: '2026-11-20T09:12:30.114Z',
                seen_at: '2026-11-22T11:58:02.007Z',
                expires_at: '2026-11-29T11:58:02.007Z',
              },
            ],
            held_not_shown: ['id_hash', 'account_id', 'user_id'],
          },
        ],
      },
    ],
  });

/** The export as it is sent. */
export function viewOf({ account, openid, exportedAt, data }: PersonExport): z.output<typeof exportView> {
  return {
    account,
    openid,
    exported_at: exportedAt.toISOString(),
    data: data.map(({ heldNotShown, rows, ...told }) => ({
      ...told,
      rows: rows.map((row) => ({ ...row })),
      held_not_shown: [...heldNotShown],
    })),
  };
}
