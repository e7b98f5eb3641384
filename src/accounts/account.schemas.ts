import { z } from 'zod';

/** How we name an account in addresses: `main`, `shop-2`. */
export const accountKey = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    '1 to 32 lower-case letters, digits and hyphens, not starting with a hyphen',
  );

/** The path's `:account`. */
export const accountParam = accountKey.meta({ description: 'Key of the account', examples: ['main'] });

/** What an operator says of a new account. */
export const newAccount = z.strictObject({
  key: accountKey,
  appId: z.string().regex(/^[0-9A-Za-z_-]{6,64}$/, '6 to 64 letters and digits'),
  appSecret: z.string().min(8, 'at least 8 characters').max(128),
  kind: z.enum(['service', 'subscription', 'website']).default('service'),
  name: z.string().trim().min(1).max(60),
  openPlatform: z.string().trim().min(1).max(64).default('default'),
  tokenMode: z.enum(['stable', 'classic']).default('stable'),
});

/** The push token (令牌) of WeChat's console. */
export const pushToken = z.string().regex(/^[0-9A-Za-z]{3,32}$/, '3 to 32 letters and digits');

/** The EncodingAESKey of WeChat's console. */
export const encodingAesKey = z.string().regex(/^[0-9A-Za-z]{43}$/, '43 letters and digits');

/** What an operator says of an account's pushes; an AES key or an original id left out stays as it is. */
export const newPushSettings = z.strictObject({
  mode: z.enum(['plain', 'compat', 'safe']),
  token: pushToken,
  aesKey: encodingAesKey.optional(),
  originalId: z
    .string()
    .regex(/^gh_[0-9A-Za-z]{4,40}$/, 'the original id (原始 ID), such as gh_0123456789ab')
    .optional(),
});

/** Pushes as an operator sets them. */
export type NewPushSettings = z.output<typeof newPushSettings>;

/** A host as pages have it in their address, with a port where there is one. */
export const jsDomain = z
  .string()
  .regex(
    /^[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?(?::\d{1,5})?$/,
    'a host such as www.example.com, in lower case',
  );

/** A new account; in stable mode unless told. */
export type NewAccount = Omit<z.output<typeof newAccount>, 'tokenMode'> &
  Partial<Pick<z.output<typeof newAccount>, 'tokenMode'>>;
