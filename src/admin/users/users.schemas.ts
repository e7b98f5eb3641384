import { z } from 'zod';
import { accountKey } from '../../accounts/account.schemas.js';
import type { UserSession } from '../../auth/session/session.repository.js';
import type { LinkedOpenid, RefusedLinking } from '../../links/linked-openids.service.js';
import type { TimeRange, UserFilter } from '../../users/user-filter.js';
import { type DetailedUser, type ListedUser, userDetailView, userView } from '../../users/user-view.js';
import { listedUser, userDetail, usersQuery } from '../../users/users.schemas.js';
import { instant, sessionHandle, timeOf } from '../admin.schemas.js';
import type { UserMoment } from './user-timeline.repository.js';

const { limit, cursor, q, subscribed, scope, sort, since } = usersQuery.shape;
const time = (what: string) => since.meta({ description: what, examples: ['2026-11-22T00:00:00Z'] });

const filter = {
  account: accountKey
    .optional()
    .meta({ description: 'Key of one account; all when absent', examples: ['main'] }),
  q,
  subscribed,
  scope,
  first_seen_since: time('First seen from then on'),
  first_seen_until: time('First seen before then'),
  last_login_since: time('Last signed in from then on'),
  last_login_until: time('Last signed in before then'),
};

/** `GET /admin/api/users`. */
export const adminUsersQuery = z.strictObject({ ...filter, sort, cursor, limit });

/** `GET /admin/api/users/count`. */
export const adminUsersFilter = z.strictObject(filter);

/** `POST /admin/api/users/exports`: the same filter as JSON. */
export const exportToMake = z
  .strictObject({
    ...filter,
    subscribed: z.boolean().optional(),
    sort,
    language: z.enum(['zh', 'en']).default('zh').meta({ description: 'Of the headings' }),
  })
  .meta({ id: 'UserExport', examples: [{ account: 'main', subscribed: true, language: 'zh' }] });

/** The path's `:id` of a user: our own number, which is no openid. */
export const userId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .meta({ description: 'Our number of the user', examples: ['4711'] });

/** The id of a link. */
export const linkId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .meta({ description: 'Id of the link', examples: ['12'] });

/** `POST /admin/api/users/:id/links`. */
export const linkToMake = z
  .strictObject({ account: accountKey, openid: z.string().regex(/^[\w-]{1,128}$/) })
  .meta({ id: 'NewLink', examples: [{ account: 'dingyue', openid: 'oDy_bmjrPTlm6_2sgVt7hMZOPfL2' }] });

const numbered = { id: z.string().meta({ description: 'Our number of the user' }) };
const EXAMPLE = { id: '4711', ...(listedUser.meta()!['examples'] as object[])[0] };

/** A user in the console's list. */
export const adminUser = listedUser.extend(numbered).meta({ id: 'AdminUser', examples: [EXAMPLE] });

/** A page of users. */
export const adminUserPage = z
  .object({ data: z.array(adminUser), next_cursor: z.string().nullable(), has_more: z.boolean() })
  .meta({ id: 'AdminUserPage', examples: [{ data: [EXAMPLE], next_cursor: null, has_more: false }] });

/** How many a filter finds. */
export const countView = z
  .object({ count: z.int(), exact: z.boolean().meta({ description: 'False: about so many' }) })
  .meta({ id: 'UserCount', examples: [{ count: 4_210_000, exact: false }] });

