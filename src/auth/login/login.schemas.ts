import { z } from 'zod';
import { accountKey } from '../../accounts/account.schemas.js';
import { NOTICE_VERSION } from '../../privacy/consent-notices.js';
import { SCOPES } from '../../wechat/oauth/authorize-url.js';

/** What WeChat puts in place of a code when the visitor said no on some clients. */
export const DENIED_CODE = 'authdeny';

/**
 * `GET /auth/wechat`. Links are shared, and WeChat adds parameters of its own to them (`from`,
 * `isappinstalled`): what we do not know is ignored here.
 */
export const beginQuery = z.object({
  scope: z.enum(SCOPES).default('snsapi_base'),
  return_to: z.string().max(2_048).default('/me'),
  /** Absent: `main`, or for `snsapi_login` the website app that serves the same people. */
  account: accountKey.optional(),
  /** Of the text above the link that was tapped; anything else is none. */
  notice: z.string().regex(NOTICE_VERSION).optional().catch(undefined),
});

/** `GET /auth/wechat/:account/callback`: one `state`, at most one `code`, nothing that WeChat would not write. */
export const callbackQuery = z.object({
  state: z.string().regex(/^[0-9A-Za-z]{32}$/),
  code: z
    .string()
    .regex(/^[\w-]{1,512}$/)
    .optional()
    .or(z.literal('').transform(() => undefined)),
});

const withoutCode = z.object({ code: z.enum(['', DENIED_CODE]).optional() });

/** Whether a callback's query brings no code, whatever else it brings: that is a no, and no broken link. */
export function bringsNoCode(query: unknown): boolean {
  return withoutCode.safeParse(query).success;
}
