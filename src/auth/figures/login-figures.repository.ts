import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import type { LoginOutcome } from './login-figure.entity.js';

/** How many logins of a day and scope ended how. */
export interface LoginCount {
  /** In Beijing, `2026-11-22`. */
  readonly day: string;
  readonly scope: string;
  readonly outcome: LoginOutcome | 'under_way';
  /** Code of the error; empty where nothing failed. */
  readonly cause: string;
  readonly logins: number;
}

/** An attempt's row as one of the outcomes; whoever was interrupted while exchanging has failed. */
const OUTCOME = `CASE status WHEN 'signed_in' THEN 'signed_in' WHEN 'denied' THEN 'denied'
  WHEN 'started' THEN 'abandoned' ELSE 'failed' END`;
const CAUSE = `CASE status WHEN 'failed' THEN COALESCE(failure, '') WHEN 'exchanging' THEN 'login.interrupted' ELSE '' END`;
const DAY = `(created_at AT TIME ZONE 'Asia/Shanghai')::date`;

/**
 * Logins by day, which stay when the attempts are gone after a day. What has lapsed is counted once, by whichever
 * instance comes first; what has not is counted when somebody looks: so figures are exact, and no login waits for them.
 */
@Injectable()
export class LoginFiguresRepository {
  constructor(private readonly sql: Sql) {}

  /** Adds what has lapsed since the last time; answers how many rows of figures changed. */
  count(): Promise<number> {
    return this.sql.transaction(async (sql) => {
      const mark = await sql.one<{ from: Date; until: Date }>(
        // A minute behind: what is still being exchanged at its end is over by then.
        `SELECT counted_until AS from, now() - interval '1 minute' AS until
         FROM login_figures_mark FOR UPDATE SKIP LOCKED`,
      );
      if (!mark) return 0;
      const changed = await sql.change(
        `INSERT INTO login_figure AS held (day, account_id, scope, outcome, cause, logins)
         SELECT ${DAY}, account_id, scope, ${OUTCOME}, ${CAUSE}, count(*) FROM login_attempt
         WHERE expires_at > (SELECT counted_until FROM login_figures_mark) AND expires_at <= $1
         GROUP BY 1, 2, 3, 4, 5
         ON CONFLICT (day, account_id, scope, outcome, cause) DO UPDATE SET logins = held.logins + excluded.logins`,
        [mark.until],
      );
      await sql.change('UPDATE login_figures_mark SET counted_until = $1', [mark.until]);
      return changed;
    });
  }

  /** The last days, today included. @param accountId null: all accounts */
  async last(days: number, accountId: string | null): Promise<LoginCount[]> {
    return this.sql.rows<LoginCount>(
      `WITH counted AS (
         SELECT day, scope, outcome, cause, logins FROM login_figure
         WHERE day > (now() AT TIME ZONE 'Asia/Shanghai')::date - $1::int
           AND ($2::uuid IS NULL OR account_id = $2)
         UNION ALL
         SELECT ${DAY}, scope, CASE WHEN status IN ('started', 'exchanging') AND expires_at > now() THEN 'under_way'
             ELSE ${OUTCOME} END,
           CASE WHEN status IN ('started', 'exchanging') AND expires_at > now() THEN '' ELSE ${CAUSE} END, 1
         FROM login_attempt
         WHERE expires_at > (SELECT counted_until FROM login_figures_mark)
           AND ($2::uuid IS NULL OR account_id = $2))
       SELECT day::text AS day, scope, outcome, cause, sum(logins)::float8 AS logins
       FROM counted GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
      [days, accountId],
    );
  }
}
