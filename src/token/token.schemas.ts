import { z } from 'zod';

const instant = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });
const seconds = z.number().int().nonnegative();

/** `GET /accounts/:account/token`. */
export const tokenView = z
  .object({
    access_token: z.string().meta({
      description: 'The global token, for every cgi-bin call; reserve 512 characters and more',
    }),
    expires_in: seconds.meta({ description: 'What is left of its life, in seconds' }),
    expires_at: instant,
    fetched_at: instant,
    refresh_after: instant.meta({ description: 'When asking again may bring a newer one; RFC 3339, UTC' }),
    version: z.number().int().positive().meta({ description: 'One more with each token of the account' }),
  })
  .meta({
    id: 'GlobalToken',
    description: 'The account-wide access token (全局 access_token) that works now.',
    examples: [
      {
        access_token: '83_MmR6XbTkA…',
        expires_in: 6571,
        expires_at: '2026-11-22T14:00:00.000Z',
        fetched_at: '2026-11-22T12:00:00.000Z',
        refresh_after: '2026-11-22T13:55:21.000Z',
        version: 12,
      },
    ],
  });

/** What a report answers. */
export const refreshView = tokenView
  .extend({
    refreshed: z.boolean().meta({ description: 'Whether another token was fetched because of this report' }),
  })
  .meta({
    id: 'ReportedToken',
    description: 'The token that works now, after a report.',
    examples: [
      {
        access_token: '83_nQ2bY7uJc…',
        expires_in: 7200,
        expires_at: '2026-11-22T14:10:00.000Z',
        fetched_at: '2026-11-22T12:10:00.000Z',
        refresh_after: '2026-11-22T14:05:08.000Z',
        version: 13,
        refreshed: true,
      },
    ],
  });

const version = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const value = z.string().min(1).max(2_048);

/** `POST /accounts/:account/token/refresh`: which token failed, one of the two. */
export const failedToken = z
  .strictObject({ version: version.optional(), access_token: value.optional() })
  .refine(
    (given) => (given.version === undefined) !== (given.access_token === undefined),
    'say which token failed: either its version or access_token',
  )
  .meta({
    id: 'FailedToken',
    description: 'The token that WeChat refused, by its version or by itself; not both.',
    examples: [{ version: 12 }],
  });

/** `GET /accounts/:account/jsapi-ticket`. */
export const ticketView = z
  .object({
    ticket: z.string(),
    expires_in: seconds.meta({ description: 'What is left of its life, in seconds' }),
    expires_at: instant,
  })
  .meta({
    id: 'JsapiTicket',
    description: 'The ticket that signs JS-SDK pages (jsapi_ticket).',
    examples: [
      { ticket: 'kgt8ON7yVITDhtdwci0qeR…', expires_in: 7011, expires_at: '2026-11-22T14:00:00.000Z' },
    ],
  });

/** `POST /accounts/:account/jssdk-config`. */
export const pageToSign = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(2_048)
      .regex(/^https?:\/\//i, 'an address that begins with http:// or https://')
      .meta({ description: 'location.href of the page; what follows # does not count' }),
  })
  .meta({ id: 'JssdkPage', examples: [{ url: 'https://www.example.com/card?id=7' }] });

/** What `wx.config` wants, beside `jsApiList`. */
export const jssdkView = z
  .object({
    appId: z.string(),
    timestamp: z.number().int(),
    nonceStr: z.string(),
    signature: z.string(),
  })
  .meta({
    id: 'JssdkConfig',
    examples: [
      {
        appId: 'wx0123456789abcdef',
        timestamp: 1795521600,
        nonceStr: 'Wm3WZYTPz0wzccnW',
        signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
      },
    ],
  });
