import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';

/** How many renewals may still be forced; WeChat allows 20 a day, 30 seconds apart. */
export interface ForceBudget {
  readonly usedToday: number;
  readonly perDay: number;
  /** The last one; null: never. */
  readonly lastAt: Date | null;
  /** Until the next is allowed; 0: now. */
  readonly waitSeconds: number;
}

const PER_DAY = 20;
const APART_SECONDS = 30;

/** What is left of the forced renewals that WeChat allows. The day is Beijing's. */
@Injectable()
export class ForceBudgetRepository {
  constructor(private readonly sql: Sql) {}

  /** @throws DatabaseUnavailable */
  async of(accountId: string): Promise<ForceBudget> {
    const row = await this.sql.one<{ used: number; lastAt: Date | null; wait: number | null }>(
      `SELECT CASE WHEN forced_day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
           THEN forced_count ELSE 0 END AS used, forced_at AS "lastAt",
         $2 - extract(epoch FROM clock_timestamp() - forced_at)::float8 AS wait
       FROM global_token WHERE account_id = $1`,
      [accountId, APART_SECONDS],
    );
    return {
      usedToday: row?.used ?? 0,
      perDay: PER_DAY,
      lastAt: row?.lastAt ?? null,
      waitSeconds: Math.max(0, Math.ceil(row?.wait ?? 0)),
    };
  }
}
