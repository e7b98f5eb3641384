// Silent login (open the page, come back from WeChat, see the page: three requests) and signed-in page view (one): what the
// server process spends on each, against the floor in the same run.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { Client } from 'pg';
import { embeddedFor } from '../embedded.mjs';
import { canPin, pin, startMeasured } from '../measured-process.mjs';
import { driverFor, repeat } from './driver.mjs';
import { startFakeWechat } from './fake-wechat.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const LOGINS = 3_000;
const VIEWS = 12_000;
const WIDTH = 32;
const WARM_UP = 3;
const LIMITS = { login: 2, view: 2.5, idleMegabytes: 160, readySeconds: 3 };

export async function run({ rounds, json }) {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
  const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-bench-'));
  const endings = [];
  try {
    const result = await measure(folder, rounds, endings);
    mkdirSync(path.join(root, path.dirname(json)), { recursive: true });
    writeFileSync(path.join(root, json), `${JSON.stringify(result, null, 2)}\n`);
    print(result);
  } finally {
    for (const end of endings.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder, rounds, endings) {
  // Before Postgres starts, which inherits it: the server has its core to itself.
  if (canPin) pin(process.pid, 1);
  const databaseUrl = process.env.DATABASE_URL ?? (await embeddedFor(root, folder, endings));
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  endings.push(() => database.end());
  await database.query(`
    CREATE TABLE IF NOT EXISTS floor_user (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, openid text UNIQUE NOT NULL,
      nickname text, access_token text, refresh_token text);
    CREATE TABLE IF NOT EXISTS floor_session (id_hash bytea PRIMARY KEY, user_id bigint NOT NULL, expires_at timestamptz NOT NULL)`);
  const wechat = await startFakeWechat();
  endings.push(() => wechat.close());

  const environment = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    PORT: '0',
    SANDBOX: 'off',
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    WECHAT_APP_ID: 'wxbench0000000001',
    WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
    WECHAT_API_URL: wechat.url,
    WECHAT_OPEN_URL: wechat.url,
  };
  // The first start migrates; the one that counts finds its tables.
  const first = await startMeasured(path.join(root, 'dist/src/main.js'), environment, isReady);
  await first.stop();
  const ours = await startMeasured(path.join(root, 'dist/src/main.js'), environment, isReady);
  endings.push(() => ours.stop());
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const idleMegabytes = await ours.rssMegabytes();
  const address = /http:\/\/localhost:\d+/.exec(ours.output())[0];
  const driver = driverFor(address, '/auth/wechat/main/callback');
  endings.push(() => driver.close());

  writeFileSync(path.join(folder, 'template'), await templateOf(driver));
  writeFileSync(path.join(folder, 'headers'), JSON.stringify(await headersOf(driver)));
  const floorPort = String(30_000 + (process.pid % 20_000));
  const floorProcess = await startMeasured(
    path.join(root, 'bench/visitors/floor.mjs'),
    {
      DATABASE_URL: databaseUrl,
      WECHAT_URL: wechat.url,
      PORT: floorPort,
      TEMPLATE_FILE: path.join(folder, 'template'),
      HEADERS_FILE: path.join(folder, 'headers'),
    },
    (output) => output.includes('ready'),
  );
  endings.push(() => floorProcess.stop());
  const floorDriver = driverFor(`http://localhost:${floorPort}`, '/callback');
  endings.push(() => floorDriver.close());

  const contestants = [
    { name: 'floor', process: floorProcess, driver: floorDriver, rounds: [] },
    { name: 'lingpai', process: ours, driver, rounds: [] },
  ];
  // What counts is a server that has been up for a while: both are warm before the first round.
  for (const contestant of contestants) await round(contestant, WARM_UP);
  for (const contestant of contestants) contestant.rounds.length = 0;
  for (let i = 0; i < rounds; i++) for (const contestant of contestants) await round(contestant, 1);

  const [floor, lingpai] = contestants.map(summary);
  return {
    node: process.version,
    pinned: canPin,
    rounds,
    floor,
    lingpai,
    ratio: {
      login: median(ratios(contestants, 'login')),
      view: median(ratios(contestants, 'view')),
      signIn: median(ratios(contestants, 'signIn')),
    },
    idleMegabytes,
    readySeconds: ours.readyAfterMs / 1000,
    limits: LIMITS,
  };
}

async function round({ process: server, driver, rounds }, scale) {
  const cookies = [];
  const login = await spent(server, LOGINS * scale, async () => {
    const cookie = await driver.signIn();
    await driver.view(cookie);
    cookies.push(cookie);
  });
  // The same login without its page: the two requests that only sign in.
  const signIn = await spent(server, LOGINS * scale, () => driver.signIn());
  const view = await spent(server, VIEWS * scale, (i) => driver.view(cookies[i % cookies.length]));
  rounds.push({ login, signIn, view });
}

async function spent(server, count, work) {
  const before = await server.cpuSeconds();
  const startedAt = performance.now();
  const times = await repeat(count, WIDTH, work);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = ((await server.cpuSeconds()) - before) * 1000;
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { cpuMsEach: cpuMs / count, perSecond: count / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function summary({ name, rounds }) {
  const of = (kind) =>
    Object.fromEntries(
      Object.keys(rounds[0][kind]).map((field) => [field, median(rounds.map((each) => each[kind][field]))]),
    );
  return { name, login: of('login'), signIn: of('signIn'), view: of('view') };
}

function ratios([floor, lingpai], kind) {
  return lingpai.rounds.map((each, i) => each[kind].cpuMsEach / floor.rounds[i][kind].cpuMsEach);
}

/** The floor shows the very page we show, with two holes for what differs between visitors. */
async function templateOf(driver) {
  const page = await driver.view(await driver.signIn());
  const [third, half] = [Math.floor(page.length / 3), Math.floor(page.length / 2)];
  return [page.slice(0, third), page.slice(third, half), page.slice(half)].join('\u0000');
}

/** And with the very headers: the same answers on the wire, so that what is compared is the way to them. */
async function headersOf(driver) {
  const own = new Set(['content-length', 'set-cookie', 'location', 'date', 'connection', 'keep-alive']);
  const kept = ({ headers }) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
  const cookie = await driver.signIn();
  return { redirect: kept(await driver.get('/me')), page: kept(await driver.get('/me', cookie)) };
}

function isReady(output) {
  return output.includes('/readyz');
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function print({ node, pinned, rounds, floor, lingpai, ratio, idleMegabytes, readySeconds, limits }) {
  const row = (what, who, { cpuMsEach, perSecond, p50Ms, p99Ms }) => ({
    what,
    who,
    'CPU ms each': cpuMsEach.toFixed(3),
    'per second': Math.round(perSecond),
    'p50 ms': p50Ms.toFixed(1),
    'p99 ms': p99Ms.toFixed(1),
  });
  console.log(
    `Node ${node}, ${rounds} rounds, medians; server and driver ${pinned ? 'on cores of their own' : 'not pinned'}`,
  );
  console.table([
    row('silent login', 'floor', floor.login),
    row('silent login', 'lingpai', lingpai.login),
    row('without its page', 'floor', floor.signIn),
    row('without its page', 'lingpai', lingpai.signIn),
    row('page view', 'floor', floor.view),
    row('page view', 'lingpai', lingpai.view),
  ]);
  const verdict = (value, limit) => (value <= limit ? 'ok' : 'TOO MUCH');
  console.log(
    `silent login  ${ratio.login.toFixed(2)} × the floor's CPU (at most ${limits.login}) ${verdict(ratio.login, limits.login)}`,
  );
  console.log(
    `              ${ratio.signIn.toFixed(2)} × without the page it ends on (at most ${limits.login}) ${verdict(ratio.signIn, limits.login)}`,
  );
  console.log(
    `page view     ${ratio.view.toFixed(2)} × the floor's CPU (at most ${limits.view}) ${verdict(ratio.view, limits.view)}`,
  );
  console.log(
    `idle          ${idleMegabytes.toFixed(0)} MB (at most ${limits.idleMegabytes}) ${verdict(idleMegabytes, limits.idleMegabytes)}`,
  );
  console.log(
    `ready after   ${readySeconds.toFixed(2)} s (at most ${limits.readySeconds}) ${verdict(readySeconds, limits.readySeconds)}`,
  );
}
