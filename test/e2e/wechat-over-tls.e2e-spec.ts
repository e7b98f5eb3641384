import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { Authority } from '../../src/sandbox/tls/authority.js';
import { ROOT } from '../support/start-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-tls-'));
const certificate = path.join(folder, 'authority.pem');
const clock = new SystemClock();
const random = new SystemRandom();
let sandbox: RunningSandbox;
let database: TestDatabase;
beforeAll(async () => {
  const authority = Authority.create(random, clock.now());
  writeFileSync(certificate, authority.certificate);
  const [log, webRoot] = [new SilentLog(), path.join(ROOT, 'web/phone')];
  [database, sandbox] = await Promise.all([
    createTestDatabase(),
    startSandbox({ port: 0, log, clock, random, webRoot, tls: { port: 0, authority } }),
  ]);
  const { appId, secret } = SANDBOX_ACCOUNT;
  const named = ['--app-id', appId, '--name', '书店', '--secret-file', '-'];
  expect(await run(['account', 'add', 'shop', ...named], {}, `${secret}\n`)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([sandbox.close(), database.drop()]);
});

async function run(parameters: string[], env: Record<string, string> = {}, input = '') {
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/lingpai.js'), ...parameters], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: database.url,
      SECRET_KEY: 'kKq0Jx7mSxq1y9y2nYb0m3m4v5w6x7z8A9B0C1D2E3E=',
      WECHAT_API_URL: sandbox.tlsUrl!,
      ...env,
    },
  });
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const REFRESH = ['token', 'refresh', '--account', 'shop', '--json'];
const asked = (): number => sandbox.world.journal.newestSeq;

it('the AppSecret goes to nobody whose certificate is not good, NODE_TLS_REJECT_UNAUTHORIZED=0 or not', async () => {
  const before = asked();
  for (const env of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }] as Record<string, string>[])
    expect({ env, ...(await run(REFRESH, env)) }).toMatchObject({ env, code: 1 });
  expect(asked()).toBe(before);
});

it('an authority of one’s own is named in NODE_EXTRA_CA_CERTS', async () => {
  const before = asked();
  expect(await run(REFRESH, { NODE_EXTRA_CA_CERTS: certificate })).toMatchObject({ code: 0 });
  expect(asked()).toBeGreaterThan(before);
});

it('production does not start with certificates turned off', async () => {
  const { code, err } = await run(REFRESH, {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://wx.example.com',
    WECHAT_APP_ID: 'wx0123456789abcdef',
    WECHAT_APP_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  });
  expect(code).toBe(78);
  const { faults } = (JSON.parse(err) as { error: { faults: { variable: string }[] } }).error;
  expect(faults.map(({ variable }) => variable)).toEqual(['NODE_TLS_REJECT_UNAUTHORIZED']);
});
