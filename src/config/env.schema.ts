import { isIP } from 'node:net';
import { z } from 'zod';
import { retentionOf } from './retention.js';

const text = z.string().trim().min(1);
const port = z.coerce.number({ error: 'a port is a number' }).int().min(0).max(65535);
const onOff = z
  .enum(['true', 'false'], { error: 'either true or false' })
  .transform((value) => value === 'true');

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Scheme, host and port; nothing behind them. */
const origin = z
  .string()
  .trim()
  .refine((value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && value.replace(/\/$/, '') === url.origin;
  }, 'an address such as https://wx.example.com, without a path')
  .transform((value) => new URL(value).origin);

const postgresUrl = z
  .string()
  .trim()
  .refine(
    (value) => /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? ''),
    'an address such as postgres://user@host/name',
  );

const appId = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z_-]{6,64}$/, '6 to 64 letters and digits, such as wx0123456789abcdef');

/** 32 bytes in base64, base64url or hex. */
const secretKeys = list.transform((keys, context) => {
  if (keys.length === 0) context.addIssue('names no key (openssl rand -base64 32)');
  return keys.map((key) => {
    const bytes = /^[0-9a-fA-F]{64}$/.test(key) ? Buffer.from(key, 'hex') : Buffer.from(key, 'base64');
    if (bytes.length !== 32)
      context.addIssue('each key is 32 bytes in base64 or hex (openssl rand -base64 32)');
    else if (new Set(bytes).size < 8)
      context.addIssue('a key that repeats itself is no key (openssl rand -base64 32)');
    return bytes;
  });
});

const cidr = z.string().refine((text) => {
  const [address = '', bits, ...rest] = text.split('/');
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)]!;
  return (
    most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}, 'an address or CIDR such as 10.0.0.0/8');

const retention = list.transform((entries, context) => {
  try {
    return retentionOf(entries);
  } catch (error) {
    context.addIssue((error as RangeError).message);
    return z.NEVER;
  }
});

/**
 * The environment, one entry a variable. What `.env.example` says of each is the documentation;
 * a test keeps the two lists equal.
 */
export const envSchema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  PORT: port.default(3000),
  HOST: text.optional(),
  PUBLIC_URL: origin.optional(),
  ALLOW_PLAIN_HTTP: onOff.default(false),
  TRUSTED_PROXIES: list
    .pipe(z.array(cidr))
    .refine((items) => !items.some((item) => /\/0+$/.test(item)), 'name your proxies; everybody is not one')
    .default([]),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  DATA_DIR: text.default('./.data'),
  SECRET_KEY: secretKeys.optional(),
  WECHAT_APP_ID: appId.optional(),
  WECHAT_APP_SECRET: text.max(128).optional(),
  WECHAT_ACCOUNT_NAME: text.max(60).optional(),
  WECHAT_ACCOUNT_KIND: z.enum(['service', 'subscription', 'website']).default('service'),
  WECHAT_TOKEN_MODE: z.enum(['stable', 'classic']).default('stable'),
  WECHAT_PUSH_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{3,32}$/, '3 to 32 letters and digits')
    .optional(),
  WECHAT_ENCODING_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, '43 letters and digits')
    .optional(),
  WECHAT_PUSH_MODE: z.enum(['plain', 'compat', 'safe']).default('plain'),
  WECHAT_VERIFY_FILE: text
    .regex(
      /(^|[\\/])MP_verify_[0-9A-Za-z]{1,64}\.txt$/,
      'the path of the file MP_verify_….txt as WeChat gave it',
    )
    .optional(),
  WECHAT_API_URL: origin.optional(),
  WECHAT_OPEN_URL: origin.optional(),
  SANDBOX: z.enum(['auto', 'on', 'off']).default('auto'),
  SANDBOX_PORT: port.default(3001),
  RETURN_URLS: list.default([]),
  JSSDK_URL: z
    .string()
    .trim()
    .regex(
      /^https:\/\/[\w.-]+(?::\d+)?\/[\w./-]+\.js$/,
      'an address such as https://res.wx.qq.com/open/js/jweixin-1.6.0.js',
    )
    .optional(),
  RETENTION_DAYS: retention.default(retentionOf([])),
  ADMIN_PASSWORD: z.string().min(12, 'at least 12 characters').max(256).optional(),
  API_RATE_LIMIT: z
    .union([z.literal('off').transform(() => null), z.coerce.number().int().min(1).max(1_000_000)], {
      error: 'requests a minute, or off',
    })
    .default(6_000),
  FOLLOWER_SYNC_RATE: z.coerce
    .number({ error: 'calls a second; 0: without limit' })
    .min(0)
    .max(1_000)
    .default(20),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,256}$/, '16 to 256 letters, digits and -._~+/= (openssl rand -hex 24)')
    .optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'one of debug, info, warn, error, silent' })
    .default('info'),
});

/** The environment after reading. */
export type Env = z.output<typeof envSchema>;

/** Variables that may instead name a file that holds the value, as `NAME_FILE`. */
export const FILE_VARIABLES = [
  'DATABASE_URL',
  'SECRET_KEY',
  'WECHAT_APP_SECRET',
  'WECHAT_PUSH_TOKEN',
  'WECHAT_ENCODING_AES_KEY',
  'ADMIN_PASSWORD',
  'METRICS_TOKEN',
] as const satisfies readonly (keyof Env)[];
