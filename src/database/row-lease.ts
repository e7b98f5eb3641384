import type { Sql } from './sql.js';

const NAME = /^[a-z_]+$/;

/** Which rows are leased: a table with columns `lease_until timestamptz` and `lease_fence bigint not null`. */
export interface LeasedTable {
  readonly table: string;
  /** The column that names a row. */
  readonly key: string;
}

/**
 * The right of one process, among any number, to work on a row for some seconds; held in the row
 * itself, so it needs neither an open transaction nor a connection, and dies with its time when the
 * holder does. All times are the database's.
 *
 * A lease alone proves nothing once it has run out: another may have claimed the row meanwhile. So
 * every claim raises the fence, and what the holder writes at the end says which fence it holds:
 *
 *     UPDATE … SET …, lease_until = NULL WHERE <key> = $1 AND lease_fence = $2
 *
 * No row updated means that somebody else has claimed it since, and the work is theirs.
 */
export class RowLease {
  private readonly claimText: string;
  private readonly releaseText: string;

  /** @throws RangeError unless both names are plain lower-case identifiers: they become part of the statement */
  constructor(
    private readonly sql: Sql,
    { table, key }: LeasedTable,
  ) {
    for (const name of [table, key])
      if (!NAME.test(name)) throw new RangeError(`not a plain identifier: ${name}`);
    this.claimText = `UPDATE ${table} SET lease_until = clock_timestamp() + make_interval(secs => $2), lease_fence = lease_fence + 1
      WHERE ${key} = $1 AND (lease_until IS NULL OR lease_until < clock_timestamp()) RETURNING lease_fence AS fence`;
    this.releaseText = `UPDATE ${table} SET lease_until = NULL WHERE ${key} = $1 AND lease_fence = $2`;
  }

  /** The fence of the lease now held for `seconds`, or null while another holds it or there is no such row. */
  async claim(key: unknown, seconds: number): Promise<bigint | null> {
    const row = await this.sql.one<{ fence: string }>(this.claimText, [key, seconds]);
    return row && BigInt(row.fence);
  }

  /** Gives a lease back before its time; nothing happens when it has passed to another. */
  async release(key: unknown, fence: bigint): Promise<void> {
    await this.sql.change(this.releaseText, [key, fence]);
  }
}
