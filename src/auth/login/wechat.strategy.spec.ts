import { aLogin, type ALogin, stateOf } from '../../../test/fakes/a-login.js';
import { anAccount } from '../../../test/fakes/an-account.js';
import { aGrant } from '../../../test/fakes/fake-oauth-api.js';
import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { RawServer } from '../../../test/fakes/raw-server.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { OauthApi } from '../../wechat/oauth/oauth-api.js';
import { Transport } from '../../wechat/transport.js';
import { WeChatRefused, WeChatUnreachable } from '../../wechat/wechat-error.js';
import type { LoginRequest } from './login-request.js';
import { LoginGate } from './login.gate.js';

// The rows of the table "passport-oauth2's defaults against WeChat", each through passport itself.
const BROWSER = 'lb_0123456789abcdefghijklmnopqrstuv';
const account = anAccount({ appSecret: 'the-app-secret' });
const callbackURL = 'https://wx.example.com/auth/wechat/main/callback';

let login: ALogin;
beforeEach(() => void (login = aLogin([account])));

const start = (scope: 'snsapi_base' | 'snsapi_userinfo' | 'snsapi_login' = 'snsapi_base'): Promise<string> =>
  login.gate.start(
    { query: {}, account, browser: BROWSER, session: null },
    {
      account,
      redirectUri: callbackURL,
      scope,
      state: { scope, returnTo: '/me', restarts: 0, linkHash: null },
    },
  );
const returned = (query: LoginRequest['query']): LoginRequest => ({
  query,
  account,
  browser: BROWSER,
  session: null,
});
const finish = (query: LoginRequest['query'], gate = login.gate): ReturnType<LoginGate['finish']> =>
  gate.finish(returned(query));
const namesIn = (location: string): string[] => [...new URL(location).searchParams.keys()];

describe('clash 1: the link', () => {
  it('says appid and not client_id, in WeChat’s order', async () => {
    const location = await start();
    expect(namesIn(location)).toEqual(['appid', 'redirect_uri', 'response_type', 'scope', 'state']);
    expect(location).toMatch(
      /^https:\/\/open\.weixin\.qq\.com\/connect\/oauth2\/authorize\?appid=wx0123456789abcdef&redirect_uri=https%3A%2F%2Fwx\.example\.com%2Fauth%2Fwechat%2Fmain%2Fcallback&response_type=code&scope=snsapi_base&state=[0-9A-Za-z]{32}#wechat_redirect$/,
    );
    expect(location).not.toContain('client_id');
  });

  it('keeps it for logins that follow one another and overlap', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => start()));
    expect(new Set(all.map(stateOf)).size).toBe(8);
    for (const location of all) expect(namesIn(location)[0]).toBe('appid');
  });
});

it('clash 2: asks for one scope, never two joined by a blank', async () => {
  for (const scope of ['snsapi_base', 'snsapi_userinfo'] as const) {
    const location = await start(scope);
    expect(new URL(location).searchParams.getAll('scope')).toEqual([scope]);
    expect(location).not.toMatch(/%20|\+/);
  }
});

