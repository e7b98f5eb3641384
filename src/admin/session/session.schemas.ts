import { z } from 'zod';
import { givenPassword, newPassword, operatorName } from '../../operators/operator.schemas.js';
import type { FoundOperatorSession } from '../../operators/operator-sessions.js';
import { type Operation, operationsOf, POLICY, ROLES } from '../../operators/roles.js';
import { instant } from '../admin.schemas.js';

/** `POST /admin/api/session`. */
export const credentials = z
  .strictObject({ name: operatorName, password: givenPassword })
  .meta({ id: 'Credentials', examples: [{ name: 'admin', password: 'correct horse battery staple' }] });

const sixDigits = z.string().regex(/^\d{6}$/, 'six digits');
const recoveryCode = z.string().min(1).max(64);

/** The second step of a login: one of the two. */
export const loginCode = z
  .strictObject({ code: sixDigits.optional(), recovery_code: recoveryCode.optional() })
  .refine(
    (given) => (given.code === undefined) !== (given.recovery_code === undefined),
    'either code or recovery_code',
  )
  .meta({ id: 'LoginCode', examples: [{ code: '492039' }] });

/** Proof that the operator is there: one of the two. */
export const confirmation = z
  .strictObject({ password: givenPassword.optional(), code: sixDigits.optional() })
  .refine((given) => (given.password === undefined) !== (given.code === undefined), 'either password or code')
  .meta({ id: 'Confirmation', examples: [{ password: 'correct horse battery staple' }] });

/** `PUT /admin/api/session/totp`. */
export const firstCode = z
  .strictObject({ code: sixDigits })
  .meta({ id: 'FirstCode', examples: [{ code: '492039' }] });

/** `POST /admin/api/session/password`. */
export const passwordChange = z
  .strictObject({ password: newPassword })
  .meta({ id: 'PasswordChange', examples: [{ password: 'another horse battery staple' }] });

/** `POST /admin/api/setup`. */
export const setup = z
  .strictObject({ token: z.string().min(1).max(64), name: operatorName, password: newPassword })
  .meta({
    id: 'Setup',
    examples: [{ token: 'lf_…', name: 'alice', password: 'correct horse battery staple' }],
  });

/** `POST /admin/api/setup/check`. */
export const setupToken = z
  .strictObject({ token: z.string().min(1).max(64) })
  .meta({ id: 'SetupToken', examples: [{ token: 'lf_…' }] });

/** Who is signed in. */
export const sessionView = z
  .object({
    state: z.enum(['awaits_totp', 'signed_in']).meta({
      description: '`awaits_totp`: the code of the authenticator app is still to come',
    }),
    operator: z.object({ id: z.uuid(), name: z.string(), role: z.enum(ROLES), totp: z.boolean() }),
    may: z
      .array(z.enum(Object.keys(POLICY) as [Operation, ...Operation[]]))
      .meta({ description: 'What this operator may do; empty in state `awaits_totp`' }),
    confirmed: z.boolean().meta({ description: 'Password or code were given within the last five minutes' }),
    expires_at: instant,
  })
  .meta({
    id: 'AdminSession',
    description: 'The operator who is signed in to the console.',
    examples: [
      {
        state: 'signed_in',
        operator: {
          id: '6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11',
          name: 'admin',
          role: 'owner',
          totp: false,
        },
        may: ['self:use', 'accounts:read'],
        confirmed: true,
        expires_at: '2026-11-22T14:30:00.000Z',
      },
    ],
  });

export type SessionView = z.output<typeof sessionView>;

/** Who is signed in, if anybody is. */
export const sessionState = z
  .object({ session: sessionView.nullable().meta({ description: 'Null: nobody is signed in' }) })
  .meta({ id: 'AdminSessionState', examples: [{ session: null }] });

/** A login that was begun or done. */
export const loginView = z
  .object({ state: z.enum(['awaits_totp', 'signed_in']) })
  .meta({ id: 'AdminLogin', examples: [{ state: 'signed_in' }] });

/** Whether the first operator is still to be made. */
export const setupView = z
  .object({ needed: z.boolean() })
  .meta({ id: 'SetupState', examples: [{ needed: false }] });

/** A secret for an authenticator app, shown once. */
export const enrolmentView = z.object({ secret: z.string(), uri: z.string(), qr_svg: z.string() }).meta({
  id: 'TotpEnrolment',
  description: 'A secret for an authenticator app; shown this once.',
  examples: [{ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Lingpai:admin?…', qr_svg: '<svg …></svg>' }],
});

/** Recovery codes, shown once. */
export const recoveryView = z
  .object({ recovery_codes: z.array(z.string()) })
  .meta({ id: 'RecoveryCodes', examples: [{ recovery_codes: ['q3Xk-9fTz-0aBc-LmNp'] }] });

/** A session as the console reads it. */
export function viewOf(session: FoundOperatorSession): SessionView {
  const { state, operatorId: id, name, role, totp, confirmed, expiresAt } = session;
  return {
    state,
    operator: { id, name, role, totp },
    may: state === 'signed_in' ? operationsOf(role) : [],
    confirmed,
    expires_at: expiresAt.toISOString(),
  };
}
