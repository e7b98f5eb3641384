import { Injectable } from '@nestjs/common';
import sql, { type Sql as Statement } from 'sql-template-tag';
import { RowLease } from '../../database/row-lease.js';
import { Sql } from '../../database/sql.js';
import { Sealer, type SealedPlace } from '../../kernel/crypto/sealer.js';
import type { UserTokenState } from './user-token.entity.js';

/** A token as WeChat gave it. */
export interface IssuedUserToken {
  readonly userToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
}

/** A token as we hold it, opened. */
export interface HeldUserToken {
  readonly userId: string;
  readonly accountId: string;
  readonly openid: string;
  readonly userToken: string;
  readonly refreshToken: string;
  readonly state: UserTokenState;
  /** Not yet lapsed, by the database's clock. */
  readonly fresh: boolean;
  readonly version: number;
}

interface Row extends Omit<HeldUserToken, 'userToken' | 'refreshToken'> {
  readonly tokensSealed: Buffer;
}

/** Both tokens, sealed as one: they come and go together. */
type Pair = Pick<IssuedUserToken, 'userToken' | 'refreshToken'>;

const LEASE_SECONDS = 8;

/** The visitors' tokens in the database, sealed to (account, openid). */
@Injectable()
export class UserTokenRepository {
  private readonly leases: RowLease;

  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
  ) {
    this.leases = new RowLease(sql, { table: 'user_token', key: 'user_id' });
  }

  /** What we hold for a user; null when they never authorized. @throws SealBroken */
  async find(userId: string): Promise<HeldUserToken | null> {
    const row = await this.sql.one<Row>(
      `SELECT t.user_id AS "userId", u.account_id AS "accountId", u.openid, t.state, t.version,
         t.tokens_sealed AS "tokensSealed", t.expires_at > clock_timestamp() AS fresh
       FROM user_token t JOIN wechat_user u ON u.id = t.user_id WHERE t.user_id = $1`,
      [userId],
    );
    if (!row) return null;
    const { tokensSealed, ...plain } = row;
    const opened = this.sealer.open(tokensSealed, placeOf(row.accountId, row.openid));
    return { ...plain, ...(JSON.parse(opened) as Pair) };
  }

  /** The right to renew this token for eight seconds, longer than a call to WeChat takes; null while another has it. */
  claim(userId: string): Promise<bigint | null> {
    return this.leases.claim(userId, LEASE_SECONDS);
  }

  release(userId: string, fence: bigint): Promise<unknown> {
    return this.leases.release(userId, fence);
  }

  /** Replaces the token, unless the right to do so has passed on meanwhile; answers whether it did. */
  async replace(held: HeldUserToken, issued: IssuedUserToken, fence: bigint): Promise<boolean> {
    const sealed = this.seal(held.accountId, held.openid, issued);
    const replaced = await this.sql.change(
      `UPDATE user_token SET tokens_sealed = $3, state = 'live', version = version + 1,
         fetched_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => $4), lease_until = NULL
       WHERE user_id = $1 AND lease_fence = $2`,
      [held.userId, fence, sealed, issued.expiresInSeconds],
    );
    return replaced === 1;
  }

  /** Notes that only the visitor can help, unless a newer token than `held` has come meanwhile; gives the lease back. */
  async giveUp(held: Pick<HeldUserToken, 'userId' | 'version'>, fence: bigint): Promise<void> {
    await this.sql.change(
      `UPDATE user_token SET state = CASE WHEN version = $3 THEN 'reauthorize' ELSE state END, lease_until = NULL
       WHERE user_id = $1 AND lease_fence = $2`,
      [held.userId, fence, held.version],
    );
  }

  /** Notes that a token cannot be read, whatever its version. */
  async abandon(userId: string): Promise<void> {
    await this.sql.change(
      `UPDATE user_token SET state = 'reauthorize', lease_until = NULL WHERE user_id = $1`,
      [userId],
    );
  }

  /** Part of a statement: keeps what an authorization brought for the user that `user` selects, over any older token. */
  keep(
    account: string,
    openid: string,
    issued: IssuedUserToken,
    user: Statement,
    condition: Statement,
  ): Statement {
    const sealed = this.seal(account, openid, issued);
    return sql`
      INSERT INTO user_token AS held (
        user_id, scope, tokens_sealed, fetched_at, expires_at, refresh_expires_at
      )
      SELECT ${user}, ${issued.scope}, ${sealed}::bytea, now(),
        now() + make_interval(secs => ${issued.expiresInSeconds}), now() + interval '30 days'
      WHERE ${condition}
      ON CONFLICT (user_id) DO UPDATE SET
        scope = EXCLUDED.scope, tokens_sealed = EXCLUDED.tokens_sealed, state = 'live', fetched_at = EXCLUDED.fetched_at,
        expires_at = EXCLUDED.expires_at, refresh_expires_at = EXCLUDED.refresh_expires_at,
        version = held.version + 1, lease_until = NULL, lease_fence = held.lease_fence + 1
      WHERE EXCLUDED.scope <> 'snsapi_base' OR held.scope = 'snsapi_base'
        OR held.state = 'reauthorize' OR held.expires_at < now()`;
  }

  private seal(accountId: string, openid: string, { userToken, refreshToken }: Pair): Buffer {
    return this.sealer.seal(JSON.stringify({ userToken, refreshToken }), placeOf(accountId, openid));
  }
}

function placeOf(accountId: string, openid: string): SealedPlace {
  return { table: 'user_token', column: 'tokens_sealed', row: `${accountId}/${openid}` };
}
