import { z } from 'zod';
import { GRANTED_SCOPES, USER_SORTS } from './user-filter.js';

/** The path's `:openid`. */
export const openidParam = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The user’s openid within the account', examples: ['o6_bmjrPTlm6_2sgVt7hMZOPfL2M'] });

/** The path's `:unionid`. */
export const unionidParam = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The person’s unionid', examples: ['o6_bmasdasdsad6_2sgVt7hMZOPfL'] });

/** An instant in a question; a plus sign that nobody escaped arrives as a space. */
export const instantAsked = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(' ', '+') : value),
  z.iso
    .datetime({ offset: true, error: 'a time such as 2026-11-22T08:00:00Z' })
    .refine(isInOurEra, 'a time of the years 1 to 9999, in UTC'),
);

/** A zone can lead out of the years that RFC 3339 and the database can name. What is no time is told already. */
function isInOurEra(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return Number.isNaN(year) || (year >= 1 && year <= 9999);
}

/** `GET /accounts/:account/users`. */
export const usersQuery = z
  .strictObject({
    limit: z.coerce
      .number({ error: 'a number from 1 to 100' })
      .int('a whole number')
      .min(1, 'at least 1')
      .max(100, 'at most 100')
      .default(20)
      .meta({ description: 'How many at once' }),
    cursor: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .meta({ description: '`next_cursor` of the page before, with everything else as it was' }),
    q: z
      .string()
      .trim()
      .min(1, 'at least one character')
      .max(64, 'at most 64 characters')
      .optional()
      .meta({ description: 'Part of a nickname (one character is enough), or a whole openid or unionid' }),
    subscribed: z
      .enum(['true', 'false'], { error: 'either true or false' })
      .transform((value) => value === 'true')
      .optional()
      .meta({ description: 'Whether they follow the account now' }),
    scope: z.enum(GRANTED_SCOPES).optional().meta({ description: 'The most that they ever granted' }),
    since: instantAsked
      .optional()
      .meta({ description: 'Not before this time, by the time that `sort` names; RFC 3339' }),
    until: instantAsked.optional().meta({ description: 'Before this time, in the same way; RFC 3339' }),
    sort: z.enum(USER_SORTS).default('-first_seen_at').meta({
      description: 'The order; with a minus the newest first. Whoever has no such time comes last',
    }),
  })
  .refine(({ since, until }) => !since || !until || Date.parse(since) < Date.parse(until), {
    path: ['until'],
    message: 'must lie after since',
  })
  .meta({ examples: [{ limit: '50', q: '小明', subscribed: 'true', sort: '-last_login_at' }] });

const time = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });
const text = z.string().nullable();

const user = z.object({
  account: z.string().meta({ description: 'Key of the account' }),
  openid: z.string().meta({ description: 'Who they are within the account' }),
  unionid: text.meta({ description: 'Who they are across accounts; null while WeChat has told none' }),
  nickname: text,
  avatar_url: text,
  sex: z.number().int().nullable().meta({ description: '0 unknown, 1 male, 2 female' }),
  language: text,
  city: text,
  province: text,
  country: text,
  subscribed: z
    .boolean()
    .nullable()
    .meta({ description: 'Follows the account now; null while nobody has told us' }),
  subscribed_at: time.nullable(),
  unsubscribed_at: time.nullable(),
  subscribe_scene: text.meta({ description: 'How they came to follow, in WeChat’s words' }),
  scope: text.meta({ description: 'The most that they ever granted; null: they never signed in' }),
  first_seen_at: time,
  last_login_at: time.nullable(),
  login_count: z.number().int(),
});

const EXAMPLE = {
  account: 'main',
  openid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  unionid: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  nickname: '小明',
  avatar_url: 'https://thirdwx.qlogo.cn/mmopen/vi_32/Q0j4TwGTfTK/132',
  sex: 0,
  language: null,
  city: null,
  province: null,
  country: null,
  subscribed: true,
  subscribed_at: '2026-03-01T08:00:00.000Z',
  unsubscribed_at: null,
  subscribe_scene: 'ADD_SCENE_QR_CODE',
  scope: 'snsapi_userinfo',
  first_seen_at: '2026-03-01T08:00:00.000Z',
  last_login_at: '2026-11-21T19:30:12.000Z',
  login_count: 17,
};

/** A user in a list. */
export const listedUser = user.meta({
  id: 'User',
  description: 'Somebody as one account knows them.',
  examples: [EXAMPLE],
});

/** A page of users. */
export const usersView = z
  .object({
    data: z.array(listedUser),
    next_cursor: text.meta({ description: 'Where the next page begins; null: this was the last' }),
    has_more: z.boolean(),
  })
  .meta({
    id: 'UserPage',
    description: 'Some users, in the order asked for.',
    examples: [
      {
        data: [EXAMPLE],
        next_cursor: 'WyIyMDI2LTAzLTAxIDA4OjAwOjAwKzAwIiwiNyJd.c29tZSBtYXJrIG9mIG91cnM',
        has_more: true,
      },
    ],
  });

/** A user, with where each field came from and when. */
export const userDetail = user
  .extend({
    updated_at: time,
    sources: z.record(z.string(), z.object({ source: z.string(), at: time })).meta({
      description: 'Field → who told it and when: authorization, sns_userinfo, user_info, sync, or push',
    }),
    linked_openids: z
      .array(
        z.object({ account: z.string(), openid: z.string(), source: z.string(), linked_at: time.nullable() }),
      )
      .meta({
        description:
          'Openids of other accounts that are theirs too, and how we know: link, operator or unionid. Empty for a key for one account',
      }),
  })
  .meta({
    id: 'UserDetail',
    description: 'Everything we know of a user, field by field.',
    examples: [
      {
        ...EXAMPLE,
        updated_at: '2026-11-21T19:30:12.000Z',
        sources: {
          nickname: { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' },
          scope: { source: 'authorization', at: '2026-03-01T08:00:00.000Z' },
        },
        linked_openids: [
          {
            account: 'dingyue',
            openid: 'oDy_bmjrPTlm6_2sgVt7hMZOPfL2',
            source: 'link',
            linked_at: '2026-04-01T10:00:00.000Z',
          },
        ],
      },
    ],
  });

/** A person's openids across accounts. */
export const personView = z.object({ unionid: z.string(), data: z.array(listedUser) }).meta({
  id: 'Person',
  description: 'A person, and who they are within each account.',
  examples: [{ unionid: EXAMPLE.unionid, data: [EXAMPLE] }],
});
