import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';

/** How much goes at once, so that no statement is long. */
const BITE = 1_000;
/** Where no index knows the oldest, so many rows are looked at in one statement. */
const SLICE = 5_000;

/** What goes by age alone, and is found by it: table, its key, the column that ages. */
const BY_AGE = {
  following: { table: 'following_event', key: 'id', column: 'at' },
  erasures: { table: 'erasure', key: 'number', column: 'erased_at' },
} as const;

/** A stretch of a table, by its key: behind `after`, up to `last`. */
export interface Slice {
  readonly after: string;
  readonly last: string;
}

/** Somebody who has not been heard of for long. */
export interface ForgottenUser {
  readonly accountId: string;
  readonly openid: string;
}

/** Who does not follow, is signed in nowhere, and gave no sign of life for $1 days; `u` is the user. */
const FORGOTTEN = `u.subscribed IS NOT TRUE
  AND GREATEST(u.first_seen_at, u.last_login_at, u.subscribed_at, u.unsubscribed_at) < now() - make_interval(days => $1)
  AND NOT EXISTS (SELECT FROM session s WHERE s.user_id = u.id AND s.expires_at > now())`;

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

  /** The whole of a table with a row a user, slice by slice: one that is written at every login keeps no index of ages. */
  async *slicesOf(table: 'wechat_user' | 'user_token'): AsyncGenerator<Slice> {
    const key = table === 'wechat_user' ? 'id' : 'user_id';
    for (let after = '0'; ;) {
      const row = await this.sql.one<{ last: string | null }>(
        `SELECT max(${key}) AS last FROM
           (SELECT ${key} FROM ${table} WHERE ${key} > $1 ORDER BY ${key} LIMIT ${SLICE}) slice`,
        [after],
      );
      const last = row?.last ?? null;
      if (last === null) return;
      yield { after, last };
      after = last;
    }
  }

  /** Removes the tokens of a slice that WeChat would renew no more since `days`; answers how many. */
  removeTokens(days: number, { after, last }: Slice): Promise<number> {
    return this.sql.change(
      `DELETE FROM user_token
       WHERE user_id > $2 AND user_id <= $3 AND refresh_expires_at < now() - make_interval(days => $1)`,
      [days, after, last],
    );
  }

  /** Those of a slice who do not follow, are signed in nowhere, and gave no sign of life for `days`. */
  forgotten(days: number, { after, last }: Slice): Promise<ForgottenUser[]> {
    return this.sql.rows<ForgottenUser>(
      `SELECT account_id AS "accountId", openid FROM wechat_user u
       WHERE u.id > $2 AND u.id <= $3 AND ${FORGOTTEN}`,
      [days, after, last],
    );
  }

  /** Whether this user is one of them still. @param sql of a transaction that has locked the user */
  async isForgotten(sql: Sql, days: number, userId: string): Promise<boolean> {
    const row = await sql.one(`SELECT 1 FROM wechat_user u WHERE u.id = $2 AND ${FORGOTTEN}`, [days, userId]);
    return row !== null;
  }
}
