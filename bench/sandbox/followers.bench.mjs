// The sandbox with five million followers: how soon it is there, what they cost in memory, how long a page of ten thousand
// takes, and how many calls one core answers.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canPin, pin, startMeasured } from '../measured-process.mjs';
import { drive } from '../token/raw-driver.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const FOLLOWERS = 5_000_000;
const PAGE = 10_000;
const CALLS = 15_000;
const LIMITS = { readyMs: 1000, growthMegabytes: 50, callsPerSecond: 3000 };

export async function run({ rounds, json }) {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
  if (canPin) pin(process.pid, 1);
  const port = 20_000 + (process.pid % 9000);
  const readyMs = [];
  for (let at = 0; at < rounds; at++) {
    const each = await start(port);
    readyMs.push(each.readyAfterMs);
    await each.stop();
  }
  const server = await start(port);
  try {
    const result = await measure(server, port, rounds, median(readyMs));
    mkdirSync(path.join(root, path.dirname(json)), { recursive: true });
    writeFileSync(path.join(root, json), `${JSON.stringify(result, null, 2)}\n`);
    print(result);
  } finally {
    await server.stop();
  }
}

function start(port) {
  const environment = { SANDBOX_PORT: String(port), NODE_ENV: 'development' };
  return startMeasured(path.join(root, 'bench/sandbox/alone.mjs'), environment, (output) =>
    output.includes(`http://localhost:${port}`),
  );
}

async function measure(server, port, rounds, readyMs) {
  const base = `http://127.0.0.1:${port}`;
  const control = (method, at, body) =>
    fetch(`${base}/_sandbox${at}`, { method, body: JSON.stringify(body), headers: { connection: 'close' } });
  const credentials = {
    grant_type: 'client_credential',
    appid: 'wxsandbox000000001',
    secret: 'sandbox0c0ffee0c0ffee0c0ffee0001',
  };
  const stable = JSON.stringify(credentials);
  const { access_token: token } = await (
    await fetch(`${base}/cgi-bin/stable_token`, { method: 'POST', body: stable })
  ).json();
  for (const [at, limit] of Object.entries({ 'user/get': 100_000, 'user/info': 1e9, stable_token: 1e9 }))
    await control('PUT', '/accounts/main/quota', { path: `/cgi-bin/${at}`, daily_limit: limit });
  const page = async (after) => {
    const query = new URLSearchParams({ access_token: token, next_openid: after });
    return (await fetch(`${base}/cgi-bin/user/get?${query}`)).json();
  };
  const info = (openid) =>
    request(port, `GET /cgi-bin/user/info?access_token=${token}&openid=${openid}&lang=zh_CN`);
  const fetchToken = request(port, 'POST /cgi-bin/stable_token', stable);

  // The compiler's own memory and a full journal are there before the followers come.
  const { data } = await page('');
  for (const each of [info(data.openid[0]), fetchToken])
    await drive({ port, request: each, count: 12_000, width: 8 });
  await control('PUT', '/followers', { count: 2 * PAGE, seed: 'warm' });
  for (let at = '', more = 5; more > 0; more--) at = (await page(at)).next_openid;

  const before = await server.rssMegabytes();
  await control('PUT', '/followers', { count: FOLLOWERS, seed: 'bench' });
  const pages = [];
  const seen = new Set();
  let [served, after] = [0, ''];
  for (;;) {
    const startedAt = performance.now();
    const { count, next_openid } = await page(after);
    if (count === 0) break;
    pages.push(performance.now() - startedAt);
    served += count;
    seen.add(next_openid);
    after = next_openid;
  }
  if (served < FOLLOWERS || seen.size !== pages.length) throw new Error(`only ${served} followers served`);
  const growthMegabytes = (await server.rssMegabytes()) - before;

  const middle = (await page(data.openid[0])).data ? (await page('')).data.openid[PAGE / 2] : '';
  const calls = { userInfo: [], stableToken: [] };
  for (let at = 0; at < rounds; at++) {
    calls.userInfo.push(await round(server, port, info(middle)));
    calls.stableToken.push(await round(server, port, fetchToken));
  }
  pages.sort((a, b) => a - b);
  return {
    node: process.version,
    pinned: canPin,
    rounds,
    readyMs,
    followers: served,
    growthMegabytes,
    page: {
      p50Ms: pages[pages.length >> 1],
      p99Ms: pages[Math.floor(pages.length * 0.99)],
      maxMs: pages.at(-1),
    },
    userInfo: summary(calls.userInfo),
    stableToken: summary(calls.stableToken),
    limits: LIMITS,
  };
}

function request(port, line, body) {
  const head = `${line} HTTP/1.1\r\nHost: localhost:${port}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function round(server, port, bytes) {
  const before = await server.cpuSeconds();
  const driven = await drive({ port, request: bytes, count: CALLS, width: 16 });
  const cpuUs = (((await server.cpuSeconds()) - before) * 1e6) / CALLS;
  return { ...driven, cpuUs, perCoreSecond: 1e6 / cpuUs };
}

function summary(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((field) => [field, median(rounds.map((each) => each[field]))]),
  );
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function print({
  node,
  pinned,
  rounds,
  readyMs,
  followers,
  growthMegabytes,
  page,
  userInfo,
  stableToken,
  limits,
}) {
  const verdict = (good) => (good ? 'ok' : 'MISSED');
  const calls = (name, { perSecond, perCoreSecond, cpuUs, p99Ms }) =>
    `${name} ${cpuUs.toFixed(0)} µs CPU each: ${Math.round(perCoreSecond)} a second on a core of its own (at least ${limits.callsPerSecond}); in this run ${Math.round(perSecond)} a second, p99 ${p99Ms.toFixed(1)} ms  ${verdict(perCoreSecond >= limits.callsPerSecond)}`;
  console.log(
    `Node ${node}, ${rounds} rounds, medians; server and driver ${pinned ? 'on cores of their own' : 'not pinned'}`,
  );
  console.log(
    `ready         ${Math.round(readyMs)} ms (at most ${limits.readyMs})  ${verdict(readyMs <= limits.readyMs)}`,
  );
  console.log(
    `followers     ${followers} served in pages of ${PAGE}: ${growthMegabytes.toFixed(1)} MB more (less than ${limits.growthMegabytes})  ${verdict(growthMegabytes < limits.growthMegabytes)}`,
  );
  console.log(
    `a page        p50 ${page.p50Ms.toFixed(1)} ms, p99 ${page.p99Ms.toFixed(1)} ms, longest ${page.maxMs.toFixed(1)} ms`,
  );
  console.log(calls('user/info    ', userInfo));
  console.log(calls('stable_token ', stableToken));
}
