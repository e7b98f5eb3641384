import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { ROOT, quietPort } from '../support/start-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-sync-'));
let sandbox: RunningSandbox;
let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  [database, sandbox] = await Promise.all([
    createTestDatabase(),
    startSandbox({
      port: await quietPort(),
      log: new SilentLog(),
      clock: new SystemClock(),
      random: new SystemRandom(),
      webRoot: path.join(ROOT, 'web/phone'),
    }),
  ]);
  client = new Client({ connectionString: database.url });
  await client.connect();
  const named = ['--app-id', SANDBOX_ACCOUNT.appId, '--name', '书店'];
  expect((await run(['account', 'add', 'shop', ...named, '--secret-file', '-'], SECRET)).code).toBe(0);
  sandbox.world.followers.gather(sandbox.world.accounts.get('main'), { count: 6_000, seed: 'command' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await client.end();
  await Promise.all([sandbox.close(), database.drop()]);
});
beforeEach(() => sandbox.world.faults.clear());

const SECRET = `${SANDBOX_ACCOUNT.secret}\n`;

function start(parameters: string[]): ChildProcess {
  return spawn(process.execPath, [path.join(ROOT, 'bin/lingpai.js'), ...parameters], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: database.url,
      SECRET_KEY: 'kKq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=',
      WECHAT_API_URL: sandbox.url,
    },
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

async function run(parameters: string[], input = '') {
  const child = start(parameters);
  child.stdin!.end(input);
  return ended(child);
}

const sync = (...more: string[]) => ['follower-sync', '--account', 'shop', ...more];
const following = async (): Promise<number> =>
  Number((await client.query('SELECT count(*) AS n FROM wechat_user WHERE subscribed')).rows[0].n);

it('reads everybody without a server, says how far it is, and answers in JSON when asked', async () => {
  const total = sandbox.world.followers.total(sandbox.world.accounts.get('main'));
  const told = await run(sync('--rate', '0'));
  expect([told.code, told.out]).toEqual([0, `done: ${total} of ${total} followers (100 %)\n`]);
  expect(told.err).toMatch(/^queued: 0 of \? followers/);
  expect(await following()).toBe(total);
  const json = await run(sync('--rate', '0', '--json'));
  expect(json.err).toBe('');
  expect(JSON.parse(json.out)).toMatchObject({ state: 'done', done: total, requested_by: 'cli' });
});

it('detaches on Ctrl-C, and goes on where it was the next time', async () => {
  sandbox.world.faults.replace([{ path: '/cgi-bin/user/info/batchget', latencyMs: 300 }]);
  const child = start(sync('--rate', '0', '--json'));
  const answer = ended(child);
  for (let done = 0; done < 1_000;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    done = (await client.query(`SELECT done FROM follower_sync WHERE state = 'running'`)).rows[0]?.done ?? 0;
  }
  child.kill('SIGINT');
  const { code, out } = await answer;
  const detached = JSON.parse(out) as { id: string; done: number };
  expect([code, detached]).toMatchObject([0, { detached: true, state: 'running' }]);
  sandbox.world.faults.clear();
  const since = sandbox.world.journal.newestSeq;
  const again = JSON.parse((await run(sync('--rate', '0', '--json'))).out) as object;
  expect(again).toMatchObject({ id: detached.id, state: 'done' });
  const calls = sandbox.world.journal.list({ path: '/cgi-bin/user/info/batchget', since });
  expect(calls.length).toBeLessThanOrEqual(51);
});

it('cancels what is under way, and says so when there is nothing', async () => {
  expect((await run(sync('--detach'))).out).toMatch(/^Detached/);
  expect(await run(sync('--cancel', '--json'))).toMatchObject({ code: 0 });
  expect(await run(sync('--cancel'))).toMatchObject({
    code: 1,
    err: 'No follower sync of this account is under way.\n',
  });
});

it('that fails says so once: in words, or with --json as one error object beside the run', async () => {
  sandbox.world.faults.replace([{ path: '/cgi-bin/user/get', errcode: 48001 }]);
  const words = await run(sync());
  expect(words.code).toBe(1);
  expect(words.out).toMatch(/^failed: 0 of \? followers, wechat\.refused: .*\n$/);
  expect(words.err).not.toMatch(/sync_failed|stack| at /);
  const json = await run(sync('--json'));
  expect(json.code).toBe(1);
  const { state, error } = JSON.parse(json.out) as { state: string; error: { code: string; detail: string } };
  expect([state, error.code]).toEqual(['failed', 'wechat.refused']);
  expect(JSON.parse(json.err)).toEqual({ error: { code: error.code, message: error.detail } });
});

it('refuses a rate that is none', async () => {
  expect((await run(sync('--rate', 'fast'))).code).toBe(64);
});
