import { z } from 'zod';

/** Somebody within one account. */
export const openid = z.string().regex(/^[\w-]{1,128}$/);

/** A sample in WeChat's documents begins with a space; an empty one means none. */
export const unionid = z
  .string()
  .trim()
  .regex(/^[\w-]{0,128}$/)
  .transform((text) => text || null);

const MAX_TEXT = 512;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** An absent field and an empty one both say nothing. Any Unicode stays, but for control characters and halves of pairs. */
export const said = z
  .string()
  .nullish()
  .transform((text) => (text ? legible(text) || null : null));

/** An address that is cut short leads nowhere: too long is none. */
export const address = z
  .string()
  .nullish()
  .transform((text) => (text && /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(text) ? text : null));

/** A text without control characters and halves of pairs, and no longer than anybody writes. */
export function legible(text: string): string {
  return text.toWellFormed().replace(CONTROL, ' ').trim().slice(0, MAX_TEXT).toWellFormed();
}
