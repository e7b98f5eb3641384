import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { request } from 'undici';
import { dataSourceOptions } from '../../src/database/connection.js';
import { migrate } from '../../src/database/migrate.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { Passwords } from '../../src/operators/passwords.js';
import { entities, migrations } from '../../src/schema.js';
import { ServerProcess } from '../support/server-process.js';
import { quietPort } from '../support/start-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

const PASSWORD = 'correct horse battery staple';
let database: TestDatabase;
let dataSource: DataSource;
let server: ServerProcess | null;
beforeEach(async () => {
  server = null;
  database = await createTestDatabase({ empty: true });
  const options = { poolSize: 2, entities, migrations, applicationName: 'lingpai-test' };
  dataSource = await new DataSource(dataSourceOptions(database.url, options)).initialize();
});
afterEach(async () => {
  await server?.end('SIGTERM');
  await dataSource.destroy();
  await database.drop();
});

/** A production server that answers over an empty database, which is migrated then. */
async function startThenMigrate(env: Record<string, string> = {}): Promise<void> {
  const PORT = String(await quietPort());
  const starting = ServerProcess.start({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT,
    PUBLIC_URL: 'https://wx.shop.cn',
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('base64'),
    WECHAT_APP_ID: 'wx0123456789abcdef',
    WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
    ...env,
  });
  starting.catch(() => undefined);
  const answers = (): Promise<boolean> =>
    request(`http://127.0.0.1:${PORT}/healthz`).then(
      async ({ body }) => body.dump().then(() => true),
      () => false,
    );
  await until(async () => (await answers()) || null);
  await migrate(dataSource, new SilentLog());
  server = await starting;
}

/** Well below the limit of a test. */
const WITHIN_MS = 20_000;

/** Asks until there is an answer. */
async function until<T>(ask: () => Promise<T | null | undefined>): Promise<T> {
  const giveUpAt = performance.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`no answer in time:\n${server?.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const rows = <T>(text: string): Promise<T[]> => dataSource.query<T[]>(text);

it('the operator of ADMIN_PASSWORD and the account come about without another start', async () => {
  await startThenMigrate({ ADMIN_PASSWORD: PASSWORD });
  const held = await until(
    async () =>
      (await rows<{ hash: string }>(`SELECT password_hash AS hash FROM operator WHERE name = 'admin'`))[0],
  );
  expect(await new Passwords(new SystemRandom()).match(held.hash, PASSWORD)).toBe(true);
  await until(async () => (await rows(`SELECT 1 FROM account WHERE key = 'main'`))[0]);
  expect(await rows('SELECT 1 FROM operator_setup')).toEqual([]);
  expect(server!.output).not.toContain('/admin/setup#');
});

it('the link that makes the first operator is told once it can be used, outside the log', async () => {
  await startThenMigrate();
  const line = await until(async () =>
    server!.output.split('\n').find((each) => each.includes('/admin/setup#')),
  );
  expect(line).toMatch(/https:\/\/wx\.shop\.cn\/admin\/setup#lf_[0-9A-Za-z]{32} /);
  expect(line).not.toContain('{');
  expect(await rows('SELECT 1 FROM operator_setup')).toHaveLength(1);
  expect(server!.output.split('/admin/setup#')).toHaveLength(2);
});
