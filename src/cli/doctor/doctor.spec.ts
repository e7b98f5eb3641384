import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anAccount, testSealer } from '../../../test/fakes/an-account.js';
import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../../test/fakes/in-memory-accounts.js';
import type { NewPushSettings } from '../../accounts/account.schemas.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { readConfig } from '../../config/config.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { verifyHandshake } from '../../wechat/push/verify-push.js';
import { checkConfiguration } from './configuration.check.js';
import { compareClocks } from './database.check.js';
import { checkListener } from './listener.check.js';
import type { Reach } from './network.js';
import { checkNodeVersion } from './node-version.check.js';
import { checkPublicUrl } from './public-url.check.js';
import { type AskAddress, checkPushes } from './push.check.js';
import { checkSandbox } from './sandbox.check.js';
import { checkSecretKeySource } from './secret-key.check.js';
import { checkWechat } from './wechat.check.js';

const REAL = { WECHAT_APP_ID: 'wx0123456789abcdef', WECHAT_APP_SECRET: 'CANARYCANARYCANARY' };
const nothing = (): Buffer => Buffer.alloc(0);
const aConfig = (env: NodeJS.ProcessEnv = {}) => readConfig(env, nothing);
const answers: Reach = async () => 7;
const refuses: Reach = async () => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

