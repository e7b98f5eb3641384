import { Injectable } from '@nestjs/common';
import sql, { type Sql as Statement } from 'sql-template-tag';
import { Sql } from '../../database/sql.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import type { AttemptStatus } from './login-attempt.entity.js';

/** A login that begins. */
export interface NewAttempt {
  readonly stateHash: Buffer;
  readonly accountId: string;
  readonly browserHash: Buffer;
  readonly scope: Scope;
  readonly returnTo: string;
  readonly restarts: number;
  /** Digest of the login link it began with; none unless told. */
  readonly linkHash?: Buffer | null;
}

/** What its state was worth to whoever claimed it. */
export interface ClaimedAttempt {
  readonly scope: Scope;
  readonly returnTo: string;
  readonly restarts: number;
  readonly linkHash: Buffer | null;
}

/** An attempt as somebody finds it who could not claim it. */
export interface FoundAttempt extends ClaimedAttempt {
  readonly accountId: string;
  readonly browserHash: Buffer;
  readonly status: AttemptStatus;
  readonly sessionHash: Buffer | null;
  /** Finished within the last five minutes, a code's life: the same callback may come again. */
  readonly recent: boolean;
  /** In exchange for longer than a call to WeChat takes: whoever claimed it is gone. */
  readonly stalled: boolean;
}

/** Which attempt, whose, from which browser. */
export interface AttemptKey {
  readonly stateHash: Buffer;
  readonly accountId: string;
  readonly browserHash: Buffer;
}

/**
 * Logins under way, in the database; all times are the database's. An attempt lives ten minutes
 * and is claimed once.
 */
@Injectable()
export class LoginAttemptRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Writes a new attempt, unless this browser goes round in circles: five logins that succeeded
   * within 20 seconds, or 30 begun within a minute, are no person. Answers whether it was written.
   */
  async begin(attempt: NewAttempt): Promise<boolean> {
    const written = await this.sql.brief.change(
      `INSERT INTO login_attempt (state_hash, account_id, browser_hash, scope, return_to, restarts, link_hash, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, now() + interval '10 minutes'
       WHERE NOT EXISTS (
         SELECT FROM login_attempt WHERE browser_hash = $3 AND created_at > now() - interval '1 minute'
         HAVING count(*) >= 30
           OR count(*) FILTER (WHERE status = 'signed_in' AND created_at > now() - interval '20 seconds') >= 5)`,
      [
        attempt.stateHash,
        attempt.accountId,
        attempt.browserHash,
        attempt.scope,
        attempt.returnTo,
        attempt.restarts,
        attempt.linkHash ?? null,
      ],
    );
    return written === 1;
  }

  /** Takes the state, once and for all: of any number of callers, one gets the attempt. */
  claim(key: AttemptKey): Promise<ClaimedAttempt | null> {
    return this.sql.brief.one<ClaimedAttempt>(
      `UPDATE login_attempt SET status = 'exchanging', claimed_at = now()
       WHERE state_hash = $1 AND account_id = $2 AND browser_hash = $3 AND status = 'started' AND expires_at > now()
       RETURNING scope, return_to AS "returnTo", restarts, link_hash AS "linkHash"`,
      [key.stateHash, key.accountId, key.browserHash],
    );
  }

  find(stateHash: Buffer): Promise<FoundAttempt | null> {
    return this.sql.brief.one<FoundAttempt>(
      `SELECT account_id AS "accountId", browser_hash AS "browserHash", scope, return_to AS "returnTo", restarts, status,
         link_hash AS "linkHash", session_hash AS "sessionHash", COALESCE(finished_at > now() - interval '5 minutes', false) AS recent,
         COALESCE(claimed_at < now() - interval '15 seconds', false) AS stalled
       FROM login_attempt WHERE state_hash = $1`,
      [stateHash],
    );
  }

  /** WeChat came back without a code; answers the attempt if it was still open. */
  deny(key: AttemptKey): Promise<ClaimedAttempt | null> {
    return this.sql.brief.one<ClaimedAttempt>(
      `UPDATE login_attempt SET status = 'denied', finished_at = now()
       WHERE state_hash = $1 AND account_id = $2 AND browser_hash = $3 AND status = 'started'
       RETURNING scope, return_to AS "returnTo", restarts, link_hash AS "linkHash"`,
      [key.stateHash, key.accountId, key.browserHash],
    );
  }

  /** Ends a claimed attempt that opened no session; `failure` is an error's code. */
  async fail(stateHash: Buffer, failure: string): Promise<void> {
    await this.sql.brief.change(
      `UPDATE login_attempt SET status = 'failed', failure = $2, finished_at = now()
       WHERE state_hash = $1 AND status = 'exchanging'`,
      [stateHash, failure],
    );
  }

  /** Removes attempts a day after they lapsed; until then a late visitor can still be led on. Answers how many. */
  async purge(): Promise<number> {
    return this.sql.change(
      `DELETE FROM login_attempt WHERE state_hash IN (
         SELECT state_hash FROM login_attempt WHERE expires_at < now() - interval '1 day' LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
    );
  }
}

/** Part of a statement: ends a claimed attempt with the session it opens; one row, or none if it is no longer ours to end. */
export function finishAttempt(stateHash: Buffer, sessionHash: Buffer): Statement {
  return sql`
    UPDATE login_attempt SET status = 'signed_in', session_hash = ${sessionHash}, finished_at = now()
    WHERE state_hash = ${stateHash} AND status = 'exchanging' RETURNING 1`;
}
