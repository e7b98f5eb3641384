import { SANDBOX_WEBSITE } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, aUserToken, exchangeOf, open, sns, type TokenAnswer } from '../testing/a-sandbox.js';
import { StoppedClock } from '../testing/stopped-clock.js';

/** Does something while somebody waits. */
class BusyClock extends StoppedClock {
  whenPaused: (times: number) => void = () => undefined;

  override pause(ms: number): Promise<void> {
    void super.pause(ms);
    this.whenPaused(this.pauses.length);
    return Promise.resolve();
  }
}

const clock = new BusyClock();
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ clock });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  clock.whenPaused = () => undefined;
  sandbox.world.reset();
});

const link = (changes: Record<string, string> = {}) =>
  `/connect/qrconnect?${new URLSearchParams({
    scope: 'snsapi_login',
    appid: SANDBOX_WEBSITE.appId,
    state: 'S1',
    redirect_uri: 'http://localhost:3000/callback',
    response_type: 'code',
    ...changes,
  }).toString()}`;
const answer = (uuid: string, tapped: string) =>
  ask(sandbox, '/connect/qrconnect/answer', { method: 'POST', body: `uuid=${uuid}&answer=${tapped}` });
const uuidOf = (text: string) => /name="uuid" value="(\w+)"/.exec(text)![1]!;
const codeOf = (reply: { headers: Record<string, unknown> }) =>
  new URL(String(reply.headers['location'])).searchParams.get('code')!;
const exchange = (code: string) =>
  sns<TokenAnswer>(sandbox, 'oauth2/access_token', {
    appid: SANDBOX_WEBSITE.appId,
    secret: SANDBOX_WEBSITE.secret,
    code,
    grant_type: 'authorization_code',
  });

it('shows a QR code to any browser, its parameters in any order', async () => {
  const { status, text } = await ask(sandbox, link());
  expect(status).toBe(200);
  expect(text).toContain('令牌演示网站');
  expect(text).toContain('<svg');
});

it('calls back with a code when the phone confirms, once', async () => {
  const uuid = uuidOf((await ask(sandbox, link())).text);
  const confirmed = await answer(uuid, 'allow');
  expect(confirmed.status).toBe(303);
  expect(confirmed.headers['location']).toMatch(/^http:\/\/localhost:3000\/callback\?code=0\w{31}&state=S1$/);
  expect((await answer(uuid, 'allow')).text).toContain('该链接无法访问');
});

it('gives the person another openid than the official account, and the same unionid', async () => {
  const reply = await ask(sandbox, link(), { headers: { 'x-sandbox-auto-consent': 'allow' } });
  const [website, official] = [await exchange(codeOf(reply)), await aUserToken(sandbox)];
  expect(website.scope).toBe('snsapi_login');
  expect(website.openid).not.toBe(official.openid);
  expect(website.unionid).toBe(official.unionid);
  expect(await sns(sandbox, 'userinfo', website as never)).toMatchObject({ nickname: '林小满' });
});

it('makes codes that live ten minutes', async () => {
  const code = codeOf(await ask(sandbox, link(), { headers: { 'x-sandbox-auto-consent': 'allow' } }));
  const late = codeOf(await ask(sandbox, link(), { headers: { 'x-sandbox-auto-consent': 'allow' } }));
  sandbox.world.clock.advance(599);
  expect(await exchange(code)).toHaveProperty('access_token');
  sandbox.world.clock.advance(1);
  expect(await exchange(late)).toMatchObject({ errcode: 40029 });
});

it('cancelled or lapsed, calls nobody back', async () => {
  const cancelled = await answer(uuidOf((await ask(sandbox, link())).text), 'deny');
  expect(cancelled.headers['location']).toBeUndefined();
  const uuid = uuidOf((await ask(sandbox, link())).text);
  sandbox.world.clock.advance(300);
  expect((await answer(uuid, 'allow')).headers['location']).toBeUndefined();
});

it.each([
  ['an unknown appid', { appid: 'wxnobody' }, 'AppID 参数错误'],
  ["an official account's appid", { appid: 'wxsandbox000000001' }, 'Scope 参数错误或没有 Scope 权限'],
  ['another scope', { scope: 'snsapi_base' }, 'Scope 参数错误或没有 Scope 权限'],
  ['a callback elsewhere', { redirect_uri: 'https://evil.example/' }, 'redirect_uri 参数错误'],
  ['no callback', { redirect_uri: '' }, 'redirect_uri 参数错误'],
])('refuses %s on a page', async (_, changes, text) => {
  const reply = await ask(sandbox, link(changes));
  expect(reply.status).toBe(200);
  expect(reply.text).toContain(text);
});

