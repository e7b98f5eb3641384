import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { RowLease } from '../../src/database/row-lease.js';
import { Sql } from '../../src/database/sql.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;
let sql: Sql;
let leases: RowLease;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  const purpose = { poolSize: 16, entities: [], migrations: [], applicationName: 'test' };
  dataSource = await new DataSource(dataSourceOptions(database.url, purpose)).initialize();
  sql = new Sql(dataSource);
  await sql.rows(
    'CREATE TABLE job (name text PRIMARY KEY, done int NOT NULL DEFAULT 0, lease_until timestamptz, lease_fence bigint NOT NULL DEFAULT 0)',
  );
  leases = new RowLease(sql, { table: 'job', key: 'name' });
});

beforeEach(async () => {
  await sql.rows('TRUNCATE job');
  await sql.rows("INSERT INTO job (name) VALUES ('a'), ('b')");
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const lapse = (name: string): Promise<unknown> =>
  sql.rows("UPDATE job SET lease_until = clock_timestamp() - interval '1 millisecond' WHERE name = $1", [
    name,
  ]);
const commit = (name: string, fence: bigint): Promise<unknown[]> =>
  sql.rows(
    'UPDATE job SET done = done + 1, lease_until = NULL WHERE name = $1 AND lease_fence = $2 RETURNING done',
    [name, fence],
  );

describe('RowLease', () => {
  it('goes to one of many who claim at once', async () => {
    for (let round = 1; round <= 20; round++) {
      const claims = await Promise.all(Array.from({ length: 16 }, () => leases.claim('a', 60)));
      const held = claims.filter((fence) => fence !== null);
      expect(held).toEqual([BigInt(round)]);
      await leases.release('a', held[0]!);
    }
  });

  it('is of one row: the next row is free', async () => {
    await leases.claim('a', 60);
    expect(await leases.claim('a', 60)).toBeNull();
    expect(await leases.claim('b', 60)).toBe(1n);
  });

  it('is null for a row that is not there', async () => {
    expect(await leases.claim('nobody', 60)).toBeNull();
  });

  it('passes to another when its time is over, and the late commit of the first changes nothing', async () => {
    const late = await leases.claim('a', 60);
    await lapse('a');
    const next = await leases.claim('a', 60);
    expect(next).toBe(late! + 1n);
    expect(await commit('a', late!)).toEqual([]);
    expect(await commit('a', next!)).toEqual([{ done: 1 }]);
  });

  it('still commits late when nobody has claimed it since', async () => {
    const fence = await leases.claim('a', 60);
    await lapse('a');
    expect(await commit('a', fence!)).toHaveLength(1);
  });

  it('is not given back by who has lost it', async () => {
    const late = await leases.claim('a', 60);
    await lapse('a');
    await leases.claim('a', 60);
    await leases.release('a', late!);
    expect(await leases.claim('a', 60)).toBeNull();
  });

  it.each(['job; DROP TABLE job', 'Job', 'job"', ''])('refuses %p as the name of a table', (table) => {
    expect(() => new RowLease(sql, { table, key: 'name' })).toThrow(RangeError);
  });
});
