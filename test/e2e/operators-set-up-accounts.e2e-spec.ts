import { OperatorsService } from '../../src/operators/operators.service.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

let app: RunningApp;
let owner: OperatorBrowser;
beforeAll(async () => {
  app = await RunningApp.start();
  await app.server.app.get(OperatorsService).add({ name: 'owner', role: 'owner', password: PASSWORD });
  owner = await new OperatorBrowser(app).enter('owner');
});
afterAll(() => app.stop());
beforeEach(() => app.world.faults.clear());

const { appId, secret } = SANDBOX_ACCOUNT;

async function check(app_id: string, app_secret: string): Promise<Record<string, unknown>> {
  const answer = await owner.ask('POST', 'accounts/check', { app_id, app_secret });
  expect(answer.status).toBe(200);
  return answer.json();
}

async function checkPush(): Promise<Record<string, unknown>> {
  return (await owner.ask('POST', 'accounts/main/push/check')).json();
}

describe('appid and AppSecret are tried out', () => {
  it('and found good when WeChat knows them, without voiding the token in use or keeping anything', async () => {
    await owner.ask('POST', 'accounts/main/token/renew');
    const alive = () => app.world.globalTokens.list(appId).filter(({ state }) => state === 'current');
    const before = alive();
    const accounts = await app.count('account');
    expect(await check(appId, secret)).toEqual({ good: true, failure: null });
    expect(alive()).toEqual(before);
    expect(await app.count('account')).toBe(accounts);
  });

  it('and what is wrong is told with its remedy', async () => {
    const failure = (await check(appId, 'not the secret of anybody'))['failure'];
    expect(failure).toMatchObject({ code: '40125', what: expect.stringContaining('AppSecret') as string });
    app.world.faults.replace([
      {
        path: '/cgi-bin/stable_token',
        errcode: 40164,
        errmsg: 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist',
      },
    ]);
    expect((await check(appId, secret))['failure']).toMatchObject({
      code: '40164',
      remedy: expect.stringContaining('203.0.113.9') as string,
    });
  });

  it('and so is a WeChat that does not answer', async () => {
    app.world.faults.replace([{ path: '/cgi-bin/stable_token', status: 502 }]);
    expect((await check(appId, secret))['failure']).toMatchObject({ code: 'unreadable', said: null });
  });

  it('which is recorded without the secret', async () => {
    await check(appId, secret);
    const lines = await app.rows<{ detail: object }>(
      "SELECT detail FROM audit_log WHERE action = 'account.checked' ORDER BY id",
    );
    expect(lines.at(-1)!.detail).toEqual({ app_id: appId, good: true });
    expect(JSON.stringify(lines)).not.toContain(secret);
  });
});

describe('the way of pushes is tried out', () => {
  it('through the public address and back', async () => {
    expect(await checkPush()).toEqual({ good: true, failure: null });
  });

  it('and an account without a push token is told so', async () => {
    await owner.ask('POST', 'accounts', {
      key: 'bare',
      app_id: 'wx0000000000000bare',
      app_secret: secret,
      name: 'x',
    });
    const answer = await owner.ask('POST', 'accounts/bare/push/check');
    expect(answer.json()).toEqual({ good: false, failure: 'not_configured' });
    expect(codeOf(await owner.ask('POST', 'accounts/nowhere/push/check'))).toBe('account.not_found');
  });
});

it('no secret left by any of this', async () => {
  expect(await app.leaks()).toEqual([]);
});