/** A user whole. */
export const adminUserDetail = userDetail
  .omit({ linked_openids: true })
  .extend({
    ...numbered,
    sessions: z.array(
      z.object({
        handle: sessionHandle,
        scope: z.string(),
        created_at: instant,
        seen_at: instant,
        expires_at: instant,
      }),
    ),
    links: z.array(
      z.object({
        id: z.string().nullable().meta({ description: 'By which it is undone; null where unionids say so' }),
        account: z.string(),
        openid: z.string(),
        source: z.enum(['link', 'operator', 'unionid']),
        linked_at: instant.nullable(),
        contradicted: z
          .boolean()
          .meta({ description: 'Unionids learnt since then say that these are two people' }),
      }),
    ),
    refused_links: z.array(
      z.object({ account: z.string(), openid: z.string(), reason: z.string(), at: instant }),
    ),
    timeline: z.array(
      z.object({
        at: instant,
        what: z.enum([
          'first_seen',
          'followed',
          'unfollowed',
          'signed_in',
          'consented',
          'withdrew',
          'linked',
        ]),
        detail: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: 'AdminUserDetail',
    description: 'A user whole: fields with where they came from, sessions, links, what happened.',
    examples: [
      {
        ...EXAMPLE,
        updated_at: '2026-11-21T19:30:12.000Z',
        sources: { nickname: { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' } },
        sessions: [],
        links: [],
        refused_links: [],
        timeline: [{ at: '2026-03-01T08:00:00.000Z', what: 'first_seen', detail: null }],
      },
    ],
  });

/** Where an export is to be had. */
export const exportLink = z
  .object({ url: z.string().meta({ description: 'Good for this session and one minute' }) })
  .meta({ id: 'UserExportLink', examples: [{ url: '/admin/api/users/exports/eyJ…' }] });

/** How many sessions ended. */
export const endedView = z.object({ ended: z.int() }).meta({ id: 'EndedSessions', examples: [{ ended: 2 }] });

type Query = z.output<typeof adminUsersFilter>;

/** A query as the list takes it. */
export function filterOf(query: Query): UserFilter {
  const firstSeen = rangeOf(query.first_seen_since, query.first_seen_until);
  const lastLogin = rangeOf(query.last_login_since, query.last_login_until);
  return {
    q: query.q,
    subscribed: query.subscribed,
    scope: query.scope,
    ...(firstSeen ? { firstSeen } : {}),
    ...(lastLogin ? { lastLogin } : {}),
  };
}

/** A user in the list. */
export function adminUserOf(user: ListedUser): z.output<typeof adminUser> {
  return { id: user.id, ...userView(user) };
}

/** What the console shows of a user. */
export interface UserFacts {
  readonly user: DetailedUser;
  readonly sessions: readonly UserSession[];
  readonly links: readonly LinkedOpenid[];
  readonly refused: readonly RefusedLinking[];
  readonly timeline: readonly UserMoment[];
}

/** A user whole, as the console reads it. */
export function adminUserDetailOf({
  user,
  sessions,
  links,
  refused,
  timeline,
}: UserFacts): z.input<typeof adminUserDetail> {
  const { linked_openids: _, ...detail } = userDetailView(user, []);
  return {
    id: user.id,
    ...detail,
    sources: Object.fromEntries(
      Object.entries(detail.sources).map(([field, { source, at }]) => [field, { source, at }]),
    ),
    sessions: sessions.map(({ handle, scope: granted, createdAt, seenAt, expiresAt }) => ({
      handle,
      scope: granted,
      created_at: createdAt.toISOString(),
      seen_at: seenAt.toISOString(),
      expires_at: expiresAt.toISOString(),
    })),
    links: links.map(({ id, account, openid, source, linkedAt, contradicted }) => ({
      id,
      account: account.key,
      openid,
      source,
      linked_at: timeOf(linkedAt),
      contradicted,
    })),
    refused_links: refused.map(({ account, openid, reason, at }) => ({
      account: account.key,
      openid,
      reason,
      at: at.toISOString(),
    })),
    timeline: timeline.map(({ at, what, detail: more }) => ({ at: at.toISOString(), what, detail: more })),
  };
}

function rangeOf(from: string | undefined, until: string | undefined): TimeRange | null {
  if (from === undefined && until === undefined) return null;
  return { since: from ? new Date(from) : null, until: until ? new Date(until) : null };
}
