// Reads of the global token by callers, the API key checked each time, against a bare node:http handler and a stock Express 5
// one with the same JSON, in the same run.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedFor } from '../embedded.mjs';
import { canPin, pin, startMeasured } from '../measured-process.mjs';
import { drive } from './raw-driver.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const READS = 60_000;
const WARM_UP = 2;
const WIDTH = 32;
/** Requests under way on one connection: one core must bring forth what the other can take. */
const DEPTH = 2;
const LIMIT = 0.35;

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
  const wechat = await startFakeWechat();
  endings.push(() => wechat.close());
  const environment = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    PORT: String(portAbove(0)),
    SANDBOX: 'off',
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    WECHAT_APP_ID: 'wxbench0000000001',
    WECHAT_APP_SECRET: randomBytes(16).toString('hex'),
    WECHAT_API_URL: wechat.url,
  };
  const ours = await startMeasured(path.join(root, 'dist/src/main.js'), environment, (output) =>
    output.includes('/readyz'),
  );
  endings.push(() => ours.stop());
  const key = keyOf(environment);
  const address = `http://localhost:${environment.PORT}/api/v1/accounts/main/token`;
  const answer = await (await fetch(address, { headers: { authorization: `Bearer ${key}` } })).text();
  if (!answer.includes('access_token')) throw new Error(answer);

  const contestants = [{ name: 'lingpai', process: ours, port: Number(environment.PORT), rounds: [] }];
  for (const [at, name] of ['bare-http', 'express'].entries()) {
    const port = portAbove(at + 1);
    const server = await startMeasured(
      path.join(root, `bench/token/${name}.mjs`),
      { PORT: String(port), ANSWER: answer },
      (output) => output.includes('ready'),
    );
    endings.push(() => server.stop());
    contestants.push({ name, process: server, port, rounds: [] });
  }
  for (const contestant of contestants) await round(contestant, key, WARM_UP);
  for (const contestant of contestants) contestant.rounds.length = 0;
  for (let i = 0; i < rounds; i++) for (const contestant of contestants) await round(contestant, key, 1);

  const summaries = Object.fromEntries(contestants.map((each) => [each.name, summary(each)]));
  const [lingpai, bare, express] = contestants;
  return {
    node: process.version,
    pinned: canPin,
    rounds,
    ...summaries,
    ratio: {
      toBareHttp: median(lingpai.rounds.map((each, i) => each.perSecond / bare.rounds[i].perSecond)),
      toBareHttpByCpu: median(lingpai.rounds.map((each, i) => bare.rounds[i].cpuUs / each.cpuUs)),
      expressToBareHttp: median(express.rounds.map((each, i) => each.perSecond / bare.rounds[i].perSecond)),
    },
    limit: LIMIT,
  };
}

async function round({ process: server, port, rounds }, key, scale) {
  const request =
    `GET /api/v1/accounts/main/token HTTP/1.1\r\nHost: localhost:${port}\r\n` +
    `Authorization: Bearer ${key}\r\nAccept: application/json\r\n\r\n`;
  const count = READS * scale;
  const before = await server.cpuSeconds();
  const driven = await drive({ port, request, count, width: WIDTH, depth: DEPTH });
  const cpuSeconds = (await server.cpuSeconds()) - before;
  const cpuUs = (cpuSeconds * 1e6) / count;
  rounds.push({ ...driven, cpuUs, busy: (cpuSeconds * driven.perSecond) / count });
}

function summary({ rounds }) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((field) => [field, median(rounds.map((each) => each[field]))]),
  );
}

function keyOf(environment) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(root, 'bin/lingpai.js'), 'api-key', 'create', '--name=bench', '--scope=token:read', '--json'],
    { env: { ...process.env, ...environment }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).key;
}

/** Issues one token that lasts. */
function startFakeWechat() {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(JSON.stringify({ access_token: `94_${'x'.repeat(133)}`, expires_in: 7200 }));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }),
    );
  });
}

function portAbove(at) {
  return 20_000 + (process.pid % 9_000) + at;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function print({ node, pinned, rounds, ratio, limit, ...contestants }) {
  const row = (what, { perSecond, cpuUs, p50Ms, p99Ms, busy }) => ({
    what,
    'per second': Math.round(perSecond),
    'CPU µs each': cpuUs.toFixed(1),
    'core busy': `${Math.round(busy * 100)} %`,
    'p50 ms': p50Ms.toFixed(2),
    'p99 ms': p99Ms.toFixed(2),
  });
  console.log(
    `Node ${node}, ${rounds} rounds, medians; server and driver ${pinned ? 'on cores of their own' : 'not pinned'}`,
  );
  console.table([
    row('bare node:http', contestants['bare-http']),
    row('stock Express 5', contestants['express']),
    row('lingpai, key checked', contestants['lingpai']),
  ]);
  const verdict = ratio.toBareHttp >= limit ? 'ok' : 'TOO LITTLE';
  console.log(
    `token reads  ${ratio.toBareHttp.toFixed(2)} of the bare handler's rate (at least ${limit}) ${verdict}`,
  );
  console.log(`             ${ratio.toBareHttpByCpu.toFixed(2)} by CPU spent on each`);
  console.log(`Express 5    ${ratio.expressToBareHttp.toFixed(2)}`);
}
