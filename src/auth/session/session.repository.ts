import { Injectable } from '@nestjs/common';
import sql, { type Sql as Statement } from 'sql-template-tag';
import { Sql } from '../../database/sql.js';

/** A session row with the user it belongs to, joined. */
export interface SessionRow {
  readonly accountId: string;
  readonly userId: string | null;
  readonly openid: string | null;
  readonly unionid: string | null;
  readonly scope: string;
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
  readonly subscribed: boolean | null;
  readonly firstSeenAt: Date | null;
  readonly tokenState: string | null;
  readonly expiresAt: Date;
  /** Not moved forward for an hour. */
  readonly stale: boolean;
}

/** A user's session as others see it. */
export interface UserSession {
  /** Part of the digest: names it, and opens nothing. */
  readonly handle: string;
  readonly scope: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

const FIND = `
  SELECT s.account_id AS "accountId", s.user_id AS "userId", u.openid, p.unionid, s.scope,
    u.nickname, u.avatar_url AS "avatarUrl", u.subscribed, u.first_seen_at AS "firstSeenAt",
    t.state AS "tokenState",
    s.expires_at AS "expiresAt", s.seen_at < now() - interval '1 hour' AS stale
  FROM session s
  LEFT JOIN wechat_user u ON u.id = s.user_id
  LEFT JOIN person p ON p.id = u.person_id
  LEFT JOIN user_token t ON t.user_id = s.user_id
  WHERE s.id_hash = $1 AND s.expires_at > now()`;

/** The sessions in the database. A visitor's lasts 7 days from the last visit and 30 from the first. */
@Injectable()
export class SessionRepository {
  constructor(private readonly sql: Sql) {}

  /** A session that is alive now. */
  find(idHash: Buffer): Promise<SessionRow | null> {
    return this.sql.brief.one<SessionRow>(FIND, [idHash]);
  }

  /** Moves the end forward; answers the new one, or null when the session has ended meanwhile. */
  async touch(idHash: Buffer): Promise<Date | null> {
    const row = await this.sql.brief.one<{ expiresAt: Date }>(
      `UPDATE session SET seen_at = now(),
         expires_at = LEAST(now() + interval '7 days', created_at + interval '30 days')
       WHERE id_hash = $1 AND expires_at > now() RETURNING expires_at AS "expiresAt"`,
      [idHash],
    );
    return row?.expiresAt ?? null;
  }

  async delete(idHash: Buffer): Promise<void> {
    await this.sql.brief.change('DELETE FROM session WHERE id_hash = $1', [idHash]);
  }

  /** Ends every session of a user. */
  async deleteOfUser(userId: string): Promise<number> {
    return this.sql.change('DELETE FROM session WHERE user_id = $1', [userId]);
  }

  /** The live sessions of a user, the latest used first. */
  ofUser(userId: string): Promise<UserSession[]> {
    return this.sql.rows<UserSession>(
      `SELECT encode(substring(id_hash FROM 1 FOR 8), 'hex') AS handle, scope, created_at AS "createdAt",
         seen_at AS "seenAt", expires_at AS "expiresAt"
       FROM session WHERE user_id = $1 AND expires_at > now() ORDER BY seen_at DESC, id_hash LIMIT 200`,
      [userId],
    );
  }

  /** Ends the session of a user that has this handle; false when there is none. */
  async deleteByHandle(userId: string, handle: string): Promise<boolean> {
    const ended = await this.sql.change(
      `DELETE FROM session WHERE user_id = $1 AND encode(substring(id_hash FROM 1 FOR 8), 'hex') = $2`,
      [userId, handle],
    );
    return ended > 0;
  }

  /** Removes what has ended; answers how many. */
  async purge(): Promise<number> {
    return this.sql.change(
      'DELETE FROM session WHERE id_hash IN (SELECT id_hash FROM session WHERE expires_at < now() LIMIT 5000 FOR UPDATE SKIP LOCKED)',
    );
  }
}

/** What a new session holds. */
export interface NewSession {
  readonly idHash: Buffer;
  readonly accountId: string;
  readonly scope: string;
  /** The session this browser had before, which ends. */
  readonly replaces: Buffer | null;
}

/** Opens a session for the user that `user` selects (null: a snapshot visitor, for half an hour). */
export function openSession(session: NewSession, user: Statement | null, condition: Statement): Statement {
  return sql`
    INSERT INTO session (id_hash, account_id, user_id, scope, expires_at)
    SELECT ${session.idHash}, ${session.accountId}::uuid, ${user ?? sql`NULL::bigint`}, ${session.scope},
      now() + ${user ? sql`interval '7 days'` : sql`interval '30 minutes'`}
    WHERE ${condition}`;
}

/** Ends the session that a new one replaces. */
export function endReplaced(session: NewSession, condition: Statement): Statement {
  return sql`DELETE FROM session WHERE id_hash = ${session.replaces} AND id_hash <> ${session.idHash} AND ${condition}`;
}