describe('a phone that scans', () => {
  const stranger = { 'x-sandbox-persona': 'stranger' };
  const scan = (uuid: string, headers: Record<string, string> = stranger) =>
    open(sandbox, `/connect/confirm?uuid=${uuid}`, headers);
  const decide = (uuid: string, tapped: string) =>
    ask(sandbox, '/connect/confirm', {
      method: 'POST',
      body: `uuid=${uuid}&answer=${tapped}`,
      headers: stranger,
    });
  const poll = async (uuid: string, last = '') =>
    (await ask(sandbox, `/connect/l/qrconnect?uuid=${uuid}&last=${last}&_=1`)).text;
  const aLogin = async () => uuidOf((await ask(sandbox, link())).text);
  const status = (code: number, value = '') => `window.wx_errcode=${code};window.wx_code='${value}';`;

  it('is asked, confirms, and the desktop gets a code that is the scanner’s', async () => {
    const uuid = await aLogin();
    expect(await poll(uuid)).toBe(status(408));
    expect((await scan(uuid)).text).toContain('陈默');
    expect(await poll(uuid)).toBe(status(404));
    expect((await decide(uuid, 'allow')).text).toContain('已登录');
    const code = /wx_code='(0\w{31})'/.exec(await poll(uuid, '404'))![1]!;
    expect(await poll(uuid, '404')).toBe(status(405, code));
    const { openid } = await exchange(code);
    const { openid: official } = await aUserToken(sandbox, 'stranger');
    expect(openid).not.toBe(official);
    expect(await sns(sandbox, 'oauth2/access_token', exchangeOf(code))).toHaveProperty('errcode');
    expect((await scan(uuid)).text).toContain('该链接无法访问');
  });

  it('cancels, and may scan again', async () => {
    const uuid = await aLogin();
    await scan(uuid);
    expect((await decide(uuid, 'deny')).text).toContain('已取消此次登录');
    expect(await poll(uuid, '404')).toBe(status(403));
    await scan(uuid);
    expect(await poll(uuid, '403')).toBe(status(404));
  });

  it('comes too late once the code has lapsed', async () => {
    const uuid = await aLogin();
    sandbox.world.clock.advance(300);
    expect(await poll(uuid)).toBe(status(402));
    expect((await scan(uuid)).text).toContain('该链接无法访问');
  });

  it('is WeChat, not any browser', async () => {
    const uuid = await aLogin();
    expect((await ask(sandbox, `/connect/confirm?uuid=${uuid}`)).text).toContain('请在微信客户端打开链接');
    expect(await poll(uuid)).toBe(status(408));
  });

  it('is waited for: a poll is held until there is news, or for 25 seconds', async () => {
    const uuid = await aLogin();
    clock.pauses.length = 0;
    await poll(uuid);
    expect(clock.pauses.reduce((sum, ms) => sum + ms, 0)).toBe(25_000);
    expect(sandbox.world.journal.count('/connect/l/qrconnect')).toBe(0);
    clock.pauses.length = 0;
    clock.whenPaused = (times) =>
      void (times === 3 && (sandbox.world.qrLogins.find(uuid)!.state = 'scanned'));
    expect(await poll(uuid)).toBe(status(404));
    expect(clock.pauses).toHaveLength(3);
    expect(sandbox.world.journal.count('/connect/l/qrconnect')).toBe(1);
  });

  it('finds the picture of the code where pages expect it, and the journal has no code in clear', async () => {
    const uuid = await aLogin();
    expect((await ask(sandbox, `/connect/qrcode/${uuid}`)).headers['content-type']).toBe('image/svg+xml');
    expect((await ask(sandbox, '/connect/qrcode/none')).status).toBe(404);
    await decide(uuid, 'allow');
    const code = /wx_code='(\w+)'/.exec(await poll(uuid))![1]!;
    const journal = (await ask(sandbox, '/_sandbox/journal')).text;
    expect(journal).not.toContain(code);
    expect(journal).toContain(code.slice(0, 8));
  });
});
