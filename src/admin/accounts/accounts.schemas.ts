import { z } from 'zod';
import type { Account } from '../../accounts/account.entity.js';
import {
  accountKey,
  encodingAesKey,
  jsDomain,
  newAccount,
  newPushSettings,
  pushToken,
} from '../../accounts/account.schemas.js';
import { instant } from '../admin.schemas.js';

const { appId, appSecret, kind, name, openPlatform, tokenMode } = newAccount.shape;
const { mode, originalId } = newPushSettings.shape;

/** `POST /admin/api/accounts`. */
export const accountToAdd = z
  .strictObject({
    key: accountKey,
    app_id: appId,
    app_secret: appSecret,
    kind,
    name,
    open_platform: openPlatform,
    token_mode: tokenMode,
  })
  .meta({
    id: 'NewAccount',
    examples: [{ key: 'shop', app_id: 'wx0123456789abcdef', app_secret: '…', kind: 'service', name: '商城' }],
  });

/** `PUT /admin/api/accounts/:account/secret`. */
export const secretToSet = z
  .strictObject({ app_secret: appSecret })
  .meta({ id: 'NewSecret', examples: [{ app_secret: '…' }] });

/** `PUT /admin/api/accounts/:account/verify-file`. */
export const verifyFileToSet = z
  .strictObject({
    name: z
      .string()
      .regex(/^MP_verify_[0-9A-Za-z]{1,64}\.txt$/, 'the file MP_verify_….txt as WeChat gave it'),
    content: z
      .string()
      .max(1024, 'at most 1 KiB')
      .regex(/^[\x20-\x7e\r\n\t]*$/, 'plain ASCII text'),
  })
  .meta({ id: 'VerifyFile', examples: [{ name: 'MP_verify_a1b2c3.txt', content: 'a1b2c3' }] });

/** `PUT /admin/api/accounts/:account/js-domains`. */
export const jsDomainsToSet = z
  .strictObject({ js_domains: z.array(jsDomain).max(20) })
  .meta({ id: 'JsDomains', examples: [{ js_domains: ['www.example.com'] }] });

/** `PUT /admin/api/accounts/:account/push`; what is left out stays as it is. */
export const pushToSet = z
  .strictObject({
    mode,
    token: pushToken,
    aes_key: encodingAesKey.optional(),
    original_id: originalId,
  })
  .meta({
    id: 'PushSettings',
    examples: [{ mode: 'safe', token: 'Pushtoken1', aes_key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }],
  });

/** `PUT /admin/api/accounts/:account/login-account`. */
export const loginAccountToSet = z
  .strictObject({ login_account: accountKey.nullable() })
  .meta({ id: 'LoginAccount', examples: [{ login_account: 'main' }] });

/** An account without its secrets. */
export const accountView = z
  .object({
    key: z.string(),
    app_id: z.string(),
    kind: z.enum(['service', 'subscription', 'website']),
    name: z.string(),
    open_platform: z.string(),
    token_mode: z.enum(['stable', 'classic']),
    verify_file: z
      .string()
      .nullable()
      .meta({ description: 'Name of the file by which WeChat checks the domain' }),
    js_domains: z.array(z.string()),
    push: z.object({
      url: z.url().meta({ description: 'To be entered in WeChat’s console (服务器地址)' }),
      mode: z.enum(['plain', 'compat', 'safe']),
      configured: z.boolean().meta({ description: 'A push token is set' }),
      aes_key: z.boolean().meta({ description: 'An EncodingAESKey is set' }),
      original_id: z.string().nullable(),
    }),
    login_account: z
      .string()
      .nullable()
      .meta({ description: 'Key of the account whose authorization its login links borrow' }),
    callback_url: z.url().meta({ description: 'Where WeChat sends visitors back to' }),
    callback_domain: z.string().meta({ description: 'To be entered in WeChat’s console (网页授权域名)' }),
    configured_by_environment: z
      .boolean()
      .meta({ description: 'The configuration writes name, kind and secret at each start' }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: 'Account',
    description: 'An official account or a website app. Secrets go in and never come out.',
    examples: [
      {
        key: 'main',
        app_id: 'wx0123456789abcdef',
        kind: 'service',
        name: '令牌演示号',
        open_platform: 'default',
        token_mode: 'stable',
        verify_file: 'MP_verify_a1b2c3.txt',
        js_domains: ['www.example.com'],
        push: {
          url: 'https://wx.example.com/wechat/main/push',
          mode: 'safe',
          configured: true,
          aes_key: true,
          original_id: 'gh_0123456789ab',
        },
        login_account: null,
        callback_url: 'https://wx.example.com/auth/wechat/main/callback',
        callback_domain: 'wx.example.com',
        configured_by_environment: true,
        created_at: '2026-11-22T12:00:00.000Z',
        updated_at: '2026-11-22T12:00:00.000Z',
      },
    ],
  });

/** `GET /admin/api/accounts`. */
export const accountList = z
  .object({ data: z.array(accountView) })
  .meta({ id: 'AccountList', examples: [{ data: [] }] });

/** What a view needs beside the account itself. */
export interface AccountSurroundings {
  readonly origin: string;
  readonly hostname: string;
  readonly accounts: readonly Account[];
  readonly configured: boolean;
}

/** An account as the console reads it. */
export function accountViewOf(account: Account, around: AccountSurroundings): z.output<typeof accountView> {
  const { key } = account;
  return {
    key,
    app_id: account.appId,
    kind: account.kind,
    name: account.name,
    open_platform: account.openPlatform,
    token_mode: account.tokenMode,
    verify_file: account.verifyFileName,
    js_domains: account.jsDomains,
    push: {
      url: `${around.origin}/wechat/${key}/push`,
      mode: account.pushMode,
      configured: account.pushTokenSealed !== null,
      aes_key: account.pushAesKeySealed !== null,
      original_id: account.originalId,
    },
    login_account: around.accounts.find(({ id }) => id === account.loginAccountId)?.key ?? null,
    callback_url: `${around.origin}/auth/wechat/${key}/callback`,
    callback_domain: around.hostname,
    configured_by_environment: key === 'main' && around.configured,
    created_at: account.createdAt.toISOString(),
    updated_at: account.updatedAt.toISOString(),
  };
}