it('clash 3: ends in #wechat_redirect, on the QR page too', async () => {
  expect(await start()).toMatch(/#wechat_redirect$/);
  const qr = await start('snsapi_login');
  expect(qr).toMatch(/^https:\/\/open\.weixin\.qq\.com\/connect\/qrconnect\?appid=.*#wechat_redirect$/);
});

describe('against a WeChat on the wire', () => {
  let server: RawServer;
  let transport: Transport;
  let gate: LoginGate;
  beforeAll(async () => void (server = await RawServer.start()));
  afterAll(() => server.stop());
  beforeEach(() => {
    server.asked.length = 0;
    transport = new Transport({ baseUrl: server.url, clock: new FixedClock(), timeoutMs: 200 });
    gate = new LoginGate(
      login.accounts,
      new OauthApi(transport),
      (
        login.gate as unknown as { passport: { _strategy(name: string): { _stateStore: never } } }
      ).passport._strategy('wechat')._stateStore,
      login.signInService,
      'https://open.weixin.qq.com',
    );
  });
  afterEach(() => transport.close());
  const good = JSON.stringify({
    access_token: 'T',
    expires_in: 7200,
    refresh_token: 'R',
    openid: 'oVisitor1',
    scope: 'snsapi_base,',
  });

  it('clash 4: exchanges by GET with appid, secret, code and grant_type, and sends no body or redirect_uri', async () => {
    const state = stateOf(await start());
    server.answers(good);
    expect(await finish({ code: 'C0DE', state }, gate)).toHaveProperty('landed');
    expect(server.asked).toEqual([
      expect.objectContaining({
        method: 'GET',
        url: '/sns/oauth2/access_token?appid=wx0123456789abcdef&secret=the-app-secret&code=C0DE&grant_type=authorization_code',
        body: '',
      }),
    ]);
  });

  it('clash 5: takes status 200 with an errcode for the refusal it is, errcode and rid kept', async () => {
    const state = stateOf(await start());
    server.answers('{"errcode":40029,"errmsg":"invalid code, rid: 6206378a-793424c0-2e4091cc"}');
    const failed = finish({ code: 'C0DE', state }, gate);
    await expect(failed).rejects.toBeInstanceOf(WeChatRefused);
    await expect(failed).rejects.toMatchObject({
      errcode: 40029,
      wechat: { rid: '6206378a-793424c0-2e4091cc' },
    });
  });

  it('clash 6: reads text/plain with a control character in it as JSON, never as a query string', async () => {
    const state = stateOf(await start());
    server.answers(good.replace('oVisitor1"', 'oVisitor1","note":"a\u0001b&access_token=evil"'));
    expect(await finish({ code: 'C0DE', state }, gate)).toHaveProperty('landed');
    expect(login.signIns.signedIn[0]!.token).toMatchObject({ userToken: 'T', refreshToken: 'R' });
  });

  it('clash 12: does not hang with WeChat', async () => {
    const state = stateOf(await start());
    server.onRequest = () => undefined;
    const failed = finish({ code: 'C0DE', state }, gate);
    await expect(failed).rejects.toBeInstanceOf(WeChatUnreachable);
    await expect(failed).rejects.toMatchObject({ reason: 'timeout' });
  });
});

it('clash 7: asks for the profile with the openid of the exchange', async () => {
  const state = stateOf(await start('snsapi_userinfo'));
  login.oauth.onExchange = () => aGrant({ openid: 'oSomebody', scopes: ['snsapi_userinfo'] });
  login.oauth.onUserinfo = () => ({ ...profile, openid: 'oSomebody' });
  await finish({ code: 'C', state });
  expect(login.oauth.profilesOf).toEqual(['oSomebody']);
  expect(login.signIns.signedIn[0]!.seen).toMatchObject({
    openid: 'oSomebody',
    profile: { nickname: '小明' },
  });
});

describe('clash 8: a refusal', () => {
  it.each([
    ['state alone', {}],
    ['an empty code', { code: '' }],
    ['code=authdeny', { code: 'authdeny' }],
  ])('is no: %s leads neither to WeChat again nor to its token endpoint', async (_name, query) => {
    const state = stateOf(await start());
    expect(await finish({ ...query, state })).toEqual({ refused: 'denied' });
    expect(login.oauth.exchanged).toEqual([]);
    expect(login.attempts.held.size).toBe(1);
  });

  it('with nothing at all is no as well', async () => {
    expect(await finish({})).toEqual({ refused: 'denied' });
    expect(login.attempts.held.size).toBe(0);
  });
});

describe('clash 9: the state', () => {
  it('is 32 letters and digits, and only its digest is kept', async () => {
    const state = stateOf(await start());
    expect(state).toMatch(/^[0-9A-Za-z]{32}$/);
    expect([...login.attempts.held.keys()]).toEqual([sha256(state).toString('hex')]);
  });

  it('needs no session, and two tabs do not disturb each other', async () => {
    const [first, second] = [stateOf(await start()), stateOf(await start())];
    expect(await finish({ code: 'B', state: second })).toHaveProperty('landed');
    expect(await finish({ code: 'A', state: first })).toHaveProperty('landed');
  });

  it('that is unknown, used or made up reaches no token endpoint', async () => {
    const state = stateOf(await start());
    expect(await finish({ code: 'A', state: 'x'.repeat(32) })).toEqual({ refused: 'unclaimed' });
    await finish({ code: 'A', state });
    expect(await finish({ code: 'B', state })).toEqual({ refused: 'unclaimed' });
    expect(login.oauth.exchanged.map(({ code }) => code)).toEqual(['A']);
  });

  it('belongs to the browser and the account it was made for', async () => {
    const state = stateOf(await start());
    const other = anAccount({ id: '22222222-2222-4222-8222-222222222222', key: 'shop' });
    const strangers = [
      { ...returned({ code: 'A', state }), browser: `${BROWSER.slice(0, -1)}0` },
      { ...returned({ code: 'A', state }), account: other },
    ];
    for (const request of strangers)
      expect(await login.gate.finish(request)).toEqual({
        refused: 'unclaimed',
      });
    expect(login.oauth.exchanged).toEqual([]);
    expect(await finish({ code: 'A', state })).toHaveProperty('landed');
  });
});

it('clash 10: a refresh that WeChat refuses is an error, never tokens that are undefined', async () => {
  const server = await RawServer.start();
  const transport = new Transport({ baseUrl: server.url, clock: new FixedClock() });
  server.answers('{"errcode":40030,"errmsg":"invalid refresh_token"}');
  await expect(new OauthApi(transport).refresh(account, 'R')).rejects.toMatchObject({
    errcode: 40030,
    class: 'reauthorize',
  });
  expect(server.asked[0]!.url).toBe(
    '/sns/oauth2/refresh_token?appid=wx0123456789abcdef&grant_type=refresh_token&refresh_token=R',
  );
  await transport.close();
  await server.stop();
});

describe('clash 11: openid, unionid, refresh token, scope and is_snapshotuser', () => {
  it('reach the sign-in', async () => {
    const state = stateOf(await start('snsapi_userinfo'));
    login.oauth.onExchange = () =>
      aGrant({ unionid: 'uOne', scopes: ['snsapi_userinfo'], refreshToken: 'R9' });
    await finish({ code: 'C', state });
    expect(login.signIns.signedIn[0]).toMatchObject({
      seen: { openid: 'oVisitor1', unionid: 'uOne', scope: 'snsapi_userinfo' },
      token: { refreshToken: 'R9', expiresInSeconds: 7200, scope: 'snsapi_userinfo' },
    });
  });

  it('tell a snapshot visitor, who signs in as nobody', async () => {
    const state = stateOf(await start());
    login.oauth.onExchange = () => aGrant({ snapshot: true });
    expect(await finish({ code: 'C', state })).toHaveProperty('landed');
    expect(login.signIns.signedIn).toEqual([]);
    expect(login.signIns.snapshots).toHaveLength(1);
  });
});

describe('clash 13: parameters', () => {
  it('are not taken from a body when the query has no code', async () => {
    const state = stateOf(await start());
    const loud = { ...returned({}), body: { code: 'EVIL', state } };
    expect(await login.gate.finish(loud)).toEqual({ refused: 'denied' });
    expect(login.oauth.exchanged).toEqual([]);
  });

  it('are two, whatever else a visit carries: passport sees no body, no headers, no error', async () => {
    const seen: object[] = [];
    const finish = login.gate.finish.bind(login.gate);
    login.gate.finish = (request) => {
      const { stateHash: _digest, ...rest } = request;
      seen.push(rest);
      return finish(request);
    };
    const state = stateOf(await start());
    const loud = {
      account,
      state,
      code: 'C',
      browser: BROWSER,
      session: null,
      error: 'access_denied',
      body: { code: 'EVIL' },
      headers: { 'x-forwarded-host': 'evil.example' },
    };
    expect(await login.callbacks.complete(loud)).toMatchObject({ kind: 'landed' });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ query: { code: 'C', state }, account, browser: BROWSER, session: null });
    expect(Object.keys((seen[0] as LoginRequest).query)).toEqual(['code', 'state']);
    for (const loudly of ['body', 'headers', 'error']) expect(seen[0]).not.toHaveProperty(loudly);
  });
});

