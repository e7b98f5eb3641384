import { z } from 'zod';

const signatures = z.enum(['signature', 'msg_signature', 'both']);

/** What may be unusual, or wrong, about one push. */
export const odditiesSchema = z.strictObject({
  copies: z.int().min(1).max(10).default(1).describe('The very same bytes so many times'),
  copies_at_once: z.boolean().default(true).describe('All at the same time, or one after the other'),
  age_seconds: z.int().min(0).max(31_536_000).default(0).describe('Comes so long after it was signed'),
  wrong: signatures.optional().describe('Signatures that do not fit'),
  without: signatures.optional().describe('Signatures that are left out'),
  aes_key: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/)
    .optional()
    .describe('Encrypted with this key, the one before for instance'),
  sender_app_id: z.string().max(64).optional().describe('The appid within the cipher'),
  msg_id: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional()
    .describe('Somebody else has the same, for instance'),
});

export type Oddities = z.output<typeof odditiesSchema>;

/** A push like any other. */
export const NOTHING_ODD: Oddities = odditiesSchema.parse({});
