import { z } from 'zod';
import { ROLES } from './roles.js';

/** What operators are called; case does not count. */
export const operatorName = z
  .string()
  .max(64)
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .pipe(
    z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u,
        '1 to 64 letters and digits, with . _ @ - between them',
      ),
  );

/** A password that is to be: long rather than strange (NIST SP 800-63B). */
export const newPassword = z
  .string()
  .min(12, 'at least 12 characters')
  .max(256, 'at most 256 characters')
  .refine((text) => new Set(text).size >= 5, 'repeats itself too much');

/** A password as somebody gives it. */
export const givenPassword = z.string().min(1).max(256);

/** What is said of a new operator. */
export const newOperator = z.strictObject({
  name: operatorName,
  role: z.enum(ROLES),
  password: newPassword,
});

export type NewOperator = z.output<typeof newOperator>;
