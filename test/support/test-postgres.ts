import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/connection.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { entities, migrations } from '../../src/schema.js';

const FOLDER = 'lingpai-test-';

/**
 * Starts the tests' Postgres, unless `TEST_DATABASE_URL` names one, and migrates a database that
 * `createTestDatabase` copies. Workers learn of both through the environment.
 */
export async function startTestPostgres(): Promise<void> {
  const held = globalThis as { stopTestPostgres?: () => Promise<void> };
  if (held.stopTestPostgres) return;
  const server = await findServer();
  const template = `lingpai_template_${process.pid}`;
  await onServer(server.url, `DROP DATABASE IF EXISTS ${template}`, `CREATE DATABASE ${template}`);
  await migrateDatabase(withDatabase(server.url, template));
  process.env['LINGPAI_TEST_SERVER'] = server.url;
  process.env['LINGPAI_TEST_TEMPLATE'] = template;
  held.stopTestPostgres = async () => {
    delete held.stopTestPostgres;
    if (process.env['TEST_DATABASE_URL'])
      await onServer(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
    await server.stop();
  };
}

async function findServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, stop: async () => undefined };
  const home = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  await removeLeftovers(home);
  const dataDir = join(home, `${FOLDER}${process.pid}`);
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: new SilentLog(),
    clock: new SystemClock(),
    durable: false,
  });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What runs that were killed left in memory. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(FOLDER)) continue;
    try {
      process.kill(Number(name.slice(FOLDER.length)), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue;
      await rm(join(home, name), { recursive: true, force: true });
    }
  }
}

async function migrateDatabase(url: string): Promise<void> {
  const purpose = { poolSize: 2, entities, migrations, applicationName: 'lingpai-test' };
  await migrate(new DataSource(dataSourceOptions(url, purpose)), new SilentLog());
}

async function onServer(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
