import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { KeyedMark } from '../kernel/crypto/keyed-marks.js';
import { lockPerson } from './person-lock.js';
import type { Tombstone } from './tombstone.js';

/** A tombstone with its place in the order of erasures. */
export interface NumberedTombstone extends Tombstone {
  readonly number: string;
}

const COLUMNS = `number, account_id AS "accountId", key_id AS "keyId", mark, erased_at AS "erasedAt", cause`;

/** The tombstones in the database. */
@Injectable()
export class TombstoneRepository {
  constructor(private readonly sql: Sql) {}

  /** Whether somebody with one of these marks was erased at `at` or later. */
  async isErasedSince(
    accountId: string,
    marks: readonly KeyedMark[],
    at: Date,
    sql: Sql = this.sql,
  ): Promise<boolean> {
    const row = await sql.one(
      'SELECT 1 FROM erasure WHERE account_id = $1 AND mark = ANY($2::bytea[]) AND erased_at >= $3 LIMIT 1',
      [accountId, marks.map(({ mark }) => mark), at],
    );
    return row !== null;
  }

  /** Runs `write` in a transaction in which nobody erases this person, unless they were erased at `at` or later; answers whether it ran. */
  unlessErased(
    who: {
      readonly accountId: string;
      readonly openid: string;
      readonly marks: readonly KeyedMark[];
      readonly at: Date;
    },
    write: (sql: Sql) => Promise<void>,
  ): Promise<boolean> {
    return this.sql.transaction(async (sql) => {
      await lockPerson(sql, who);
      // A statement of its own: it sees what the erasure that held the lock has committed.
      if (await this.isErasedSince(who.accountId, who.marks, who.at, sql)) return false;
      await write(sql);
      return true;
    });
  }

  /** Those with a number above `number`, at most `limit` of them, in order. */
  after(number: string, limit: number): Promise<NumberedTombstone[]> {
    return this.sql.rows<NumberedTombstone>(
      `SELECT ${COLUMNS} FROM erasure WHERE number > $1 ORDER BY number LIMIT $2`,
      [number, limit],
    );
  }

  /** Whether this one still stands where it stood. */
  async stands({ number, mark }: Pick<NumberedTombstone, 'number' | 'mark'>): Promise<boolean> {
    return (
      (await this.sql.one('SELECT 1 FROM erasure WHERE number = $1 AND mark = $2', [number, mark])) !== null
    );
  }

  /** Puts back those that are missing, or that are older here; of accounts that are gone, none. Answers how many. */
  putBack(tombstones: readonly Tombstone[]): Promise<number> {
    const newest = new Map<string, Tombstone>();
    for (const one of tombstones) {
      const key = `${one.accountId} ${one.mark.toString('hex')}`;
      const held = newest.get(key);
      if (!held || held.erasedAt < one.erasedAt) newest.set(key, one);
    }
    const list = [...newest.values()];
    return this.sql.change(
      `INSERT INTO erasure AS held (account_id, key_id, mark, erased_at, cause)
       SELECT given.* FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::timestamptz[], $5::text[])
         AS given (account_id, key_id, mark, erased_at, cause)
       JOIN account ON account.id = given.account_id
       ON CONFLICT (account_id, mark) DO UPDATE
         SET erased_at = EXCLUDED.erased_at, cause = EXCLUDED.cause, number = DEFAULT
         WHERE held.erased_at < EXCLUDED.erased_at - interval '1 millisecond'`,
      [
        list.map(({ accountId }) => accountId),
        list.map(({ keyId }) => keyId),
        list.map(({ mark }) => mark),
        list.map(({ erasedAt }) => erasedAt),
        list.map(({ cause }) => cause),
      ],
    );
  }

  /** The keys under which the marks were made. */
  async keyIds(): Promise<string[]> {
    const rows = await this.sql.rows<{ keyId: string }>('SELECT DISTINCT key_id AS "keyId" FROM erasure');
    return rows.map(({ keyId }) => keyId);
  }
}
