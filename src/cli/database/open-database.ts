import { DataSource } from 'typeorm';
import { AccountUnknown } from '../../accounts/account.errors.js';
import type { Config } from '../../config/config.js';
import { dataSourceOptions, initialise } from '../../database/connection.js';
import { isAway } from '../../database/database.errors.js';
import { existingDataFolder } from '../../database/embedded/data-folder.js';
import { joinEmbeddedPostgres, startEmbeddedPostgres } from '../../database/embedded/embedded-postgres.js';
import { migrate } from '../../database/migrate.js';
import { entities, migrations } from '../../schema.js';
import { DatabaseOutOfReach, MigrationsPending, NoSuchAccount } from '../cli.errors.js';
import type { Workplace } from '../command.js';
import { migrationStatus } from './migration-status.js';

/** The database a command works on, connected. */
export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Where it is, for a person; without the password. */
  readonly place: string;
  /** Whether it is the embedded one. */
  readonly embedded: boolean;
}

/**
 * Runs `work` on the configured database and closes it again. On the embedded one it joins the server
 * that runs it; when none does, it runs Postgres itself and stops it afterwards.
 * @throws DatabaseOutOfReach | EmbeddedPostgresUnavailable | EmbeddedPostgresFailed, and what `work` throws
 */
export async function withDatabase<T>(
  workplace: Workplace,
  config: Config,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl) return connected(config.databaseUrl, placeOf(config.databaseUrl), false, work);
  const place = `${config.dataDir}/postgres (embedded)`;
  const running = await joinEmbeddedPostgres(config.dataDir);
  if (running) return connected(running.url, place, true, work);
  const { log, clock, random, terminal } = workplace;
  // In the wrong folder this is a surprise, and better told.
  if (!existingDataFolder(config.dataDir)) terminal.errors.write(`${newcomersNote(place, workplace)}\n`);
  const own = await startEmbeddedPostgres({ dataDir: config.dataDir, log, clock, random });
  try {
    return await connected(own.url, place, true, work);
  } finally {
    await own.stop();
  }
}

/**
 * The same for commands that need the tables: outside production missing migrations are applied, as the
 * server does on its start. @throws MigrationsPending in production
 */
export function withTables<T>(
  workplace: Workplace,
  config: Config,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  return withDatabase(workplace, config, async (database) => {
    const { pending } = await migrationStatus(database.dataSource);
    if (pending.length > 0) {
      if (config.production) throw new MigrationsPending(pending);
      if (!database.embedded && pending.length === migrations.length)
        workplace.terminal.errors.write(
          `No server has used this database yet; making its tables: ${database.place} (DATABASE_URL).\n`,
        );
      await migrate(database.dataSource, workplace.log, workplace.clock);
    }
    try {
      return await work(database);
    } catch (error) {
      if (!(error instanceof AccountUnknown)) throw error;
      throw await named(error, workplace.accountAsked ?? 'main', database.dataSource);
    }
  });
}

/** The same in words that help; as it is when it is another account that is meant. */
async function named(error: AccountUnknown, asked: string, dataSource: DataSource): Promise<Error> {
  const rows = await dataSource.query<{ key: string }[]>('SELECT key FROM account ORDER BY created_at');
  const keys = rows.map(({ key }) => key);
  return keys.includes(asked) ? error : new NoSuchAccount(asked, keys);
}

/** Where no server has been: which place this is, why this one, and how to come to another. */
function newcomersNote(place: string, { env }: Workplace): string {
  const why = env['DATA_DIR']
    ? 'DATA_DIR says so'
    : 'neither DATABASE_URL nor DATA_DIR is set, so it is .data in this folder';
  return [
    `No server has left its data here. Making a new database: ${place} (${why}).`,
    'If a server of yours has its data elsewhere, set DATA_DIR or DATABASE_URL as it does, or run this in its folder.',
  ].join('\n');
}

/** Host, port and name of a database address. */
export function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

async function connected<T>(
  url: string,
  place: string,
  embedded: boolean,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const purpose = { entities, migrations, poolSize: 2, applicationName: 'lingpai-cli' };
  const dataSource = new DataSource(dataSourceOptions(url, purpose));
  try {
    await initialise(dataSource);
  } catch (cause) {
    throw new DatabaseOutOfReach(place, reasonOf(cause), { cause });
  }
  try {
    return await work({ dataSource, place, embedded });
  } finally {
    await dataSource.destroy();
  }
}

/** In words; a refused connection to a name with several addresses comes as a bundle without any. */
function reasonOf(cause: unknown): string {
  const { message, code, errors } = cause as { message?: string; code?: string; errors?: Error[] };
  const text = message || errors?.map((error) => error.message).join('; ') || code || 'no answer';
  return isAway(cause) ? text.replace(/\.$/, '') : `it refused: ${text}`;
}