it('an error of the state store is told as it is', async () => {
  login.attempts.claim = async () => Promise.reject(new Error('database away'));
  await expect(finish({ code: 'A', state: 'x'.repeat(32) })).rejects.toThrow('database away');
  login.attempts.begin = async () => false;
  await expect(start()).rejects.toMatchObject({ code: 'login.too_many' });
});

it('what signing in raises is told as it is', async () => {
  const state = stateOf(await start());
  login.signIns.signIn = async () => Promise.reject(new Error('database away'));
  await expect(finish({ code: 'A', state })).rejects.toThrow('database away');
});

it('checks the return address again at the callback: rules may have changed meanwhile', async () => {
  const state = stateOf(
    await login.gate.start(
      { query: {}, account, browser: BROWSER, session: null },
      {
        account,
        redirectUri: callbackURL,
        scope: 'snsapi_base',
        state: { scope: 'snsapi_base', returnTo: 'https://gone.example/', restarts: 0, linkHash: null },
      },
    ),
  );
  expect(await finish({ code: 'A', state })).toEqual({ refused: 'return_to' });
  expect(login.oauth.exchanged).toEqual([]);
  expect([...login.attempts.held.values()][0]).toMatchObject({
    status: 'failed',
    failure: 'login.return_to_refused',
  });
});

const profile = {
  openid: 'oVisitor1',
  unionid: null,
  nickname: '小明',
  avatarUrl: null,
  sex: null,
  language: null,
  city: null,
  province: null,
  country: null,
};