describe('what the doctor looks at', () => {
  it.each([
    ['24.21.0', 'ok'],
    ['22.12.0', 'ok'],
    ['20.19.0', 'warn'],
    ['23.1.0', 'warn'],
    ['20.18.3', 'fail'],
    ['22.11.0', 'fail'],
    ['18.20.0', 'fail'],
  ])('Node %s: %s', (version, status) => {
    expect(checkNodeVersion(version).status).toBe(status);
  });

  it.each(['20.18.3', '20.19.0', '23.1.0'])('of Node %s it says what the README says', (version) => {
    const [said] = /Node\.js [\d.]+ or newer; an LTS line such as \d+ is recommended/.exec(
      readFileSync('README.md', 'utf8'),
    )!;
    expect(checkNodeVersion(version).remedy).toContain(said);
  });

  it('tells every fault of the configuration, and names that are nearly ours', () => {
    const checks = checkConfiguration({ WECHAT_APPID: 'CANARY', PATH: '/bin' }, [
      { variable: 'PORT', message: 'a port is a number' },
    ]);
    expect(checks.map(({ status }) => status)).toEqual(['fail', 'warn']);
    expect(checks[1]!.remedy).toBe('Did you mean WECHAT_APP_ID?');
    expect(JSON.stringify(checks)).not.toContain('CANARY');
  });

  it('names the variables that are set, and no value', () => {
    const [check] = checkConfiguration(REAL, []);
    expect(check).toMatchObject({ status: 'ok', evidence: 'WECHAT_APP_ID, WECHAT_APP_SECRET' });
  });

  it.each([
    ['https://wx.example.com', 'ok'],
    ['http://wx.example.com', 'warn'],
    ['https://wx.example.com:8443', 'fail'],
    ['https://203.0.113.9', 'fail'],
    ['https://[2001:db8::1]', 'fail'],
    ['http://localhost:3000', 'fail'],
  ])('%s for a real account: %s', (address, status) => {
    expect(checkPublicUrl(aConfig({ ...REAL, PUBLIC_URL: address })).status).toBe(status);
  });

  it('is content with localhost while the sandbox stands in', () => {
    expect(checkPublicUrl(aConfig()).status).toBe('ok');
    const alone = { ...REAL, WECHAT_OPEN_URL: 'http://localhost:3001' };
    expect(checkPublicUrl(aConfig(alone)).status).toBe('ok');
  });

  it('tries the host of WeChat, and says why it is out of reach', async () => {
    expect(await checkWechat(aConfig(REAL), answers)).toMatchObject({
      status: 'ok',
      evidence: 'api.weixin.qq.com:443 answers in 7 ms',
    });
    const check = await checkWechat(aConfig(REAL), refuses);
    expect(check).toMatchObject({ status: 'fail' });
    expect(check.evidence).toContain('ECONNREFUSED');
    expect((await checkWechat(aConfig(), refuses)).status).toBe('skip');
    expect((await checkWechat(aConfig({ SANDBOX: 'off' }), answers)).status).toBe('warn');
  });

  it('warns of a sandbox beside a real account', async () => {
    expect((await checkSandbox(aConfig({ ...REAL, SANDBOX: 'on' }), answers)).status).toBe('warn');
    expect((await checkSandbox(aConfig(REAL), answers)).evidence).toBe('off');
    expect((await checkSandbox(aConfig(), refuses)).status).toBe('ok');
  });

  it('tells a free port, our own server and a stranger apart', async () => {
    const [config, ours, stranger] = [aConfig(), async () => 'ok', async () => null];
    expect((await checkListener(config, refuses, ours)).evidence).toContain('is free');
    expect((await checkListener(config, answers, ours)).evidence).toContain('where the server answers');
    expect((await checkListener(config, answers, stranger)).status).toBe('fail');
  });

  it.each([
    [0, 'ok'],
    [-4_900, 'ok'],
    [6_000, 'warn'],
    [-61_000, 'fail'],
  ])('a database clock %i ms ahead: %s', (aheadMs, status) => {
    expect(compareClocks(aheadMs).status).toBe(status);
  });

  it('says on which side the clock is', () => {
    expect(compareClocks(10_000).evidence).toBe('10 s behind the database’s');
    expect(compareClocks(-10_000).evidence).toBe('10 s ahead of the database’s');
  });

  it('warns of a generated key that others may read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lingpai-key-'));
    try {
      const config = aConfig({ DATA_DIR: folder });
      expect(checkSecretKeySource(config).status).toBe('skip');
      const file = path.join(folder, 'secret.key');
      writeFileSync(file, 'CANARY', { mode: 0o600 });
      expect(checkSecretKeySource(config).status).toBe('ok');
      chmodSync(file, 0o640);
      expect(checkSecretKeySource(config)).toMatchObject({ status: 'warn' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the doctor and pushes', () => {
  const SAFE = { mode: 'safe', token: 'CANARYCANARYCANARY', aesKey: 'a'.repeat(43) } as const;
  const means = { clock: new FixedClock(), random: new SystemRandom() };
  const held = async (push: NewPushSettings | null): Promise<AccountsService> => {
    const accounts = new AccountsService(
      new InMemoryAccounts([anAccount()]),
      testSealer,
      means.clock,
      means.random,
    );
    if (push) await accounts.setPush('main', push);
    return accounts;
  };
  const config = aConfig({ ...REAL, PUBLIC_URL: 'https://wx.example.com' });
  /** A server with this token, behind something that changes what it answers. */
  const server =
    (token: string, changed = (text: string) => text): AskAddress =>
    async (url) => {
      const query = Object.fromEntries(new URL(url).searchParams);
      const text = changed(verifyHandshake(token, query, means.clock.now().getTime() / 1000));
      return { status: 200, text };
    };

  it.each([
    ['no token', null, server(SAFE.token), 'skip'],
    ['an address that echoes', SAFE, server(SAFE.token), 'ok'],
    ['plain mode', { ...SAFE, mode: 'plain' as const }, server(SAFE.token), 'warn'],
    ['a proxy that adds a line', SAFE, server(SAFE.token, (text) => `${text}\n`), 'fail'],
    ['another server', SAFE, async () => ({ status: 403, text: 'refused' }), 'fail'],
    ['nobody there', SAFE, () => Promise.reject(new Error('fetch failed')), 'skip'],
  ] as const)('%s', async (_what, push, ask, status) => {
    const check = await checkPushes(config, await held(push), ask, means);
    expect(check.status).toBe(status);
    expect(JSON.stringify(check)).not.toContain('CANARY');
  });
});
