import { z } from 'zod';
import type { ApiKeyRow, KeyCallsOfDay } from '../../callers/api-key.repository.js';
import { newApiKey } from '../../callers/api-key.schemas.js';
import { API_SCOPES, isApiScope } from '../../callers/api-scopes.js';
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

/** `GET /admin/api/callers/use?days=`. */
export const useQuery = z.strictObject({
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .meta({ description: 'How many days, today included', examples: [30] }),
});

/** How often keys were used. */
export const useView = z
  .object({
    days: z.array(z.iso.date()).meta({ description: 'The days in Beijing, the oldest first, today last' }),
    data: z
      .array(
        z.object({
          caller: z.uuid().meta({ description: 'Id of the key, also of one that has ended' }),
          day: z.iso.date(),
          scope: z.enum(API_SCOPES).meta({ description: 'What the called routes are for' }),
          calls: z.int(),
        }),
      )
      .meta({ description: 'Only where there was a call' }),
  })
  .meta({
    id: 'CallersUse',
    examples: [
      {
        days: ['2026-11-21', '2026-11-22'],
        data: [
          {
            caller: '6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11',
            day: '2026-11-22',
            scope: 'token:read',
            calls: 1204,
          },
        ],
      },
    ],
  });

/** The use of keys as the console reads it. */
export function useViewOf({
  days,
  calls,
}: {
  readonly days: string[];
  readonly calls: readonly KeyCallsOfDay[];
}): z.output<typeof useView> {
  const data = calls.flatMap(({ id: caller, day, scope, calls: count }) =>
    // A newer build may know scopes that this one does not.
    isApiScope(scope) ? [{ caller, day, scope, calls: count }] : [],
  );
  return { days, data };
}
