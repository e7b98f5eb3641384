import { z } from 'zod';
import { accountKey } from '../accounts/account.schemas.js';

/** An openid as WeChat writes it. */
export const openidText = z
  .string()
  .regex(/^[0-9A-Za-z_-]{6,64}$/, 'an openid: 6 to 64 letters, digits, hyphens and underscores');

/** The path's `:openid`. */
export const openidParam = openidText.meta({
  description: 'Openid of the user within the account',
  examples: ['oABCD1234567890abcdefghijklm'],
});

/** The path's `:id`. */
export const linkIdParam = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'the id of a link')
  .meta({ description: 'Id of the link, as `links` shows it', examples: ['17'] });

/** `POST /accounts/:account/links`. */
export const newLink = z
  .strictObject({
    openid: openidText.meta({ description: 'The openid at the other account: for whom the link is' }),
    return_to: z
      .string()
      .max(2_048)
      .default('/me')
      .meta({ description: 'Where they land: a path here, or an address that RETURN_URLS allows' }),
    of_account: accountKey.optional().meta({
      description:
        'Key of the account that the openid is of; needed where not exactly one other account knows it',
    }),
  })
  .meta({
    id: 'NewLink',
    examples: [{ openid: 'oWXYZ1234567890abcdefghijklm', return_to: '/me', of_account: 'dingyue' }],
  });

/** A link that was made. */
export const linkView = z
  .object({
    url: z.string().meta({ description: 'To be given to that one person; shown once' }),
    expires_at: z.iso.datetime().meta({ description: 'Ten minutes from now; RFC 3339, UTC' }),
  })
  .meta({
    id: 'LoginLink',
    description: 'A single-use authorization link.',
    examples: [
      {
        url: 'https://wx.example.com/auth/link/Zk3vN8sQ1xR7tB5mW2yC9dF4gH6jL0pA',
        expires_at: '2026-11-22T12:10:00.000Z',
      },
    ],
  });

/** The openids that are one person's. */
export const linkedView = z
  .object({
    data: z.array(
      z.object({
        id: z.string().nullable().meta({ description: 'By which it is undone; null where unionids say so' }),
        account: z.string(),
        openid: z.string(),
        source: z.enum(['link', 'operator', 'unionid']),
        linked_at: z.iso.datetime().nullable(),
        contradicted: z
          .boolean()
          .meta({ description: 'Unionids learnt since then say that these are two people' }),
      }),
    ),
    refused: z
      .array(z.object({ account: z.string(), openid: z.string(), reason: z.string(), at: z.iso.datetime() }))
      .meta({ description: 'Attempts to link that met a conflict, the newest first, twenty at most' }),
  })
  .meta({
    id: 'LinkedOpenids',
    description: 'The same person’s openids at other accounts.',
    examples: [
      {
        data: [
          {
            id: '17',
            account: 'main',
            openid: 'oABCD1234567890abcdefghijklm',
            source: 'link',
            linked_at: '2026-11-22T12:03:11.000Z',
            contradicted: false,
          },
        ],
        refused: [
          {
            account: 'main',
            openid: 'oEFGH1234567890abcdefghijklm',
            reason: 'openid_taken',
            at: '2026-11-22T13:40:02.000Z',
          },
        ],
      },
    ],
  });
