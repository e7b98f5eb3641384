import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { TURNED_AWAY } from './login-throttle.js';
import type { Role } from './roles.js';

/** A live session, and whose it is. */
export interface OperatorSessionRow {
  readonly state: 'awaits_totp' | 'signed_in';
  readonly operatorId: string;
  readonly name: string;
  readonly role: Role;
  readonly totp: boolean;
  readonly expiresAt: Date;
  /** Password or code were given within the last five minutes. */
  readonly confirmed: boolean;
  /** Its end was not moved for five minutes. */
  readonly stale: boolean;
}

/** A session as its owner sees it. Neither addresses nor browsers are kept with it. */
export interface OwnSessionRow {
  /** Names it; opens nothing. */
  readonly handle: string;
  readonly createdAt: Date;
  /** Up to five minutes behind. */
  readonly seenAt: Date;
  readonly expiresAt: Date;
  /** It is the one that asks. */
  readonly current: boolean;
}

/** What must still hold when a session opens: it was looked at a while ago, and a password may have changed since. */
export type Standing =
  /** The password that was given is the operator's; this is its digest as it was then. */
  | { readonly passwordHash: string }
  /** The session that awaited a code is alive. */
  | { readonly half: Buffer };

/** What a new session holds. */
export interface NewOperatorSession {
  readonly idHash: Buffer;
  readonly operatorId: string;
  readonly state: OperatorSessionRow['state'];
  /** The one that this browser had before, which ends. */
  readonly replaces: Buffer | null;
  /** Absent: nothing beyond an operator who is let in. */
  readonly standing?: Standing;
}

const HANDLE = `encode(substring(id_hash FROM 1 FOR 8), 'hex')`;

/** The operators' sessions in the database. One lasts 30 minutes from the last use and 12 hours from the login. */
@Injectable()
export class OperatorSessionRepository {
  constructor(private readonly sql: Sql) {}

  /** A session that is alive now, of an operator who is let in. */
  find(idHash: Buffer): Promise<OperatorSessionRow | null> {
    return this.sql.one<OperatorSessionRow>(
      `SELECT s.state, o.id AS "operatorId", o.name, o.role, o.totp_since IS NOT NULL AS totp,
         s.expires_at AS "expiresAt",
         COALESCE(s.confirmed_at > now() - interval '5 minutes', false) AS confirmed,
         s.seen_at < now() - interval '5 minutes' AS stale
       FROM operator_session s JOIN operator o ON o.id = s.operator_id
       WHERE s.id_hash = $1 AND s.expires_at > now() AND o.disabled_at IS NULL`,
      [idHash],
    );
  }

  /**
   * Opens one; a whole one counts as a login. Answers false when the operator is let in no more, or what it stands on
   * does not hold any longer: whoever ends sessions holds the operator's row first, as this does.
   */
  open({ idHash, operatorId, state, replaces, standing }: NewOperatorSession): Promise<boolean> {
    const passwordHash = standing && 'passwordHash' in standing ? standing.passwordHash : null;
    const half = standing && 'half' in standing ? standing.half : null;
    return this.sql.transaction(async (sql) => {
      const operator = await sql.one(
        `SELECT 1 FROM operator WHERE id = $1 AND disabled_at IS NULL AND ($2::text IS NULL OR password_hash = $2)
         FOR NO KEY UPDATE`,
        [operatorId, passwordHash],
      );
      if (!operator) return false;
      // A statement of its own: it sees what was committed while we waited for the row.
      const opened = await sql.change(
        `INSERT INTO operator_session (id_hash, operator_id, state, expires_at, confirmed_at)
         SELECT $1, $2, $3, now() + CASE $3 WHEN 'signed_in' THEN interval '30 minutes' ELSE interval '5 minutes' END,
           CASE $3 WHEN 'signed_in' THEN now() END
         WHERE $4::bytea IS NULL OR EXISTS (
           SELECT 1 FROM operator_session WHERE id_hash = $4 AND operator_id = $2 AND expires_at > now())`,
        [idHash, operatorId, state, half],
      );
      if (opened === 0) return false;
      if (replaces) await sql.change('DELETE FROM operator_session WHERE id_hash = $1', [replaces]);
      if (state === 'signed_in')
        await sql.change('UPDATE operator SET last_login_at = now() WHERE id = $1', [operatorId]);
      return true;
    });
  }

  /** Moves the idle end forward, never past the absolute one. */
  async touch(idHash: Buffer): Promise<void> {
    await this.sql.change(
      `UPDATE operator_session SET seen_at = now(),
         expires_at = LEAST(now() + interval '30 minutes', created_at + interval '12 hours')
       WHERE id_hash = $1 AND state = 'signed_in' AND expires_at > now()`,
      [idHash],
    );
  }

  /** The operator has proved to be there. */
  async confirm(idHash: Buffer): Promise<void> {
    await this.sql.change('UPDATE operator_session SET confirmed_at = now() WHERE id_hash = $1', [idHash]);
  }

  async end(idHash: Buffer): Promise<void> {
    await this.sql.change('DELETE FROM operator_session WHERE id_hash = $1', [idHash]);
  }

  /** Where an operator is signed in now: the asking session first, then the last used. */
  of(operatorId: string, current: Buffer): Promise<OwnSessionRow[]> {
    return this.sql.rows<OwnSessionRow>(
      `SELECT ${HANDLE} AS handle, created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt",
         id_hash = $2 AS current
       FROM operator_session WHERE operator_id = $1 AND state = 'signed_in' AND expires_at > now()
       ORDER BY id_hash = $2 DESC, seen_at DESC, id_hash`,
      [operatorId, current],
    );
  }

  /** Ends the live session of this operator that has this handle; false when there is none. */
  async endByHandle(operatorId: string, handle: string): Promise<boolean> {
    const ended = await this.sql.change(
      `DELETE FROM operator_session WHERE operator_id = $1 AND ${HANDLE} = $2 AND expires_at > now()`,
      [operatorId, handle],
    );
    return ended > 0;
  }

  /** Ends every session of this operator but one, those too that still wait for a code; answers how many were whole and alive. */
  async endOthers(operatorId: string, except: Buffer): Promise<number> {
    const row = await this.sql.one<{ ended: number }>(
      `WITH gone AS (DELETE FROM operator_session WHERE operator_id = $1 AND id_hash <> $2
         RETURNING state = 'signed_in' AND expires_at > now() AS whole)
       SELECT count(*) FILTER (WHERE whole)::int AS ended FROM gone`,
      [operatorId, except],
    );
    return row?.ended ?? 0;
  }

  /** Removes what has ended, here and where tries and set-up links are kept; answers how many sessions. */
  async purge(): Promise<number> {
    // What was counted and not yet told is the record's.
    await this.sql.change('DELETE FROM operator_login_throttle WHERE ends_at < now() AND bucket <> $1', [
      TURNED_AWAY,
    ]);
    await this.sql.change(`DELETE FROM operator_setup WHERE expires_at < now() - interval '1 day'`);
    return this.sql.change('DELETE FROM operator_session WHERE expires_at < now()');
  }
}
