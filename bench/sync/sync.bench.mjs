// All followers of an account, from a sandbox that answers at once, into Postgres: rows a second against what Postgres
// itself can do with the same rows (COPY into a temporary table, then one INSERT … SELECT … ON CONFLICT), memory, CPU.
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { embeddedFor } from '../embedded.mjs';
import { canPin, pin, startMeasured } from '../measured-process.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const LIMITS = { ratio: 0.3, growthMegabytes: 60 };
/** A first, short run: the compiler and the pools take what they want, and what comes after is owed to the followers. */
const WARM_UP = 30_000;
const LOOK_MS = 250;
const STANDS_STILL_MS = 120_000;
const ACCOUNT = { appId: 'wxsandbox000000001', secret: 'sandbox0c0ffee0c0ffee0c0ffee0001' };

/** What the run wrote of each follower. */
const COLUMNS = `account_id, openid, person_id, subscribed, following_at, subscribed_at, subscribe_scene, qr_scene, remark,
  tag_ids, language, provenance, listed_at`;

export async function run({ followers = '1000000', json }) {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
  const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-bench-sync-'));
  const endings = [async () => rmSync(folder, { recursive: true, force: true })];
  try {
    const result = await measure(Number(followers), folder, endings);
    mkdirSync(path.join(root, path.dirname(json)), { recursive: true });
    writeFileSync(path.join(root, json), `${JSON.stringify(result, null, 2)}\n`);
    print(result);
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

async function measure(followers, folder, endings) {
  const databaseUrl = await embeddedFor(root, path.join(folder, 'data'), endings);
  const [port, sandboxPort] = [20_000 + (process.pid % 4_000), 24_500 + (process.pid % 4_000)];
  const sandbox = await startMeasured(
    path.join(root, 'bench/sandbox/alone.mjs'),
    { SANDBOX_PORT: String(sandboxPort), NODE_ENV: 'development' },
    (output) => output.includes(`http://localhost:${sandboxPort}`),
  );
  endings.push(() => sandbox.stop());
  if (canPin) pin(sandbox.pid, 1);
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const environment = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    LOG_LEVEL: 'error',
    WECHAT_APP_ID: ACCOUNT.appId,
    WECHAT_APP_SECRET: ACCOUNT.secret,
    WECHAT_API_URL: sandboxUrl,
    WECHAT_OPEN_URL: sandboxUrl,
    SANDBOX: 'off',
    FOLLOWER_SYNC_RATE: '0',
  };
  const server = await startMeasured(path.join(root, 'dist/src/main.js'), environment, (output) =>
    output.includes(`http://localhost:${port}`),
  );
  endings.push(() => server.stop());
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  endings.push(() => client.end());

  const control = (at, body) =>
    fetch(`${sandboxUrl}/_sandbox${at}`, { method: 'PUT', body: JSON.stringify(body) });
  await control('/accounts/main/quota', { path: '/cgi-bin/user/get', daily_limit: 100_000 });
  const syncs = syncsOver(`http://127.0.0.1:${port}/api/v1/accounts/main/follower-sync`, keyOf(environment));

  const rssAtStart = await server.rssMegabytes();
  await control('/followers', { count: WARM_UP, seed: 'warm' });
  await finished(syncs, await syncs.start(), server);
  await client.query('TRUNCATE wechat_user, person CASCADE');
  await client.query('VACUUM wechat_user');
  // What the run left behind is cleared away within seconds of rest; the lowest of them is what counts.
  const rssBefore = await restedRss(server);

  await control('/followers', { count: followers, seed: 'bench' });
  const cpuBefore = [await server.cpuSeconds(), await sandbox.cpuSeconds()];
  const startedAt = performance.now();
  const { job, peak } = await finished(syncs, await syncs.start(), server);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = [await server.cpuSeconds(), await sandbox.cpuSeconds()].map((now, at) => now - cpuBefore[at]);
  const { rows } = await client.query(
    'SELECT count(*)::int AS rows, count(DISTINCT openid)::int AS openids FROM wechat_user WHERE subscribed',
  );
  const { rows: written, openids } = rows[0];
  if (job.state !== 'done' || written !== job.total || openids !== written)
    throw new Error(`not everybody came: ${JSON.stringify({ job, written, openids })}`);
  const ceiling = await ceilingOf(client, path.join(folder, 'rows.copy'), written);
  return {
    node: process.version,
    pinned: canPin,
    followers: written,
    seconds,
    perSecond: written / seconds,
    serverCpuUs: (cpu[0] * 1e6) / written,
    sandboxCpuUs: (cpu[1] * 1e6) / written,
    serverBusy: cpu[0] / seconds,
    sandboxBusy: cpu[1] / seconds,
    rssAtStartMegabytes: rssAtStart,
    rssBeforeMegabytes: rssBefore,
    rssPeakMegabytes: peak,
    growthMegabytes: peak - rssBefore,
    sinceStartMegabytes: peak - rssAtStart,
    ceiling,
    ratio: written / seconds / ceiling.perSecond,
    limits: LIMITS,
  };
}

/** The same rows, persons included, as fast as one connection can: nobody is asked, nothing is read. */
async function ceilingOf(client, file, count) {
  const columns = COLUMNS.replaceAll(/\s+/g, ' ');
  const told = `SELECT ${columns.replace('person_id', 'p.unionid')} FROM wechat_user u LEFT JOIN person p ON p.id = u.person_id`;
  await pipeline(client.query(copyTo(`COPY (${told}) TO STDOUT`)), createWriteStream(file));
  await client.query('TRUNCATE wechat_user, person CASCADE');
  await client.query('VACUUM wechat_user');
  const { rows } = await client.query('SELECT open_platform AS name FROM account LIMIT 1');
  const startedAt = performance.now();
  await client.query('BEGIN');
  await client.query(
    `CREATE TEMP TABLE told ON COMMIT DROP AS SELECT ${columns.replace('person_id', `''::text AS unionid`)} FROM wechat_user LIMIT 0`,
  );
  await pipeline(createReadStream(file), client.query(copyFrom('COPY told FROM STDIN')));
  const copied = performance.now();
  await client.query(
    `INSERT INTO person (open_platform, unionid) SELECT $1, unionid FROM told WHERE unionid IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [rows[0].name],
  );
  await client.query(
    `INSERT INTO wechat_user (${columns})
     SELECT ${columns.replace('person_id', 'p.id')} FROM told
     LEFT JOIN person p ON p.open_platform = $1 AND p.unionid = told.unionid
     ON CONFLICT (account_id, openid) DO UPDATE SET subscribed = EXCLUDED.subscribed`,
    [rows[0].name],
  );
  await client.query('COMMIT');
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, copySeconds: (copied - startedAt) / 1000, perSecond: count / seconds };
}

/** Megabytes of the resting server: the least that is seen in five seconds, so that no garbage counts as its own. */
async function restedRss(server) {
  let least = Infinity;
  for (let looks = 0; looks < 20; looks++) {
    least = Math.min(least, await server.rssMegabytes());
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return least;
}

/** @throws when nothing comes for two minutes: a machine that is busy is slow, and does not stand still */
async function finished(syncs, { id }, server) {
  let peak = 0;
  let [seen, since] = ['', performance.now()];
  for (;;) {
    const [job, rss] = [await syncs.look(id), await server.rssMegabytes()];
    peak = Math.max(peak, rss);
    const progress = `${job.state} ${job.done} ${job.left}`;
    if (progress !== seen) [seen, since] = [progress, performance.now()];
    if (performance.now() - since > STANDS_STILL_MS)
      throw new Error(`the run stands still: ${JSON.stringify(job)}`);
    if (!['queued', 'running'].includes(job.state)) return { job, peak };
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function syncsOver(url, key) {
  const ask = async (method, at = '') => {
    const answer = await fetch(`${url}${at}`, { method, headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { start: () => ask('POST'), look: (id) => ask('GET', `/${id}`) };
}

function keyOf(environment) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(root, 'bin/lingpai.js'), 'api-key', 'create', '--name=bench', '--scope=users:write', '--json'],
    { env: { ...process.env, ...environment }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).key;
}

function print(result) {
  const { limits, ceiling, ratio, growthMegabytes } = result;
  const verdict = (good) => (good ? 'ok' : 'MISSED');
  const number = (value, digits = 0) => value.toFixed(digits);
  console.log(
    `Node ${result.node}, ${result.followers} followers; server and sandbox ${result.pinned ? 'on cores of their own' : 'not pinned'}`,
  );
  console.log(`sync     ${number(result.seconds, 1)} s, ${number(result.perSecond)} followers a second`);
  console.log(
    `         CPU each: server ${number(result.serverCpuUs, 1)} µs (core ${number(result.serverBusy * 100)} % busy), sandbox ${number(result.sandboxCpuUs, 1)} µs (${number(result.sandboxBusy * 100)} %)`,
  );
  console.log(
    `ceiling  ${number(ceiling.seconds, 1)} s, of which COPY ${number(ceiling.copySeconds, 1)} s: ${number(ceiling.perSecond)} a second`,
  );
  console.log(`ratio    ${number(ratio, 2)} (at least ${limits.ratio}) ${verdict(ratio >= limits.ratio)}`);
  console.log(
    `memory   at most ${number(result.rssPeakMegabytes, 1)} MB: ${number(growthMegabytes, 1)} MB more than after a run of ${WARM_UP} (less than ${limits.growthMegabytes}) ${verdict(growthMegabytes < limits.growthMegabytes)}, ${number(result.sinceStartMegabytes, 1)} MB more than when it had just started`,
  );
}
