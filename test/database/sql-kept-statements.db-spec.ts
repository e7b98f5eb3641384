import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { Sql } from '../../src/database/sql.js';
import type { SturdyClient } from '../../src/database/sturdy-client.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;
let sql: Sql;

const kept = async (): Promise<string[]> => {
  const rows = await sql.rows<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
  return rows.map(({ statement }) => statement);
};

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  const options = { poolSize: 1, entities: [], migrations: [], applicationName: 'kept-statements-spec' };
  dataSource = await new DataSource(dataSourceOptions(database.url, options)).initialize();
  sql = new Sql(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('statements', () => {
  it('are kept by Postgres where we talk to it directly', async () => {
    expect(await sql.one('SELECT 41 + $1::int AS answer', [1])).toEqual({ answer: 42 });
    expect(await kept()).toContain('SELECT 41 + $1::int AS answer');
  });

  it('are planned anew when a migration changes what they answer', async () => {
    await sql.rows('CREATE TABLE leaf (id int)');
    await sql.rows('INSERT INTO leaf VALUES (1)');
    expect(await sql.rows('SELECT * FROM leaf')).toEqual([{ id: 1 }]);
    await sql.rows('ALTER TABLE leaf ADD COLUMN colour text');
    expect(await sql.rows('SELECT * FROM leaf')).toEqual([{ id: 1, colour: null }]);
  });

  it('are not named when the process that answers is not the one that greeted: a pooler stands between', async () => {
    const { master } = dataSource.driver as unknown as {
      master: { connect(): Promise<SturdyClient & { release(): void; processID: number }> };
    };
    const client = await master.connect();
    try {
      expect(client.nameFor('SELECT 1')).toMatch(/^lingpai_\d+$/);
      client.processID += 1;
      await client.findOut();
      expect(client.nameFor('SELECT 1')).toBeUndefined();
      client.processID -= 1;
      await client.findOut();
    } finally {
      client.release();
    }
  });
});
