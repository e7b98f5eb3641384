import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';

/** How much goes at once, so that no statement is long. */
const BITE = 1_000;

/** What goes by age alone: table, its key, the column that ages. */
const BY_AGE = {
  following: { table: 'following_event', key: 'id', column: 'at' },
  tokens: { table: 'user_token', key: 'user_id', column: 'refresh_expires_at' },
  erasures: { table: 'erasure', key: 'number', column: 'erased_at' },
} as const;

/** Somebody who has not been heard of for long. */
export interface ForgottenUser {
  readonly accountId: string;
  readonly openid: string;
}

/** What has been kept long enough. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly sql: Sql) {}

  /** Removes some rows that are older than `days`; answers how many. */
  remove(what: keyof typeof BY_AGE, days: number): Promise<number> {
    const { table, key, column } = BY_AGE[what];
    return this.sql.change(
      `DELETE FROM ${table} WHERE ${key} IN (
         SELECT ${key} FROM ${table} WHERE ${column} < now() - make_interval(days => $1) LIMIT ${BITE} FOR UPDATE SKIP LOCKED)`,
      [days],
    );
  }

  /** Some who do not follow, are signed in nowhere, and gave no sign of life for `days`. */
  forgotten(days: number): Promise<ForgottenUser[]> {
    return this.sql.rows<ForgottenUser>(
      `SELECT account_id AS "accountId", openid FROM wechat_user u
       WHERE u.subscribed IS NOT TRUE
         AND GREATEST(u.first_seen_at, u.last_login_at, u.subscribed_at, u.unsubscribed_at)
           < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM session s WHERE s.user_id = u.id AND s.expires_at > now())
       LIMIT ${BITE}`,
      [days],
    );
  }
}
