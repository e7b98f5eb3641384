import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { addresses, environment, hostsPreload, trust } from '../../src/cli/commands/sandbox-settings.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { authorityIn, type KeptAuthority } from '../../src/sandbox/tls/authority-files.js';
import { ROOT } from '../support/start-app.js';

const random = new SystemRandom();
const clock = new SystemClock();
let folder: string;
let kept: KeptAuthority;
let sandbox: RunningSandbox;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-clients-'));
  kept = authorityIn(folder, random, clock.now());
});
beforeEach(async () => {
  sandbox = await startSandbox({
    port: 0,
    tls: { port: 0, authority: kept.authority },
    log: new SilentLog(),
    clock,
    random,
    webRoot: path.join(ROOT, 'web/phone'),
  });
});
afterEach(() => sandbox.close());
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program of test/clients as `lingpai sandbox exec` would; what it found out. */
async function findings<T = unknown>(program: string, ...parameters: string[]): Promise<T> {
  const ours = { ...environment(sandbox), ...addresses(sandbox), ...trust(kept), ...hostsPreload(ROOT) };
  const env = { ...process.env, ...ours };
  const script = path.join(ROOT, 'test/clients', program);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...parameters], {
    env,
    timeout: 60_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

/** The addresses of WeChat that were called. */
function paths(): string[] {
  return [...new Set(sandbox.world.journal.list().map(({ path: called }) => called))].sort();
}

jest.setTimeout(90_000);

it('wechat-oauth signs a visitor in, tells who they are and renews their token', async () => {
  expect(await findings('wechat-oauth.mjs')).toEqual({
    state: 'STATE1',
    nickname: '林小满',
    verified: 0,
    again: 40163,
    lapsed: 42001,
    fresh: true,
    renewed: true,
  });
  expect(paths()).toEqual([
    '/connect/oauth2/authorize',
    '/sns/auth',
    '/sns/oauth2/access_token',
    '/sns/oauth2/refresh_token',
    '/sns/userinfo',
  ]);
});

it('co-wechat-oauth does so too', async () => {
  expect(await findings('co-wechat-oauth.mjs')).toEqual({
    nickname: '👨‍👩‍👧‍👦🇨🇳👋🏽🏳️‍🌈𠮷野家',
    again: 40163,
    fresh: true,
    renewed: true,
  });
});

it('wechat-api asks who follows, gets tickets, tries again on 40001, and goes on with a new token', async () => {
  expect(await findings('wechat-api.mjs')).toEqual({
    subscribe: 1,
    batch: [1, 0],
    addresses: true,
    ticket: 'string',
    signed: true,
    superseded: 40001,
    tries: 2,
    survived: [true, true],
    renewals: 2,
    unknown: 40003,
    followers: true,
    lapsed: 42001,
  });
});

it('co-wechat-api recovers from a superseded token and from a lapsed one', async () => {
  expect(await findings('co-wechat-api.mjs')).toEqual({
    subscribe: 1,
    tickets: 2,
    survived: [true, true],
    renewalsAfter40001: 1,
    renewalsAfter42001: 1,
    unknown: 40003,
  });
});

it('passport-wechat signs visitors in, inside WeChat and on a PC', async () => {
  expect(await findings('passport-wechat.mjs')).toEqual({
    nickname: '林小满',
    silent: ['openid'],
    samePerson: true,
    anotherOpenid: true,
  });
  expect(paths()).toContain('/connect/qrconnect');
});

describe('wechat, the message middleware,', () => {
  it.each(['plain', 'compat', 'safe'])('understands %s pushes, and is understood', async (mode) => {
    const found = await findings<PushFindings>('wechat.mjs', mode);
    expect(found.heard).toMatchObject([
      { MsgType: 'text', Content: '你好', FromUserName: found.openid },
      { MsgType: 'event', Event: 'subscribe', FromUserName: found.openid },
    ]);
    expect(found.outcomes).toMatchObject([
      { kind: 'reply', encrypted: mode !== 'plain', reply: { type: 'text', content: '你说:你好' } },
      { kind: 'silence' },
    ]);
    expect(found.written).toBe(0);
  });
});

describe('nest-wechat', () => {
  const texts = ['你', '你好', '你好呀', '一共有这么多话', 'a', 'ab', 'abc', 'abcd', 'abcdefgh'];

  // Its ciphers are padded to sixteen bytes, not thirty-two: nine lengths meet both paddings.
  it.each(['plain', 'safe'])('signs in, holds tokens, and talks through %s pushes', async (mode) => {
    expect(await findings('nest-wechat.mjs', mode)).toEqual({
      samePerson: [true, true],
      nickname: '林小满',
      again: 40163,
      sameStable: true,
      otherFamily: true,
      signed: true,
      tickets: 0,
      sent: 0,
      refused: 42001,
      heard: texts,
      fromFollower: true,
      replies: texts.map((text) => `你说:${text}`),
      encrypted: [mode === 'safe'],
    });
  });
});

interface PushFindings {
  openid: string;
  heard: object[];
  outcomes: object[];
  written: number;
}
