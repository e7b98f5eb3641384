import { z } from 'zod';
import type { ApiKeyRow } from '../../callers/api-key.repository.js';
import { newApiKey } from '../../callers/api-key.schemas.js';
import { API_SCOPES } from '../../callers/api-scopes.js';
import { instant, timeOf } from '../admin.schemas.js';

/** `POST /admin/api/callers`. */
export const callerToAdd = newApiKey.meta({
  id: 'NewCaller',
  examples: [{ name: 'order service', scopes: ['token:read'], account: 'main', cidrs: ['10.0.0.0/8'] }],
});

/** `POST /admin/api/callers/:id/roll`. */
export const roll = z
  .strictObject({
    grace_hours: z
      .number()
      .min(0)
      .max(24 * 30)
      .default(24)
      .meta({ description: 'For so long the old key works beside the new one' }),
  })
  .meta({ id: 'RollCaller', examples: [{ grace_hours: 24 }] });

/** `GET /admin/api/callers?all=`. */
export const callersQuery = z.strictObject({
  all: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Also keys that were revoked or have lapsed', examples: ['true'] }),
});

/** A caller's key, without the key. */
export const callerView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().meta({ description: 'The key’s first characters, to recognise it by' }),
    scopes: z.array(z.enum(API_SCOPES)),
    account: z.string().nullable().meta({ description: 'The one account it opens; null: every account' }),
    cidrs: z.array(z.string()).meta({ description: 'Networks it may be used from; empty: anywhere' }),
    created_at: instant,
    expires_at: instant.nullable(),
    last_used_at: instant.nullable().meta({ description: 'Some ten seconds behind' }),
    revoked_at: instant.nullable(),
    live: z.boolean().meta({ description: 'Neither revoked nor lapsed' }),
  })
  .meta({
    id: 'Caller',
    examples: [
      {
        id: '6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11',
        name: 'order service',
        prefix: 'lp_3fK9a',
        scopes: ['token:read'],
        account: 'main',
        cidrs: ['10.0.0.0/8'],
        created_at: '2026-11-22T12:00:00.000Z',
        expires_at: null,
        last_used_at: '2026-11-22T13:59:50.000Z',
        revoked_at: null,
        live: true,
      },
    ],
  });

/** `GET /admin/api/callers`. */
export const callerList = z
  .object({ data: z.array(callerView) })
  .meta({ id: 'CallerList', examples: [{ data: [] }] });

/** A key just made: the only time that it is told. */
export const issuedView = z.object({ id: z.uuid(), key: z.string() }).meta({
  id: 'IssuedKey',
  description: 'A key just made. It is shown this once; only a digest of it is kept.',
  examples: [{ id: '6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11', key: 'lp_…' }],
});

/** A key as the console reads it. */
export function callerViewOf(row: ApiKeyRow): z.output<typeof callerView> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as z.output<typeof callerView>['scopes'],
    account: row.account,
    cidrs: [...row.cidrs],
    created_at: row.createdAt.toISOString(),
    expires_at: timeOf(row.expiresAt),
    last_used_at: timeOf(row.lastUsedAt),
    revoked_at: timeOf(row.revokedAt),
    live: row.live,
  };
}
