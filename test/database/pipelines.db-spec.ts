import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { Pipelines } from '../../src/database/pipelines.js';
import { Sql } from '../../src/database/sql.js';
import { SturdyClient } from '../../src/database/sturdy-client.js';
import { FixedClock } from '../fakes/fixed-clock.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const CONNECTIONS = 2;
const DEPTH = 16;
let database: TestDatabase;
let dataSource: DataSource;
let pipelines: Pipelines;
let sql: Sql;
let clock: FixedClock;

const many = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));
const HERE = `SELECT pg_backend_pid() AS pid, current_setting('lock_timeout') = '100ms' AS shared`;
const here = async () => (await sql.brief.one<{ pid: number; shared: boolean }>(HERE))!;
/** They open in the background, one after the other. */
const open = async (): Promise<void> => {
  const shared = async () => (await many(DEPTH, here)).filter((place) => place.shared);
  while (new Set((await shared()).map(({ pid }) => pid)).size < CONNECTIONS);
};
const backends = async (): Promise<number> =>
  (await sql.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'pipelines-spec%'`,
  ))!.n;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});

beforeEach(async () => {
  const purpose = { poolSize: 3, entities: [], migrations: [], applicationName: 'pipelines-spec' };
  dataSource = await new DataSource(dataSourceOptions(database.url, purpose)).initialize();
  clock = new FixedClock();
  pipelines = new Pipelines(CONNECTIONS, clock);
  sql = new Sql(dataSource, pipelines);
  await sql.rows('DROP TABLE IF EXISTS note');
  await sql.rows('CREATE TABLE note (id int PRIMARY KEY, text text)');
  await sql.rows(`INSERT INTO note SELECT id, 'first' FROM generate_series(1, 3) AS id`);
});

afterEach(async () => {
  jest.restoreAllMocks();
  pipelines.onApplicationShutdown();
  await dataSource.destroy();
});

afterAll(() => database.drop());

describe('brief statements', () => {
  it('are answered from the first on, before the connections are open', async () => {
    expect(await sql.brief.one('SELECT text FROM note WHERE id = $1', [1])).toEqual({ text: 'first' });
    expect(await sql.brief.change('UPDATE note SET text = $1', ['second'])).toBe(3);
    expect(await sql.brief.rows('SELECT id FROM note ORDER BY id')).toHaveLength(3);
  });

  it('share a few connections, and get each its own answer', async () => {
    await open();
    const places = await many(DEPTH, here);
    expect(new Set(places.map(({ pid }) => pid)).size).toBe(CONNECTIONS);
    const answers = await many(DEPTH, (i) => sql.brief.one('SELECT $1::int AS i', [i]));
    expect(answers).toEqual(Array.from({ length: DEPTH }, (_, i) => ({ i })));
  });

  it('overflow into the pool, where many commit side by side', async () => {
    await open();
    const places = await many(4 * DEPTH, here);
    expect(places.filter(({ shared }) => shared)).toHaveLength(CONNECTIONS * DEPTH);
  });

  it('fail alone: what follows on the same connection is done', async () => {
    await open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: DEPTH }, (_, i) =>
        sql.brief.change('INSERT INTO note VALUES ($1)', [i % 2 ? 1 : 100 + i]),
      ),
    );
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
      Array.from({ length: DEPTH }, (_, i) => i % 2 === 1),
    );
    expect(outcomes[1]).toMatchObject({ reason: { code: '23505' } });
    expect(await sql.rows('SELECT FROM note WHERE id >= 100')).toHaveLength(DEPTH / 2);
  });

  it('that wait for somebody’s lock hold up nobody, and are done in the end', async () => {
    await open();
    const waiting = await sql.transaction(async (within) => {
      await within.rows(`UPDATE note SET text = 'held' WHERE id = 1`);
      const held = many(CONNECTIONS, () =>
        sql.brief.change('UPDATE note SET text = $1 WHERE id = 1', ['late']),
      );
      // All of them behind one that waits; the transaction ends only when they are answered.
      await many(DEPTH, () => sql.brief.change(`UPDATE note SET text = 'free' WHERE id = 2`));
      return { held };
    });
    expect(await waiting.held).toEqual([1, 1]);
    expect(await sql.rows('SELECT id, text FROM note ORDER BY id LIMIT 2')).toEqual([
      { id: 1, text: 'late' },
      { id: 2, text: 'free' },
    ]);
  });

  it('that take long go on by themselves', async () => {
    await open();
    expect(await sql.brief.one('SELECT pg_sleep(0.6) IS NOT NULL AS slept')).toEqual({ slept: true });
    expect((await here()).shared).toBe(true);
  });

  it('are planned anew when a migration changes what they answer', async () => {
    await open();
    const all = () => many(CONNECTIONS, () => sql.brief.one('SELECT * FROM note WHERE id = 1'));
    await all();
    await sql.rows('ALTER TABLE note ADD COLUMN colour text');
    expect(await all()).toEqual([
      { id: 1, text: 'first', colour: null },
      { id: 1, text: 'first', colour: null },
    ]);
    await open();
  });

  it('say that the database is unavailable when their connection dies, and the connections open again', async () => {
    await open();
    const { pid } = await here();
    const asleep = sql.brief.rows('SELECT pg_sleep(0.4)').catch((error: unknown) => error);
    const { pid: other } = await here();
    await sql.rows('SELECT pg_terminate_backend(p) FROM unnest($1::int[]) AS p', [[pid, other]]);
    expect(await asleep).toMatchObject({ code: 'database.unavailable' });
    // The other one may be found dead by whoever asks first.
    await many(CONNECTIONS, () => here().catch(() => undefined));
    await open();
  });

  it('use the pool behind a pooler, which would hand each to another server', async () => {
    jest.spyOn(SturdyClient.prototype, 'isDirect', 'get').mockReturnValue(false);
    const places = [];
    for (let i = 0; i < 50; i++) places.push(...(await many(CONNECTIONS, here)));
    expect(places.some(({ shared }) => shared)).toBe(false);
  });

  it('use the pool after the end, when the connections have closed', async () => {
    await open();
    const last = sql.brief.one('SELECT 1 AS one');
    pipelines.onApplicationShutdown();
    expect(await last).toEqual({ one: 1 });
    expect((await here()).shared).toBe(false);
    while ((await backends()) > 3);
  });

  it('sent behind one that failed before it was planned are asked again', async () => {
    await open();
    const counted = await sql.transaction(async (within) => {
      await within.rows('LOCK TABLE note IN ACCESS EXCLUSIVE MODE');
      const waiting = many(6, (i) =>
        sql.brief.change('UPDATE note SET text = $1 WHERE id = 3', [`late ${i}`]),
      );
      await within.rows('SELECT pg_sleep(0.25)');
      return { waiting };
    });
    expect(await counted.waiting).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('go to the pool while the shared connections have not answered for a while', async () => {
    await open();
    const asleep = many(CONNECTIONS, () => sql.brief.rows('SELECT pg_sleep(0.3)'));
    clock.advance(0.06);
    expect((await here()).shared).toBe(false);
    await asleep;
    expect((await here()).shared).toBe(true);
  });

  it('that give up in the queue of the pool leave alone those on the connection they came from', async () => {
    await open();
    const working: Promise<void>[] = [];
    let letGo = () => {};
    const over = new Promise<void>((resolve) => (letGo = resolve));
    await many(3, (i) => {
      return new Promise<void>((resolve) => {
        const work = sql.transaction(async (within) => {
          await within.rows('UPDATE note SET text = $1 WHERE id = $2', ['held', i + 1]);
          resolve();
          await over;
        });
        working.push(work);
      });
    });
    let gaveUp: unknown;
    const waiting = sql.brief.change(`UPDATE note SET text = 'late' WHERE id = 1`).catch((error: unknown) => {
      gaveUp = error;
    });
    while (!gaveUp) await many(CONNECTIONS, () => sql.brief.one('SELECT 1'));
    expect(gaveUp).toMatchObject({ code: 'database.unavailable' });
    letGo();
    await Promise.all([waiting, ...working]);
  });

  it('leave no connection behind that could not be prepared', async () => {
    const asked = jest.spyOn(SturdyClient.prototype, 'findOut').mockRejectedValueOnce(new Error('no answer'));
    while (asked.mock.calls.length === 0) await here();
    while ((await backends()) > 1);
    expect((await here()).shared).toBe(false);
  });
});

describe.each(['brief', 'other'])('%s statements', (kind) => {
  it('whose values cannot be sent harm nobody', async () => {
    await open();
    const echo = (value: unknown) =>
      (kind === 'brief' ? sql.brief : sql).one('SELECT $1::text AS said', [value]);
    for (let i = 0; i < 5; i++) await expect(echo({ big: 1n })).rejects.toThrow(TypeError);
    for (let i = 0; i < 5; i++) expect(await echo('hello')).toEqual({ said: 'hello' });
  });
});
