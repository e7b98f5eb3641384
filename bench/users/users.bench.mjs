// Lists of users at size: what the list asks of the database, what a caller waits for over HTTP, and the best SQL by hand
// through `pg`, prepared, over a connection that is open; all in the same run. Then the count, which may not scan, and the export, which may not grow.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { Pool } from 'undici';
import { seedUsers } from '../../scripts/seed/seed-users.mjs';
import { embeddedFor } from '../embedded.mjs';
import { startMeasured } from '../measured-process.mjs';
import { casesOf } from './cases.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const LIMITS = { toBestSql: 3, deepToFirst: 1.5, exportGrowthMegabytes: 50 };
const DEEP_PAGE = 10_000;
const EXPORTED = 1_000_000;
/** Each case is asked this often, or for this long. */
const [TIMES, ABOUT_MS] = [200, 4_000];

export async function run({ json, rows = '1000000' }) {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
  const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-bench-'));
  chmodSync(folder, 0o711);
  const endings = [];
  const result = { node: process.version, limits: LIMITS, sizes: [] };
  try {
    const databaseUrl = process.env.DATABASE_URL ?? (await embeddedFor(root, folder, endings));
    for (const users of rows
      .split(',')
      .map(Number)
      .toSorted((a, b) => a - b)) {
      const size = await measure(databaseUrl, users);
      result.sizes.push(size);
      print(size);
      mkdirSync(path.join(root, path.dirname(json)), { recursive: true });
      writeFileSync(path.join(root, json), `${JSON.stringify(result, null, 2)}\n`);
    }
  } finally {
    for (const end of endings.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(databaseUrl, users) {
  const endings = [];
  try {
    const environment = {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      PORT: String(20_000 + (process.pid % 9_000)),
      SANDBOX: 'off',
      API_RATE_LIMIT: 'off',
      DATABASE_URL: databaseUrl,
      SECRET_KEY: randomBytes(32).toString('base64'),
      WECHAT_APP_ID: 'wxbench0000000001',
      WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
      WECHAT_API_URL: 'http://127.0.0.1:9',
    };
    const server = await startMeasured(path.join(root, 'dist/src/main.js'), environment, (output) =>
      output.includes('/readyz'),
    );
    endings.push(() => server.stop());
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    endings.push(() => database.end());
    console.log(`Making ${users.toLocaleString('en')} users …`);
    const startedAt = performance.now();
    const { rows: held } = await database.query('SELECT count(*)::int AS n FROM wechat_user');
    if (held[0].n < users) await seedUsers(database, { account: 'main', users, progress: seen(users) });
    const seedSeconds = (performance.now() - startedAt) / 1000;
    const http = new Pool(`http://localhost:${environment.PORT}`, { connections: 1 });
    endings.push(() => http.close());
    const ask = asker(http, keyOf(environment));
    const account = (await database.query(`SELECT id FROM account WHERE key = 'main'`)).rows[0].id;
    const known = await knownOf(database, ask, account, users);
    const cases = [];
    const { list, accountRow, close } = await openList(databaseUrl);
    endings.push(close);
    for (const each of casesOf(known))
      cases.push(await compare(each, { ask, list, accountRow }, database, account, known));
    const count = await countOf(list, accountRow);
    const exported = Math.min(EXPORTED, users);
    return {
      users,
      seedSeconds,
      cases,
      count,
      export: {
        ours: await exportIn(databaseUrl, 'ours', exported),
        byHand: await exportIn(databaseUrl, 'by-hand', exported),
      },
    };
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/** Medians of the same question asked both ways, one after the other. */
async function compare(
  { what, query, best, limit, deep = false, lookup = false },
  { ask, list, accountRow },
  database,
  account,
  known,
) {
  const target = `main/users?${new URLSearchParams({ limit, ...query }).toString()}`;
  const ways = best.map(({ text, values }, at) => ({
    run: () => database.query({ name: `${what} ${at}`, text, values: [account, ...values] }),
    times: [],
  }));
  const [ours, inProcess] = [[], []];
  const { filter, sort, after } = askedOf(deep ? { after: known.deep } : query);
  const page = () => list.page(accountRow, filter, sort, after, limit);
  const answered = (await ask(target)).data.map(({ openid }) => openid);
  // A way that takes long is out of the race.
  for (const way of ways) {
    const [ms, { rows }] = await timed(way.run);
    const expected = rows.slice(0, limit).map(({ openid }) => openid);
    if (JSON.stringify(expected) !== JSON.stringify(answered)) throw new Error(`${what}: not the same rows`);
    way.firstMs = ms;
  }
  const fastest = Math.min(...ways.map(({ firstMs }) => firstMs));
  const racing = ways.filter(({ firstMs }) => firstMs <= 5 * fastest + 5);
  const until = performance.now() + ABOUT_MS;
  for (let n = 0; n < TIMES && (n < 5 || performance.now() < until); n++) {
    // Until the last byte is there: what a caller makes of it is the caller's.
    ours.push((await timed(() => ask.bytes(target)))[0]);
    inProcess.push((await timed(page))[0]);
    for (const { run, times } of racing) times.push((await timed(run))[0]);
  }
  const sqlMs = Math.min(...racing.map(({ times }) => median(times)));
  const [httpMs, listMs] = [median(ours), median(inProcess)];
  return {
    what,
    deep,
    lookup,
    rows: answered.length,
    listMs,
    httpMs,
    httpP99Ms: at(ours, 0.99),
    sqlMs,
    ratio: listMs / sqlMs,
    httpRatio: httpMs / sqlMs,
  };
}

/** A query string as the list takes it. */
function askedOf({ q, subscribed, scope, since, until, sort = '-first_seen_at', after = null }) {
  const range = since && { since: new Date(since), until: new Date(until) };
  const filter = {
    q,
    subscribed: subscribed === undefined ? undefined : subscribed === 'true',
    scope,
    ...(range ? { lastLogin: range } : {}),
  };
  return { filter, sort, after };
}

function asker(http, key) {
  const bytes = async (target) => {
    const { statusCode, body } = await http.request({
      method: 'GET',
      path: `/api/v1/accounts/${target}`,
      headers: { authorization: `Bearer ${key}` },
    });
    const answer = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200) throw new Error(`${target}: ${answer.toString()}`);
    return answer;
  };
  return Object.assign(async (target) => JSON.parse(await bytes(target)), { bytes });
}

/** A place ten thousand pages down, reached as a caller would; nicknames of every frequency; somebody to look for. */
async function knownOf(database, ask, account, users) {
  const deepPages = Math.min(DEEP_PAGE / 2, Math.floor(users / 200));
  let cursor = null;
  for (let page = 0; page < deepPages; page++) {
    const answer = await ask(`main/users?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
    cursor = answer.next_cursor;
  }
  const { rows: places } = await database.query(
    `SELECT first_seen_at::text AS at, id FROM wechat_user WHERE account_id = $1
     ORDER BY first_seen_at DESC, id DESC OFFSET $2 LIMIT 1`,
    [account, deepPages * 100 - 1],
  );
  const { rows: someone } = await database.query(
    `SELECT u.openid, p.unionid FROM wechat_user u JOIN person p ON p.id = u.person_id WHERE u.account_id = $1
     ORDER BY u.id DESC LIMIT 1`,
    [account],
  );
  return {
    deep: places[0],
    deepCursor: cursor,
    ...someone[0],
    one: '王',
    common: '小明',
    some: '小程',
    rare: '龙沈',
    four: '追梦花开',
    ...(await pairsOf(database)),
  };
}

/** Pairs of characters that so many nicknames hold: about one in a thousand, and about one in a hundred thousand. */
async function pairsOf(database) {
  const { rows } = await database.query(
    `SELECT pair, count(*)::int AS n FROM (SELECT substr(folded, 1, 2) AS pair FROM user_nickname TABLESAMPLE SYSTEM (20)) sample
     WHERE pair ~ '^[一-龥]{2}$' GROUP BY pair ORDER BY n DESC`,
  );
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  const near = (share) => rows.find(({ n }) => n <= total * share) ?? rows.at(-1);
  return { some: near(1 / 1_000).pair, rare: near(1 / 50_000).pair };
}

/** The list as the server has it, in this process. */
async function openList(databaseUrl) {
  const built = (name) => import(path.join(root, 'dist/src', name));
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await built('database/connection.js');
  const { Sql } = await built('database/sql.js');
  const { NicknameSearch } = await built('users/nickname-search.js');
  const { NicknameStatistics } = await built('users/nickname-statistics.js');
  const { SystemClock } = await built('kernel/clock/system-clock.js');
  const { UserList } = await built('users/user-list.js');
  const options = { poolSize: 2, entities: [], migrations: [], applicationName: 'bench' };
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, options)).initialize();
  const sql = new Sql(dataSource);
  const [accountRow] = await sql.rows('SELECT id, key FROM account WHERE key = $1', ['main']);
  const list = new UserList(sql, null, new NicknameSearch(new NicknameStatistics(sql, new SystemClock())));
  return { list, accountRow, close: () => dataSource.destroy() };
}

async function countOf(list, accountRow) {
  const told = [];
  for (const [what, filter] of [
    ['all', {}],
    ['followers', { subscribed: true }],
    ['小明', { q: '小明' }],
    ['who left, 小明', { q: '小明', subscribed: false }],
  ]) {
    const times = [];
    let counted;
    for (let n = 0; n < 10; n++) {
      const [ms, value] = await timed(() => list.count(accountRow, filter));
      times.push(ms);
      counted = value;
    }
    told.push({ what, ...counted, ms: median(times) });
  }
  return told;
}

async function exportIn(databaseUrl, how, users) {
  const child = fork(path.join(root, 'bench/users/export-growth.mjs'), {
    env: { ...process.env, DATABASE_URL: databaseUrl, ROWS: String(users), HOW: how },
  });
  const [told] = await once(child, 'message');
  return told;
}

function keyOf(environment) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(root, 'bin/lingpai.js'), 'api-key', 'create', '--name=bench', '--scope=users:read', '--json'],
    { env: { ...process.env, ...environment }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).key;
}

function seen(users) {
  return (done) => {
    if (done % 1_000_000 === 0 && done < users) console.log(`  ${done.toLocaleString('en')}`);
  };
}

async function timed(work) {
  const startedAt = performance.now();
  const value = await work();
  return [performance.now() - startedAt, value];
}

function at(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const median = (numbers) => at(numbers, 0.5);

function print({ users, seedSeconds, cases, count, export: { ours, byHand } }) {
  console.log(
    `\n${users.toLocaleString('en')} users (made in ${Math.round(seedSeconds)} s); over HTTP with a key, medians`,
  );
  console.table(
    cases.map(({ what, rows, listMs, httpMs, httpP99Ms, sqlMs, ratio, httpRatio }) => ({
      what,
      rows,
      'best SQL ms': sqlMs.toFixed(2),
      'list ms': listMs.toFixed(2),
      ratio: ratio.toFixed(2),
      'HTTP ms': httpMs.toFixed(2),
      'p99 ms': httpP99Ms.toFixed(2),
      'HTTP ratio': httpRatio.toFixed(2),
    })),
  );
  const worst = cases.filter(({ lookup }) => !lookup).toSorted((one, other) => other.ratio - one.ratio)[0];
  const slowest = cases
    .filter(({ lookup }) => !lookup)
    .toSorted((one, other) => other.httpRatio - one.httpRatio)[0];
  const deep = cases.find((each) => each.deep).listMs / cases[0].listMs;
  const verdict = (good) => (good ? 'ok' : 'TOO MUCH');
  console.log(
    `worst     ${worst.ratio.toFixed(2)} × the best SQL, ${worst.what} (at most ${LIMITS.toBestSql}) ${verdict(worst.ratio <= LIMITS.toBestSql)}`,
  );
  console.log(
    `over HTTP ${slowest.httpRatio.toFixed(2)} × the best SQL, ${slowest.what} (at most ${LIMITS.toBestSql}) ${verdict(slowest.httpRatio <= LIMITS.toBestSql)}`,
  );
  console.log(
    `deep      ${deep.toFixed(2)} × the first page (at most ${LIMITS.deepToFirst}) ${verdict(deep <= LIMITS.deepToFirst)}`,
  );
  for (const { what, count: counted, exact, ms } of count)
    console.log(
      `count     ${what}: ${exact ? '' : 'about '}${counted.toLocaleString('en')} in ${ms.toFixed(1)} ms`,
    );
  console.log(
    `export    ${ours.done.toLocaleString('en')} rows, ${(ours.bytes / 1024 / 1024).toFixed(0)} MB in ${ours.seconds.toFixed(1)} s ` +
      `(by hand, through a cursor, ${byHand.seconds.toFixed(1)} s, growth ${byHand.growthMegabytes.toFixed(0)} MB); memory grew ${ours.growthMegabytes.toFixed(0)} MB after a first 100,000, ${ours.sinceStartMegabytes.toFixed(0)} MB since the start ` +
      `(at most ${LIMITS.exportGrowthMegabytes}) ${verdict(ours.growthMegabytes <= LIMITS.exportGrowthMegabytes)}`,
  );
}
