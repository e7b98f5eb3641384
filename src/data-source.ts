import { existsSync, readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { readConfig } from './config/config.js';
import { dataSourceOptions, forMigrations } from './database/connection.js';
import { joinEmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { entities, migrations } from './schema.js';

if (existsSync('.env')) process.loadEnvFile('.env');
const config = readConfig(process.env, readFileSync);
const url = config.databaseUrl ?? (await joinEmbeddedPostgres(config.dataDir))?.url;
if (!url) throw new Error('The embedded database does not run: start the server, or set DATABASE_URL.');

/**
 * For TypeORM's own command line (`typeorm migration:show -d dist/src/data-source.js`), when writing a
 * migration. Everything else goes through `lingpai migrate`, which lets one runner in at a time.
 */
export default new DataSource({
  ...forMigrations(
    dataSourceOptions(url, { entities, migrations, poolSize: 2, applicationName: 'lingpai-typeorm' }),
  ),
  // TypeORM's command line speaks through the logger, which is silent in the server.
  logger: 'simple-console',
  logging: ['error', 'migration'],
});
