import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';

/** A key that opens something now, with its account. */
export interface LiveKeyRow {
  readonly id: string;
  /** The key's SHA-256, in hex. */
  readonly digest: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly accountId: string | null;
  readonly accountKey: string | null;
  readonly cidrs: readonly string[];
  /** Until it lapses by itself, by the database's clock; null: it does not. */
  readonly secondsLeft: number | null;
}

/** A key as an operator sees it, live or not. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  /** Key of the one account it opens; null: every account. */
  readonly account: string | null;
  readonly cidrs: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** When another took its place; it works on until it lapses. */
  readonly rolledAt: Date | null;
  /** Neither revoked nor lapsed. */
  readonly live: boolean;
}

/** What a new key's row holds. */
export interface NewApiKeyRow extends Pick<
  ApiKeyRow,
  'id' | 'name' | 'prefix' | 'scopes' | 'account' | 'cidrs'
> {
  readonly digest: string;
  readonly lifeSeconds: number | null;
}

/** What the key after another has of its own. */
export type SuccessorRow = Pick<NewApiKeyRow, 'id' | 'prefix' | 'digest'>;

/** By what an operator names a key: its id, its prefix, or the digest of the whole. */
export type KeyReference =
  { readonly id: string } | { readonly prefix: string } | { readonly digest: string };

/** How often a key was used for one scope. */
export interface KeyCalls {
  readonly id: string;
  readonly scope: string;
  readonly calls: number;
}

/** The same, of one day. */
export interface KeyCallsOfDay extends KeyCalls {
  /** In Beijing, `2026-11-22`. */
  readonly day: string;
}

const TODAY = `(now() AT TIME ZONE 'Asia/Shanghai')::date`;
const LIVE = 'k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())';
const VIEW = `k.id, k.name, k.prefix, k.scopes, a.key AS account, k.cidrs, k.created_at AS "createdAt",
  k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt",
  k.rolled_at AS "rolledAt", ${LIVE} AS live`;
const KEYS = 'api_key k LEFT JOIN account a ON a.id = k.account_id';

/** The keys in the database. Each method may raise DatabaseUnavailable. */
@Injectable()
export class ApiKeyRepository {
  constructor(private readonly sql: Sql) {}

  /** Every key that opens something now. */
  live(): Promise<LiveKeyRow[]> {
    return this.sql.rows<LiveKeyRow>(
      `SELECT k.id, encode(k.key_hash, 'hex') AS digest, k.name, k.prefix, k.scopes, k.account_id AS "accountId",
         a.key AS "accountKey", k.cidrs,
         extract(epoch FROM k.expires_at - clock_timestamp())::float8 AS "secondsLeft"
       FROM ${KEYS} WHERE ${LIVE}`,
    );
  }

  /** The oldest first; those that open nothing any more only with `all`. */
  list(all: boolean): Promise<ApiKeyRow[]> {
    return this.sql.rows<ApiKeyRow>(
      `SELECT ${VIEW} FROM ${KEYS} WHERE $1 OR (${LIVE}) ORDER BY k.created_at, k.id`,
      [all],
    );
  }

  /** Keeps a new key; answers false when it is for an account that does not exist. */
  async insert(key: NewApiKeyRow): Promise<boolean> {
    const inserted = await this.sql.change(
      `INSERT INTO api_key (id, name, prefix, key_hash, scopes, cidrs, expires_at, account_id)
       SELECT $1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7), a.id
       FROM (SELECT $8::text AS key) wish LEFT JOIN account a ON a.key = wish.key
       WHERE wish.key IS NULL OR a.id IS NOT NULL`,
      [
        key.id,
        key.name,
        key.prefix,
        Buffer.from(key.digest, 'hex'),
        key.scopes,
        key.cidrs,
        key.lifeSeconds,
        key.account,
      ],
    );
    return inserted === 1;
  }

  /** The keys that a reference may mean, live or not. */
  find(reference: KeyReference): Promise<ApiKeyRow[]> {
    const [condition, value] =
      'id' in reference
        ? ['k.id = $1', reference.id]
        : 'prefix' in reference
          ? ['k.prefix = $1', reference.prefix]
          : ['k.key_hash = $1', Buffer.from(reference.digest, 'hex')];
    return this.sql.rows<ApiKeyRow>(`SELECT ${VIEW} FROM ${KEYS} WHERE ${condition} ORDER BY k.created_at`, [
      value,
    ]);
  }

