import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { UserFilter, UserPosition, UserSort } from './user-filter.js';

/** Users with a time to be ordered by, or those without one. */
export type Phase = 'dated' | 'undated';

/** One stretch of a list, as SQL can fetch it by an index. */
export interface Stretch {
  readonly accountIds: readonly string[];
  readonly conditions: readonly Sql[];
  readonly sort: UserSort;
  readonly phase: Phase;
  readonly after: UserPosition | null;
  readonly limit: number;
}

const COLUMNS = `u.id, u.account_id AS "accountId", u.openid,
  (SELECT p.unionid FROM person p WHERE p.id = u.person_id) AS unionid,
  u.nickname, u.avatar_url AS "avatarUrl", u.sex, u.language, u.city, u.province, u.country,
  u.subscribed, u.subscribed_at AS "subscribedAt", u.unsubscribed_at AS "unsubscribedAt",
  u.subscribe_scene AS "subscribeScene", u.granted_scope AS "grantedScope",
  u.first_seen_at AS "firstSeenAt", u.last_login_at AS "lastLoginAt", u.login_count AS "loginCount"`;

/** The columns of a list's rows, of `wechat_user u`. */
export const LISTED_COLUMNS: Sql = raw(COLUMNS);

/** What a filter asks of `wechat_user u`, apart from its `q`. */
export function conditionsOf({ subscribed, scope, firstSeen, lastLogin }: UserFilter): Sql[] {
  return [
    // Not `= false`, of which the planner thinks that it holds for all of whom nobody knows, too.
    ...(subscribed === undefined ? [] : [raw(`u.subscribed IS ${subscribed ? 'TRUE' : 'FALSE'}`)]),
    ...(scope === undefined ? [] : [sql`u.granted_scope = ${scope}`]),
    ...within('u.first_seen_at', firstSeen),
    ...within('u.last_login_at', lastLogin),
  ];
}

function within(column: string, range: UserFilter['firstSeen']): Sql[] {
  const name = raw(column);
  return [
    ...(range?.since ? [sql`${name} >= ${range.since.toISOString()}::timestamptz`] : []),
    ...(range?.until ? [sql`${name} < ${range.until.toISOString()}::timestamptz`] : []),
  ];
}

/** Some users in order. Where several accounts are asked for, each gives its first ones and the best of these are taken. */
export function stretchOf(stretch: Stretch): Sql {
  const { accountIds, conditions, sort, phase, after, limit } = stretch;
  const column = sort.endsWith('last_login_at') ? 'last_login_at' : 'first_seen_at';
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const order = (table: string) =>
    phase === 'dated'
      ? `ORDER BY ${table}.${column} ${direction}, ${table}.id ${direction}`
      : `ORDER BY ${table}.id ${direction}`;
  const all = [
    ...conditions,
    ...(column === 'last_login_at'
      ? [raw(`u.last_login_at IS ${phase === 'dated' ? 'NOT NULL' : 'NULL'}`)]
      : []),
    ...(after ? [beyond(column, direction, after)] : []),
  ];
  const from = (account: Sql) => sql`
    SELECT ${LISTED_COLUMNS}, ${raw(`u.${column}::text AS at, u.${column}`)} FROM wechat_user u
    WHERE ${join([sql`u.account_id = ${account}`, ...all], ' AND ')}
    ${raw(order('u'))} LIMIT ${raw(String(limit))}`;
  const [only, another] = accountIds;
  if (another === undefined) return from(sql`${only ?? null}::uuid`);
  return sql`
    SELECT u.* FROM unnest(${accountIds}::uuid[]) AS account (id)
    CROSS JOIN LATERAL (${from(raw('account.id'))}) u
    ${raw(order('u'))} LIMIT ${raw(String(limit))}`;
}

function beyond(column: string, direction: 'ASC' | 'DESC', { at, id }: UserPosition): Sql {
  const sign = raw(direction === 'ASC' ? '>' : '<');
  return at === null
    ? sql`u.id ${sign} ${id}::bigint`
    : sql`(u.${raw(column)}, u.id) ${sign} (${at}::timestamptz, ${id}::bigint)`;
}

/** The ids of all that a filter is about; for counting, and for asking how many the planner expects. */
export function matchesOf(accountIds: readonly string[], conditions: readonly Sql[], limit?: number): Sql {
  const [only, another] = accountIds;
  const account =
    another === undefined
      ? sql`u.account_id = ${only ?? null}::uuid`
      : sql`u.account_id = ANY(${accountIds}::uuid[])`;
  return sql`
    SELECT u.id FROM wechat_user u WHERE ${join([account, ...conditions], ' AND ')}
    ${limit === undefined ? empty : raw(`LIMIT ${limit}`)}`;
}
