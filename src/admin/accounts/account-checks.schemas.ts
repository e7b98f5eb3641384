import { z } from 'zod';
import { newAccount } from '../../accounts/account.schemas.js';

const { appId, appSecret } = newAccount.shape;

/** `POST /admin/api/accounts/check`. */
export const appToCheck = z
  .strictObject({ app_id: appId, app_secret: appSecret })
  .meta({ id: 'AppToCheck', examples: [{ app_id: 'wx0123456789abcdef', app_secret: '…' }] });

/** What WeChat made of appid and AppSecret. */
export const checkedApp = z
  .object({
    good: z.boolean(),
    failure: z
      .object({
        code: z.string().meta({ description: 'An errcode of WeChat, or `unreachable`, `unreadable`' }),
        said: z.string().nullable().meta({ description: 'What WeChat said' }),
        what: z.string().meta({ description: 'What it means, in plain words' }),
        remedy: z.string().meta({ description: 'What to do about it' }),
      })
      .nullable(),
  })
  .meta({ id: 'CheckedApp', examples: [{ good: true, failure: null }] });

export type CheckedApp = z.output<typeof checkedApp>;

/** What came of a handshake through our public address. */
export const checkedPush = z
  .object({
    good: z.boolean(),
    failure: z
      .enum(['not_configured', 'unreachable', 'refused', 'altered'])
      .nullable()
      .meta({ description: '`altered`: the right answer did not come back as it was sent' }),
  })
  .meta({ id: 'CheckedPush', examples: [{ good: true, failure: null }] });

export type CheckedPush = z.output<typeof checkedPush>;
