import type { DataSource, MixedList } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { SilentLogger } from './silent-logger.js';
import { SturdyClient } from './sturdy-client.js';

const STATEMENT_TIMEOUT_MS = 2_000;
const LOCK_TIMEOUT_MS = 1_000;
const IDLE_IN_TRANSACTION_MS = 5_000;

/** What a connection to Postgres is for. */
export interface ConnectionPurpose {
  /** Connections this process may hold at once. */
  readonly poolSize: number;
  readonly entities: MixedList<new () => object>;
  readonly migrations: MixedList<new () => object>;
  /** How we appear in `pg_stat_activity`. */
  readonly applicationName: string;
}

/**
 * Limits that Postgres itself enforces on every statement of a session. They travel as startup
 * parameters: `SET` would stay behind on a pooler's server connection for the next client to find,
 * and `ALTER ROLE` is the operator's. PgBouncer refuses such parameters; see {@link withoutSessionLimits}.
 */
const SESSION_LIMITS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  lock_timeout: LOCK_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
};

/** The same limits for one transaction, which every pooler lets through: sent with BEGIN, no round trip of their own. */
export const BEGIN_WITH_LIMITS = `BEGIN; ${Object.entries(SESSION_LIMITS)
  .map(([name, ms]) => `SET LOCAL ${name} = ${ms}`)
  .join('; ')}`;

/** How TypeORM connects to the Postgres at `url`. Pure: opens nothing. */
export function dataSourceOptions(url: string, purpose: ConnectionPurpose): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize: purpose.poolSize,
    applicationName: purpose.applicationName,
    entities: purpose.entities,
    migrations: purpose.migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    // Extensions are a migration's business; gen_random_uuid() has long needed none, and this is
    // how TypeORM is told to expect it.
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logger: new SilentLogger(),
    // What happens to an idle connection is no news: the next query opens another.
    poolErrorHandler: () => undefined,
    extra: {
      Client: SturdyClient,
      onConnect: (client: SturdyClient) => client.findOut(),
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      ...SESSION_LIMITS,
    },
  };
}

/** The same connection for migrations: one that builds an index over millions of rows takes its time, but waits for no lock long. */
export function forMigrations(options: PostgresDataSourceOptions): PostgresDataSourceOptions {
  const { statement_timeout: _1, idle_in_transaction_session_timeout: _2, ...extra } = options.extra;
  return { ...options, poolSize: 2, applicationName: 'lingpai-migrate', extra };
}

/**
 * Initialises the data source. A pooler that refuses the session's limits (PgBouncer in its default
 * configuration) is asked again without them; then statements outside a transaction have the
 * client's patience only.
 */
export async function initialise(dataSource: DataSource): Promise<DataSource> {
  try {
    return await dataSource.initialize();
  } catch (error) {
    if (!isRefusedParameter(error)) throw error;
    dataSource.setOptions({ extra: withoutSessionLimits(dataSource.options.extra) });
    return dataSource.initialize();
  }
}

function withoutSessionLimits(extra: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !(name in SESSION_LIMITS)));
}

/** Whether a pooler would not have a limit as startup parameter. */
export function isRefusedParameter(error: unknown): boolean {
  const { message = '' } = error as { message?: string };
  return /unsupported startup parameter/i.test(message);
}
