import { z } from 'zod';
import type { OperatorRow } from '../../operators/operator.repository.js';
import { newOperator, newPassword } from '../../operators/operator.schemas.js';
import { ROLES } from '../../operators/roles.js';
import { instant, timeOf } from '../admin.schemas.js';

/** `POST /admin/api/operators`. */
export const operatorToAdd = newOperator.meta({
  id: 'NewOperator',
  examples: [{ name: 'alice', role: 'editor', password: 'correct horse battery staple' }],
});

/** `PATCH /admin/api/operators/:id`. */
export const operatorChange = z
  .strictObject({ role: z.enum(ROLES).optional(), disabled: z.boolean().optional() })
  .refine((given) => Object.keys(given).length > 0, 'say what changes: role or disabled')
  .meta({ id: 'OperatorChange', examples: [{ role: 'viewer' }] });

/** `POST /admin/api/operators/:id/password`. */
export const operatorPassword = z
  .strictObject({ password: newPassword })
  .meta({ id: 'OperatorPassword', examples: [{ password: 'another horse battery staple' }] });

/** An operator as others see one. */
export const operatorView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: z.enum(ROLES),
    totp: z.boolean().meta({ description: 'One-time codes are asked for' }),
    created_at: instant,
    last_login_at: instant.nullable(),
    disabled_at: instant.nullable(),
  })
  .meta({
    id: 'Operator',
    examples: [
      {
        id: '6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11',
        name: 'alice',
        role: 'editor',
        totp: true,
        created_at: '2026-11-22T12:00:00.000Z',
        last_login_at: null,
        disabled_at: null,
      },
    ],
  });

/** `GET /admin/api/operators`. */
export const operatorList = z
  .object({ data: z.array(operatorView) })
  .meta({ id: 'OperatorList', examples: [{ data: [] }] });

/** An operator as the console reads it. */
export function operatorViewOf(row: OperatorRow): z.output<typeof operatorView> {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    totp: row.totp,
    created_at: row.createdAt.toISOString(),
    last_login_at: timeOf(row.lastLoginAt),
    disabled_at: timeOf(row.disabledAt),
  };
}
