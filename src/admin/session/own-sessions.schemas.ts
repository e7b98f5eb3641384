import { z } from 'zod';
import type { OwnSessionRow } from '../../operators/operator-session.repository.js';
import { instant, sessionHandle } from '../admin.schemas.js';

/** `GET /admin/api/me/sessions`. */
export const ownSessions = z
  .object({
    data: z.array(
      z.object({
        handle: sessionHandle,
        created_at: instant.meta({ description: 'When it was begun, by password or code' }),
        seen_at: instant.meta({ description: 'Last used; up to five minutes behind' }),
        expires_at: instant.meta({ description: 'When it ends unless it is used' }),
        current: z.boolean().meta({ description: 'It is the one that asks' }),
      }),
    ),
  })
  .meta({
    id: 'OwnSessions',
    description: 'Where the operator is signed in. Neither addresses nor browsers are kept with a session.',
    examples: [
      {
        data: [
          {
            handle: '9f86d081884c7d65',
            created_at: '2026-11-22T12:00:00.000Z',
            seen_at: '2026-11-22T13:55:00.000Z',
            expires_at: '2026-11-22T14:25:00.000Z',
            current: true,
          },
        ],
      },
    ],
  });

/** `DELETE /admin/api/me/sessions`. */
export const endedSessions = z
  .object({ ended: z.int().meta({ description: 'How many' }) })
  .meta({ id: 'EndedOwnSessions', examples: [{ ended: 2 }] });

/** A session as its owner reads it. */
export function ownSessionOf({
  handle,
  createdAt,
  seenAt,
  expiresAt,
  current,
}: OwnSessionRow): z.output<typeof ownSessions>['data'][number] {
  return {
    handle,
    created_at: createdAt.toISOString(),
    seen_at: seenAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    current,
  };
}
