import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { UnknownMigrations } from '../../src/database/database.errors.js';
import { migrate, pendingMigrations, revertLast } from '../../src/database/migrate.js';
import { Log, SilentLog } from '../../src/kernel/logging/log.js';
import { migrations as shipped } from '../../src/schema.js';
import { schemaSnapshot } from '../support/schema-snapshot.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

type Migration = new () => MigrationInterface;

// All the migrations up and down, and the schema read after each: some seconds on a machine with nothing else to do.
jest.setTimeout(60_000);

const log: Log = new SilentLog();
let database: TestDatabase;
const open: DataSource[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});

afterEach(async () => {
  for (const dataSource of open.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
  await database.drop();
});

function source(migrations: readonly Migration[] = shipped): DataSource {
  const purpose = { poolSize: 2, entities: [], migrations: [...migrations], applicationName: 'migrate-spec' };
  const dataSource = new DataSource(dataSourceOptions(database.url, purpose));
  open.push(dataSource);
  return dataSource;
}

class First1000000000001 implements MigrationInterface {
  readonly name: string = 'First1000000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE first (id int)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE first');
  }
}

class Second1000000000002 implements MigrationInterface {
  readonly name: string = 'Second1000000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE second (id int)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE second');
  }
}

/** Does half its work, then its process is gone, as far as Postgres can tell. */
class DiesHalfWay extends Second1000000000002 {
  override async up(runner: QueryRunner): Promise<void> {
    await super.up(runner);
    await runner.query('SELECT pg_terminate_backend(pg_backend_pid())');
  }
}

const tables = async (): Promise<string[]> => (await schemaSnapshot(database.url))['columns']!;

describe('migrate', () => {
  it('makes the same schema up, down and up again, and leaves nothing when all is taken back', async () => {
    const dataSource = source();
    const applied = await migrate(dataSource, log);
    expect(applied).toHaveLength(shipped.length);
    const up = await schemaSnapshot(database.url);

    const reverted: (string | null)[] = [];
    for (const _ of shipped) reverted.push(await revertLast(dataSource, log));
    expect(reverted).toEqual([...applied].reverse());
    const { columns, ...rest } = await schemaSnapshot(database.url);
    const left = [...columns!, ...Object.values(rest).flat()].filter(
      (line) => !/\bmigration(\b|_id_seq)/.test(line),
    );
    expect(left).toEqual([]);
    expect(await revertLast(dataSource, log)).toBeNull();

    expect(await migrate(dataSource, log)).toEqual(applied);
    expect(await schemaSnapshot(database.url)).toEqual(up);
    expect(up['indexes']!.length).toBeGreaterThan(shipped.length);
  });

  it('goes step by step to the same schema: each migration undoes exactly itself', async () => {
    for (let count = 1; count <= shipped.length; count++) {
      const before = await schemaSnapshot(database.url);
      const upTo = source(shipped.slice(0, count));
      await migrate(upTo, log);
      if (count === 1) continue;
      await revertLast(upTo, log);
      expect(await schemaSnapshot(database.url)).toEqual(before);
      await migrate(upTo, log);
    }
  });

  it('applies each migration once when several processes migrate together', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => migrate(source(), log)));
    expect(answers.flat().sort()).toEqual([...new Set(answers.flat())].sort());
    expect(answers.flat()).toHaveLength(shipped.length);
  });

  it('tells what is missing', async () => {
    const dataSource = await source([First1000000000001, Second1000000000002]).initialize();
    await migrate(source([First1000000000001]), log);
    expect(await pendingMigrations(dataSource)).toEqual(['Second1000000000002']);
    await migrate(dataSource, log);
    expect(await pendingMigrations(dataSource)).toEqual([]);
  });

  it('keeps what was whole and nothing of what was half done when it dies, and goes on from there', async () => {
    await expect(migrate(source([First1000000000001, DiesHalfWay]), log)).rejects.toThrow();
    expect((await tables()).filter((line) => !line.startsWith('migration.'))).toEqual(['first.id integer']);
    expect(await migrate(source([First1000000000001, Second1000000000002]), log)).toEqual([
      'Second1000000000002',
    ]);
    expect((await tables()).filter((line) => !line.startsWith('migration.'))).toEqual([
      'first.id integer',
      'second.id integer',
    ]);
  });

  it('refuses a database that is ahead of this build, and changes nothing', async () => {
    await migrate(source([First1000000000001, Second1000000000002]), log);
    const before = await schemaSnapshot(database.url);
    const older = source([First1000000000001]);
    await expect(migrate(older, log)).rejects.toThrow(UnknownMigrations);
    await expect(revertLast(older, log)).rejects.toMatchObject({ names: ['Second1000000000002'] });
    expect(await schemaSnapshot(database.url)).toEqual(before);
  });

  it('steps back from a table that somebody has locked, and takes its turn afterwards', async () => {
    class Widens extends Second1000000000002 {
      override async up(runner: QueryRunner): Promise<void> {
        await runner.query('ALTER TABLE first ADD COLUMN more int');
      }
    }
    await migrate(source([First1000000000001]), log);
    const reader = await source([]).initialize();
    const holding = reader.createQueryRunner();
    await holding.startTransaction();
    await holding.query('LOCK TABLE first IN ACCESS SHARE MODE');
    const warned: string[] = [];
    const letGoWhenWarned = Object.assign(new SilentLog(), {
      warn: (event: string) => {
        warned.push(event);
        void holding.rollbackTransaction();
      },
    });
    expect(await migrate(source([First1000000000001, Widens]), letGoWhenWarned)).toEqual([
      'Second1000000000002',
    ]);
    expect(warned).toEqual(['database.migration_waits_for_lock']);
    await holding.release();
  });

  it('may take longer than the server gives a request', async () => {
    class Slow extends First1000000000001 {
      override async up(runner: QueryRunner): Promise<void> {
        await super.up(runner);
        const [row] = (await runner.query('SHOW statement_timeout')) as { statement_timeout: string }[];
        expect(row).toEqual({ statement_timeout: '0' });
      }
    }
    expect(await migrate(source([Slow]), log)).toHaveLength(1);
  });
});
