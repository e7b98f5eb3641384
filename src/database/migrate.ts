import { DataSource, MigrationExecutor, type Migration } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Clock } from '../kernel/clock/clock.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import type { Log } from '../kernel/logging/log.js';
import { forMigrations, initialise } from './connection.js';
import { UnknownMigrations } from './database.errors.js';

/** Any number, the same in every build: who migrates holds the advisory lock of this key. */
const LOCK_KEY = 7_245_090_031;
const LOCK_NOT_AVAILABLE = '55P03';
const ATTEMPTS = 20;
const PAUSE_MS = 500;

/**
 * Applies the migrations that are missing, each in its own transaction, and returns their names in
 * order. One runner at a time, whatever the number of instances: the others wait, then find nothing
 * to do. Killed half way, what was committed stands and the next run goes on from there. A migration
 * that gets no lock within a second steps back, so that the traffic behind it flows, and tries again.
 * @throws UnknownMigrations when the database is ahead of this build
 */
export async function migrate(
  dataSource: DataSource,
  log: Log,
  clock: Clock = new SystemClock(),
): Promise<string[]> {
  return alone(dataSource, async (executor, own) => {
    await refuseUnknown(own, executor);
    const applied: string[] = [];
    for (let attempt = 1; ; attempt++) {
      const before = await executor.getPendingMigrations();
      try {
        if (before.length > 0) await executor.executePendingMigrations();
        applied.push(...inOrder(before));
        break;
      } catch (error) {
        const left = new Set((await executor.getPendingMigrations()).map(({ name }) => name));
        applied.push(...inOrder(before.filter(({ name }) => !left.has(name))));
        if (sqlState(error) !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
        log.warn('database.migration_waits_for_lock', { attempt });
        await clock.pause(PAUSE_MS);
      }
    }
    for (const name of applied) log.info('database.migrated', { migration: name });
    return applied;
  });
}

/** Takes the newest migration back; returns its name, or null when there was none. @throws UnknownMigrations */
export async function revertLast(dataSource: DataSource, log: Log): Promise<string | null> {
  return alone(dataSource, async (executor, own) => {
    await refuseUnknown(own, executor);
    const executed = await executor.getExecutedMigrations();
    const name = inOrder(executed).at(-1) ?? null;
    if (name === null) return null;
    await executor.undoLastMigration();
    log.info('database.reverted', { migration: name });
    return name;
  });
}

/** Names of the migrations this build has and the database has not, in order. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  return inOrder(await new MigrationExecutor(dataSource).getPendingMigrations());
}

/**
 * Runs `work` while this process alone may migrate. The lock belongs to a transaction of another
 * connection: a session's lock would stay with a pooler's server connection.
 */
async function alone<T>(
  dataSource: DataSource,
  work: (executor: MigrationExecutor, own: DataSource) => Promise<T>,
): Promise<T> {
  const own = await initialise(
    new DataSource(forMigrations(dataSource.options as PostgresDataSourceOptions)),
  );
  const lock = own.createQueryRunner();
  try {
    await lock.startTransaction();
    await lock.query('SET LOCAL lock_timeout = 0');
    await lock.query('SET LOCAL statement_timeout = 0');
    await lock.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await lock.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const executor = new MigrationExecutor(own);
    executor.transaction = 'each';
    return await work(executor, own);
  } finally {
    if (lock.isTransactionActive) await lock.rollbackTransaction().catch(() => undefined);
    await lock.release().catch(() => undefined);
    await own.destroy();
  }
}

async function refuseUnknown(own: DataSource, executor: MigrationExecutor): Promise<void> {
  const known = new Set(own.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const unknown = (await executor.getExecutedMigrations()).filter(({ name }) => !known.has(name));
  if (unknown.length > 0) throw new UnknownMigrations(inOrder(unknown));
}

function inOrder(migrations: readonly Migration[]): string[] {
  return [...migrations].sort((a, b) => a.timestamp - b.timestamp).map(({ name }) => name);
}

function sqlState(error: unknown): string | undefined {
  return (error as { driverError?: { code?: string } }).driverError?.code;
}
