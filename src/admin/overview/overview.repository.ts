import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';

/** Users by day. */
export interface UsersOfDay {
  /** In Beijing, `2026-11-22`. */
  readonly day: string;
  readonly newUsers: number;
  readonly followed: number;
  readonly unfollowed: number;
}

/** How pushes go. */
export interface PushFigures {
  readonly waiting: number;
  readonly dead: number;
  readonly lastHour: number;
  readonly lastAt: Date | null;
}

const SINCE = `((now() AT TIME ZONE 'Asia/Shanghai')::date - ($1::int - 1))::timestamp AT TIME ZONE 'Asia/Shanghai'`;
const dayOf = (column: string): string => `(${column} AT TIME ZONE 'Asia/Shanghai')::date`;
const startOf = (day: string): string => `((${day})::timestamp AT TIME ZONE 'Asia/Shanghai')`;

/** Figures that indexes answer: no table is read whole, and where millions came in one month they are counted, day by day, and not looked at. */
@Injectable()
export class OverviewRepository {
  constructor(private readonly sql: Sql) {}

  /** The last days on which something happened, today included. @param accountIds of all accounts asked about */
  users(days: number, accountIds: readonly string[]): Promise<UsersOfDay[]> {
    return this.sql.rows<UsersOfDay>(
      `SELECT day::text AS day, sum(fresh)::float8 AS "newUsers", sum(followed)::float8 AS followed,
         sum(unfollowed)::float8 AS unfollowed
       FROM (
         SELECT date.day, met.n AS fresh, 0 AS followed, 0 AS unfollowed
         FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date - back AS day FROM generate_series(0, $1::int - 1) back) date
         CROSS JOIN unnest($2::uuid[]) AS account (id)
         CROSS JOIN LATERAL (
           SELECT count(*) AS n FROM wechat_user u WHERE u.account_id = account.id
             AND u.first_seen_at >= ${startOf('date.day')} AND u.first_seen_at < ${startOf('date.day + 1')}
         ) met WHERE met.n > 0
         UNION ALL
         SELECT ${dayOf('e.at')}, 0, count(*) FILTER (WHERE e.kind = 'followed'), count(*) FILTER (WHERE e.kind = 'unfollowed')
         FROM following_event e JOIN wechat_user u ON u.id = e.user_id
         WHERE e.at >= ${SINCE} AND u.account_id = ANY($2::uuid[]) GROUP BY 1
       ) each GROUP BY 1 ORDER BY 1`,
      [days, accountIds],
    );
  }

  /** How the pushes of these accounts go. */
  async pushes(accountIds: readonly string[]): Promise<PushFigures> {
    const row = await this.sql.one<PushFigures>(
      `SELECT
         (SELECT count(*)::int FROM push_inbox WHERE state = 'waiting' AND account_id = ANY($1::uuid[])) AS waiting,
         (SELECT count(*)::int FROM push_inbox WHERE state = 'dead' AND account_id = ANY($1::uuid[])) AS dead,
         (SELECT count(*)::int FROM push_inbox
          WHERE received_at > now() - interval '1 hour' AND account_id = ANY($1::uuid[])) AS "lastHour",
         (SELECT received_at FROM push_inbox WHERE account_id = ANY($1::uuid[])
          ORDER BY received_at DESC LIMIT 1) AS "lastAt"`,
      [accountIds],
    );
    return row!;
  }
}
