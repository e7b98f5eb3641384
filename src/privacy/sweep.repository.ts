import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { type MarkBlocks, markInSql } from '../kernel/crypto/keyed-marks.js';
import type { Holding, OpenidColumn } from './holding.js';
import { HOLDINGS } from './holdings.js';
import { type HeldPerson, parametersOf, WHO } from './person.js';

/** How many 8 KiB pages are compared at once: some ten thousand rows, well under a second. */
const PAGES = 500;

/** Somebody who is there again. */
export interface Revived {
  readonly accountId: string;
  readonly openid: string;
}

/** A row of `who` that is older than their own erasure, in each place where openids stand. */
const OLDER_THAN_THEIR_ERASURE = HOLDINGS.flatMap(({ table, openids = [] }) =>
  openids.map(
    ({ account, column, since }) => `
      SELECT FROM ${table} t, who, erasure e WHERE t.${account} = who.account_id AND t.${column} = who.openid
        AND e.account_id = who.account_id AND e.mark = ANY(who.marks) AND e.erased_at > t.${since}`,
  ),
).join('\n      UNION ALL');

/** Finds people who were erased and are there all the same. */
@Injectable()
export class SweepRepository {
  constructor(private readonly sql: Sql) {}

  /** Whether anybody was ever erased. */
  async hasTombstones(): Promise<boolean> {
    return (await this.sql.one('SELECT 1 FROM erasure LIMIT 1')) !== null;
  }

  /**
   * People of a table whose rows are older than their own erasure, page by page of the table: the openids are marked
   * where they lie, and none leaves the database but those that were found.
   */
  async *revived({ table }: Holding, place: OpenidColumn, blocks: MarkBlocks): AsyncGenerator<Revived[]> {
    const { account, column, since } = place;
    const statement = `
      SELECT DISTINCT t.${account} AS "accountId", t.${column} AS openid
      FROM ${table} t
      JOIN erasure e ON e.account_id = t.${account} AND e.key_id = $3
        AND e.mark = ${markInSql(`t.${column}`, '$4::bytea', '$5::bytea')} AND e.erased_at > t.${since}
      WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND t.${column} IS NOT NULL`;
    const pages = await this.pagesOf(table);
    for (let from = 0; from < pages; from += PAGES) {
      const range = [`(${from},0)`, `(${from + PAGES},0)`];
      yield await this.sql.rows<Revived>(statement, [...range, blocks.keyId, blocks.inner, blocks.outer]);
    }
  }

  /** Whether this person is one of them still. @param sql of a transaction that has locked them */
  async isRevived(sql: Sql, person: HeldPerson): Promise<boolean> {
    const row = await sql.one<{ revived: boolean }>(
      `WITH ${WHO} SELECT EXISTS (${OLDER_THAN_THEIR_ERASURE}) AS revived`,
      parametersOf(person),
    );
    return row!.revived;
  }

  private async pagesOf(table: string): Promise<number> {
    const row = await this.sql.one<{ pages: number }>(
      `SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int AS pages`,
      [table],
    );
    return row!.pages;
  }
}
