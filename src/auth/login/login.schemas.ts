import { z } from 'zod';
import { accountKey } from '../../accounts/account.schemas.js';
import { NOTICE_VERSION } from '../../privacy/consent-notices.js';
import { SCOPES } from '../../wechat/oauth/authorize-url.js';

/**
 * `GET /auth/wechat`. Links are shared, and WeChat adds parameters of its own to them (`from`,
 * `isappinstalled`): what we do not know is ignored here.
 */
export const beginQuery = z.object({
  scope: z.enum(SCOPES).default('snsapi_base'),
  return_to: z.string().max(2_048).default('/me'),
  account: accountKey.default('main'),
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
