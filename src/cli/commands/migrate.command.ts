import { migrate, revertLast } from '../../database/migrate.js';
import { UsageError } from '../cli.errors.js';
import { aligned } from '../columns.js';
import type { Command, Report } from '../command.js';
import { type OpenDatabase, withDatabase } from '../database/open-database.js';
import { type MigrationStatus, migrationStatus } from '../database/migration-status.js';

/** `lingpai migrate`. */
export const migrateCommand: Command = {
  summary: 'Applies the migrations that the database lacks. One runner at a time; the others wait.',
  words: [],
  options: {
    status: { help: 'say which are applied and which are missing, and change nothing' },
    revert: { help: 'take the newest one back, with the data in it: make a backup first' },
  },
  notes: [
    'Of the configuration only DATABASE_URL counts (or DATA_DIR, for the embedded database); with ' +
      'NODE_ENV=production the whole of it is checked, as when the server starts.',
  ],
  async run(given, workplace) {
    if (given.has('status') && given.has('revert'))
      throw new UsageError('--status and --revert exclude each other.');
    return withDatabase(workplace, workplace.config(), async (database) => {
      const { dataSource, place } = database;
      if (given.has('status')) return status(database);
      if (given.has('revert')) {
        const name = await revertLast(dataSource, workplace.log);
        return {
          text: name ? `Took back ${name} in ${place}.` : `There is nothing to take back in ${place}.`,
          json: { reverted: name },
        };
      }
      const applied = await migrate(dataSource, workplace.log, workplace.clock);
      const list = applied.map((name) => `  ${name}`);
      return {
        text: applied.length > 0 ? [`Applied to ${place}:`, ...list].join('\n') : `${place} is up to date.`,
        json: { applied },
      };
    });
  },
};

async function status({ dataSource, place }: OpenDatabase): Promise<Report> {
  const found = await migrationStatus(dataSource);
  return { text: `${place}\n${listed(found)}`, json: found };
}

function listed({ applied, pending, unknown }: MigrationStatus): string {
  return aligned([
    ...applied.map((name) => ['  applied', name]),
    ...pending.map((name) => ['  missing', name]),
    ...unknown.map((name) => ['  unknown', `${name} (of a newer build)`]),
  ]);
}
