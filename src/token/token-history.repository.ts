import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { CredentialKind, RenewalReason } from './credential.js';
import type { Cause } from './diagnosis.js';
import type { HistoryEvent } from './token-history.entity.js';

/** One line of the history, as it is shown. */
export interface HistoryLine {
  readonly at: Date;
  readonly credential: CredentialKind;
  readonly event: HistoryEvent;
  readonly reason: RenewalReason | null;
  readonly version: number | null;
  readonly instance: string;
  readonly durationMs: number | null;
  readonly cause: Cause | null;
  readonly failure: string | null;
  readonly detail: string | null;
  readonly reportedBy: string | null;
}

/** What happened to the credentials, newest first. */
@Injectable()
export class TokenHistoryRepository {
  constructor(private readonly sql: Sql) {}

  /** The last `limit` lines of an account. */
  async last(accountId: string, limit: number): Promise<HistoryLine[]> {
    return this.sql.rows<HistoryLine>(
      `SELECT at, credential, event, reason, version::float8 AS version, instance, duration_ms AS "durationMs", cause,
         failure, detail, reported_by AS "reportedBy"
       FROM token_history WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT $2`,
      [accountId, limit],
    );
  }

  /** Removes what is older than 90 days; answers how much. */
  async purge(): Promise<number> {
    let removed = 0;
    for (;;) {
      const bite = await this.sql.change(
        `DELETE FROM token_history WHERE id IN (
           SELECT id FROM token_history WHERE at < now() - interval '90 days' ORDER BY at LIMIT 5000)`,
      );
      removed += bite;
      if (bite === 0) return removed;
    }
  }
}
