import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { LinkOutcome } from './link-outcome.js';
import type { AccountOpenid } from './linked-openid.repository.js';

/** A link to be made. */
export interface NewLoginLink extends AccountOpenid {
  readonly tokenHash: Buffer;
  readonly atAccountId: string;
  readonly returnTo: string;
}

/** A link as somebody finds it who opens it. */
export interface FoundLink {
  readonly accountId: string;
  readonly atAccountId: string;
  readonly returnTo: string;
  readonly consumed: boolean;
  readonly expired: boolean;
}

/** A link that was used and joined nobody. */
export interface RefusedLink extends AccountOpenid {
  readonly outcome: LinkOutcome;
  readonly at: Date;
}

/** The login links in the database; all times are the database's. A link lives ten minutes and is used once. */
@Injectable()
export class LoginLinkRepository {
  constructor(private readonly sql: Sql) {}

  /** Keeps a new link; answers when it lapses. */
  async insert(link: NewLoginLink): Promise<Date> {
    const row = await this.sql.one<{ expiresAt: Date }>(
      `INSERT INTO login_link (token_hash, account_id, openid, at_account_id, return_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + interval '10 minutes') RETURNING expires_at AS "expiresAt"`,
      [link.tokenHash, link.accountId, link.openid, link.atAccountId, link.returnTo],
    );
    return row!.expiresAt;
  }

  /** Looks, and changes nothing: previews and prefetching open links too. */
  find(tokenHash: Buffer, sql: Sql = this.sql): Promise<FoundLink | null> {
    return sql.one<FoundLink>(
      `SELECT account_id AS "accountId", at_account_id AS "atAccountId", return_to AS "returnTo",
         consumed_at IS NOT NULL AS consumed, expires_at <= now() AS expired
       FROM login_link WHERE token_hash = $1`,
      [tokenHash],
    );
  }

  /**
   * Keeps the user for whom a link was made from being erased until the transaction ends; waits for an erasure under
   * way. Whoever erases has the user first and their links then: so must whoever uses a link up.
   */
  async holdOwner(sql: Sql, tokenHash: Buffer): Promise<void> {
    await sql.rows(
      `SELECT FROM wechat_user u JOIN login_link l ON l.account_id = u.account_id AND l.openid = u.openid
       WHERE l.token_hash = $1 FOR KEY SHARE OF u`,
      [tokenHash],
    );
  }

  /**
   * Uses a link up for somebody whom its account has authorized; of any number who come with it, one gets it.
   * @param sql of the transaction that signs them in
   */
  consume(
    sql: Sql,
    tokenHash: Buffer,
    visitor: AccountOpenid,
  ): Promise<(AccountOpenid & { readonly id: string }) | null> {
    return sql.one(
      `UPDATE login_link SET consumed_at = now(), visitor_openid = $3
       WHERE token_hash = $1 AND at_account_id = $2 AND consumed_at IS NULL AND expires_at > clock_timestamp()
       RETURNING id, account_id AS "accountId", openid`,
      [tokenHash, visitor.accountId, visitor.openid],
    );
  }

  /** Notes what came of it. */
  async close(sql: Sql, id: string, outcome: LinkOutcome): Promise<void> {
    await sql.change('UPDATE login_link SET outcome = $2 WHERE id = $1', [id, outcome]);
  }

  /** Links of this openid, or used by it, that joined nobody: the newest twenty. */
  refusedOf({ accountId, openid }: AccountOpenid): Promise<RefusedLink[]> {
    return this.sql.rows<RefusedLink>(
      `SELECT * FROM (
         SELECT at_account_id AS "accountId", visitor_openid AS openid, outcome, consumed_at AS at FROM login_link
         WHERE account_id = $1 AND openid = $2
         UNION ALL
         SELECT account_id, openid, outcome, consumed_at FROM login_link
         WHERE at_account_id = $1 AND visitor_openid = $2) tried
       WHERE outcome IN ('openid_taken', 'visitor_taken', 'unionid_differs', 'another_visitor')
       ORDER BY at DESC LIMIT 20`,
      [accountId, openid],
    );
  }

  /** The other accounts at which this openid is known. */
  async accountsKnowing(openid: string, otherThan: string): Promise<string[]> {
    const rows = await this.sql.rows<{ accountId: string }>(
      `SELECT u.account_id AS "accountId" FROM account a JOIN wechat_user u ON u.account_id = a.id AND u.openid = $1
       WHERE a.id <> $2 LIMIT 2`,
      [openid, otherThan],
    );
    return rows.map(({ accountId }) => accountId);
  }

  /** Removes links a day after they lapsed that nobody used, and after ninety days those that somebody did; answers how many. */
  purge(): Promise<number> {
    return this.sql.change(
      `DELETE FROM login_link WHERE id IN (
         SELECT id FROM login_link
         WHERE expires_at < now() - interval '1 day' AND (outcome IS NULL OR expires_at < now() - interval '90 days')
         LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
    );
  }
}
