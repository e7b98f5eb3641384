import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { DatabaseUnavailable, TransactionAborted } from '../../src/database/database.errors.js';
import { Sql } from '../../src/database/sql.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;
let sql: Sql;

const POOL_SIZE = 3;
const sourceFor = (url: string): DataSource =>
  new DataSource(
    dataSourceOptions(url, {
      poolSize: POOL_SIZE,
      entities: [],
      migrations: [],
      applicationName: 'sql-spec',
    }),
  );
const backend = async (using: Sql): Promise<number> =>
  (await using.one<{ pid: number }>('SELECT pg_backend_pid() AS pid'))!.pid;
const pool = (): Pool => (dataSource.driver as unknown as { master: Pool }).master;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  dataSource = await sourceFor(database.url).initialize();
  sql = new Sql(dataSource);
  await sql.rows('CREATE TABLE note (id int PRIMARY KEY, text text)');
});

beforeEach(() => sql.rows('TRUNCATE note'));

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('Sql', () => {
  it('returns rows, one row, or null', async () => {
    await sql.rows('INSERT INTO note VALUES ($1, $2), ($3, $4)', [1, '😀', 2, null]);
    expect(await sql.rows('SELECT * FROM note ORDER BY id')).toEqual([
      { id: 1, text: '😀' },
      { id: 2, text: null },
    ]);
    expect(await sql.one('SELECT text FROM note WHERE id = $1', [2])).toEqual({ text: null });
    expect(await sql.one('SELECT text FROM note WHERE id = $1', [3])).toBeNull();
  });

  it('keeps the connection when a statement is refused, and passes the refusal on', async () => {
    const before = await backend(sql);
    await sql.rows('INSERT INTO note VALUES (1)');
    await expect(sql.rows('INSERT INTO note VALUES (1)')).rejects.toMatchObject({
      code: '23505',
      constraint: 'note_pkey',
    });
    expect(await backend(sql)).toBe(before);
  });

  it('says the database is unavailable when nobody listens there, and keeps the cause', async () => {
    const nowhere = new URL(database.url);
    nowhere.port = '1';
    const away = sourceFor(nowhere.href);
    await expect(away.initialize()).rejects.toThrow();
    await expect(new Sql(away).rows('SELECT 1')).rejects.toThrow(DatabaseUnavailable);
    await expect(new Sql(away).transaction(async () => 1)).rejects.toThrow(DatabaseUnavailable);
  });

  it('survives the death of its connections, idle or at work, and goes on', async () => {
    for (let round = 0; round < 10; round++) {
      const asleep = sql.rows('SELECT pg_sleep(1.9)').catch((error: unknown) => error);
      const others = await sourceFor(database.url).initialize();
      let killed = 0;
      while (killed === 0) {
        const rows = await new Sql(others).rows(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()",
        );
        killed = rows.length;
      }
      await new Sql(others).rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sql-spec' AND pid <> pg_backend_pid()",
      );
      await others.destroy();
      expect(await asleep).toMatchObject({
        code: 'database.unavailable',
        kind: 'unavailable',
        cause: expect.anything(),
      });
    }
    const answered = await Promise.allSettled(
      Array.from({ length: 2 * POOL_SIZE }, () => sql.rows('SELECT 1')),
    );
    expect(answered.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await sql.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gets its place in the pool back from a connection that stalls after the greeting', async () => {
    const target = new URL(database.url);
    const { port, hostname } = target;
    let swallowed = 1;
    const way = createServer((from) => {
      const to = connect(Number(port), hostname);
      from.on('data', (bytes) => {
        if (bytes.includes('pg_backend_pid') && swallowed < 1) swallowed += 1;
        else to.write(bytes);
      });
      to.pipe(from);
      for (const socket of [from, to])
        socket.on('error', () => undefined).on('close', () => from.destroy() && to.destroy());
    });
    await once(way.listen(0, '127.0.0.1'), 'listening');
    target.port = String((way.address() as AddressInfo).port);
    const options = { poolSize: 1, entities: [], migrations: [], applicationName: 'stalled' };
    const source = await new DataSource(dataSourceOptions(target.href, options)).initialize();
    try {
      swallowed = 0;
      await sql.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stalled'`,
      );
      const stalled = new Sql(source);
      await expect(stalled.rows('SELECT 1')).rejects.toThrow(DatabaseUnavailable);
      await expect(stalled.rows('SELECT 1')).rejects.toThrow(DatabaseUnavailable);
      expect(await stalled.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(swallowed).toBe(1);
    } finally {
      await source.destroy();
      way.close();
    }
  });

  it('takes no more connections than its pool has, and makes the rest wait', async () => {
    const seen = await Promise.all(Array.from({ length: 30 }, () => backend(sql)));
    expect(new Set(seen).size).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('limits statements, waits for locks, and silence within transactions', async () => {
    const limits =
      "SELECT name, setting FROM pg_settings WHERE name ~ '^(statement|lock|idle_in_transaction_session)_timeout$' ORDER BY name";
    const expected = [
      { name: 'idle_in_transaction_session_timeout', setting: '5000' },
      { name: 'lock_timeout', setting: '1000' },
      { name: 'statement_timeout', setting: '2000' },
    ];
    expect(await sql.rows(limits)).toEqual(expected);
    expect(await sql.transaction((within) => within.rows(limits))).toEqual(expected);
  });
});

describe('a transaction', () => {
  it('commits all that was done', async () => {
    const answer = await sql.transaction(async (within) => {
      await within.rows('INSERT INTO note VALUES (1)');
      await within.transaction((deeper) => deeper.rows('INSERT INTO note VALUES (2)'));
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await sql.rows('SELECT id FROM note ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('leaves nothing behind when the work throws, and hands back the connection', async () => {
    const failure = new Error('changed my mind');
    for (let round = 0; round < 2 * POOL_SIZE; round++) {
      const work = sql.transaction(async (within) => {
        await within.rows('INSERT INTO note VALUES (1)');
        throw failure;
      });
      await expect(work).rejects.toBe(failure);
    }
    expect(await sql.rows('SELECT * FROM note')).toEqual([]);
    expect(pool().totalCount).toBe(pool().idleCount);
  });

  it('does not pass for committed when a failed statement was swallowed', async () => {
    const work = sql.transaction(async (within) => {
      await within.rows('INSERT INTO note VALUES (1)');
      await within.rows('INSERT INTO note VALUES (1)').catch(() => undefined);
    });
    await expect(work).rejects.toThrow(TransactionAborted);
    expect(await sql.rows('SELECT * FROM note')).toEqual([]);
  });

  it('cannot be used after its end', async () => {
    const kept = await sql.transaction(async (within) => within);
    await expect(kept.rows('INSERT INTO note VALUES (1)')).rejects.toThrow(TransactionAborted);
    expect(await sql.rows('SELECT * FROM note')).toEqual([]);
  });

  it('says unavailable when its connection dies, and does not lend that connection again', async () => {
    const other = new Sql(await sourceFor(database.url).initialize());
    const work = sql.transaction(async (within) => {
      await within.rows('INSERT INTO note VALUES (1)');
      await other.rows('SELECT pg_terminate_backend($1)', [await backend(within)]);
      await within.rows('INSERT INTO note VALUES (2)');
    });
    await expect(work).rejects.toMatchObject({ code: 'database.unavailable' });
    expect(await sql.rows('SELECT * FROM note')).toEqual([]);
    await (other as unknown as { dataSource: DataSource }).dataSource.destroy();
  });

  it('says unavailable when no connection is free in time, and takes none that comes late', async () => {
    let letGo = () => {};
    const over = new Promise<void>((resolve) => (letGo = resolve));
    const busy = Array.from({ length: POOL_SIZE }, () => sql.transaction(() => over));
    await expect(sql.transaction(async () => 1)).rejects.toMatchObject({ code: 'database.unavailable' });
    letGo();
    await Promise.all(busy);
    expect(await sql.transaction(async () => 1)).toBe(1);
    expect(pool().totalCount).toBe(pool().idleCount);
  });

  it('says unavailable when it may not wait longer for a lock, and hands back the connection', async () => {
    await sql.rows('INSERT INTO note VALUES (1)');
    let lent = 0;
    await sql.transaction(async (within) => {
      await within.rows(`UPDATE note SET text = 'held'`);
      lent = await backend(sql);
      const other = sql.transaction((waiting) => waiting.rows(`UPDATE note SET text = 'late'`));
      await expect(other).rejects.toMatchObject({
        code: 'database.unavailable',
        cause: expect.objectContaining({ code: '55P03' }),
      });
    });
    expect(await sql.rows('SELECT FROM pg_stat_activity WHERE pid = $1', [lent])).toHaveLength(1);
    expect(pool().totalCount).toBe(pool().idleCount);
  });
});