  /** Ends a key; one that was revoked before keeps the time when it was. Answers that time. */
  async revoke(id: string): Promise<Date | null> {
    const row = await this.sql.one<{ revokedAt: Date }>(
      `UPDATE api_key SET revoked_at = COALESCE(revoked_at, clock_timestamp())
       WHERE id = $1 RETURNING revoked_at AS "revokedAt"`,
      [id],
    );
    return row?.revokedAt ?? null;
  }

  /**
   * Keeps a new key with the name, the rights and the whole life of a live one, which lapses after `graceSeconds` unless it
   * does so before: both or neither, and once for each key. Answers false when it opens nothing any more or was rolled.
   */
  async roll(id: string, successor: SuccessorRow, graceSeconds: number): Promise<boolean> {
    const rolled = await this.sql.change(
      // What the key was to live is read as it was before the update.
      `WITH old AS (
         UPDATE api_key k SET rolled_at = clock_timestamp(),
           expires_at = LEAST(k.expires_at, clock_timestamp() + make_interval(secs => $5))
         WHERE k.id = $1 AND k.rolled_at IS NULL AND ${LIVE} RETURNING k.id)
       INSERT INTO api_key (id, name, prefix, key_hash, scopes, cidrs, account_id, expires_at)
       SELECT $2, k.name, $3, $4, k.scopes, k.cidrs, k.account_id, now() + (k.expires_at - k.created_at)
       FROM api_key k JOIN old ON old.id = k.id`,
      [id, successor.id, successor.prefix, Buffer.from(successor.digest, 'hex'), graceSeconds],
    );
    return rolled === 1;
  }

  /**
   * Adds calls to today's, in one statement; those of a key that is gone are dropped. In the keys' order, so that two
   * instances never wait for each other.
   */
  async addCalls(lines: readonly KeyCalls[]): Promise<void> {
    await this.sql.change(
      `INSERT INTO api_key_use AS held (api_key_id, day, scope, calls)
       SELECT k.id, ${TODAY}, given.scope, given.calls
       FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS given (id, scope, calls)
       JOIN api_key k ON k.id = given.id ORDER BY k.id, given.scope
       ON CONFLICT (api_key_id, day, scope) DO UPDATE SET calls = held.calls + excluded.calls`,
      [lines.map(({ id }) => id), lines.map(({ scope }) => scope), lines.map(({ calls }) => calls)],
    );
  }

  /** How often keys were used on the last days, today included; days without a call are left out. */
  callsOfLast(days: number): Promise<KeyCallsOfDay[]> {
    return this.sql.rows<KeyCallsOfDay>(
      `SELECT api_key_id AS id, day::text AS day, scope, calls::float8 AS calls FROM api_key_use
       WHERE day > ${TODAY} - $1::int ORDER BY day, api_key_id, scope`,
      [days],
    );
  }

  /** The last days' names, the oldest first, as {@link callsOfLast} counts them. */
  async lastDays(days: number): Promise<string[]> {
    const rows = await this.sql.rows<{ day: string }>(
      `SELECT (${TODAY} - back)::text AS day FROM generate_series($1::int - 1, 0, -1) AS back`,
      [days],
    );
    return rows.map(({ day }) => day);
  }

  /** Forgets the calls of days that are so long ago; answers how many rows. */
  forgetCalls(days: number): Promise<number> {
    return this.sql.change(`DELETE FROM api_key_use WHERE day <= ${TODAY} - $1::int`, [days]);
  }

  /**
   * Notes that these keys were used just now, in one statement. Rows that another instance is writing, or
   * has written within five seconds, are passed over: they say the same, and nobody waits for anybody.
   */
  async noteUse(ids: readonly string[]): Promise<void> {
    await this.sql.change(
      `UPDATE api_key SET last_used_at = clock_timestamp() WHERE id IN (
         SELECT id FROM api_key
         WHERE id = ANY($1::uuid[])
           AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '5 seconds')
         FOR NO KEY UPDATE SKIP LOCKED)`,
      [ids],
    );
  }
}
