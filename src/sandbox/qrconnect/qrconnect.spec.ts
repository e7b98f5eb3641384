import { SANDBOX_WEBSITE } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, aUserToken, sns, type TokenAnswer } from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

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
