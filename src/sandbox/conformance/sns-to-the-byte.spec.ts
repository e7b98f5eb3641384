import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aCode, ask, aSandbox, aUserToken, exchangeOf, open, type Reply } from '../testing/a-sandbox.js';
import { authorizeLink } from '../testing/a-sandbox.js';
import { bytes, wrapping } from '../testing/bytes.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const get = (path: string, parameters: Record<string, string>): Promise<Reply> =>
  ask(sandbox, `/sns/${path}?${new URLSearchParams(parameters).toString()}`);
const exchange = async (changes: Record<string, string> = {}, persona = 'follower', scope?: string) =>
  get('oauth2/access_token', { ...exchangeOf(await aCode(sandbox, persona, scope)), ...changes });
const refresh = (changes: Record<string, string>) =>
  get('oauth2/refresh_token', {
    appid: SANDBOX_ACCOUNT.appId,
    grant_type: 'refresh_token',
    ...changes,
  });
/** A call with a good token and its openid, but for what is changed. */
const withToken =
  (path: string, changes: Record<string, string> = {}, persona = 'follower', scope?: string) =>
  async () => {
    const { access_token, openid } = await aUserToken(sandbox, persona, scope);
    return get(path, { access_token, openid, lang: 'zh_CN', ...changes });
  };
const asSnapshot = async () => {
  const headers = { 'x-sandbox-persona': 'snapshot' };
  const reply = await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), headers);
  const code = new URL(String(reply.headers['location'])).searchParams.get('code')!;
  return get('oauth2/access_token', exchangeOf(code));
};

/** Facts by their number in the sheet on web authorization: what is asked, and the answer. */
const FACTS: [fact: string, () => Promise<Reply>, body: string][] = [
  [
    '3.1 a code becomes a user token',
    () => exchange(),
    '{"access_token":"<user token>","expires_in":7200,"refresh_token":"<user token>","openid":"<openid>","scope":"snsapi_userinfo","unionid":"<openid>"}',
  ],
  [
    '3.1 a silent one tells no unionid',
    () => exchange({}, 'follower', 'snsapi_base'),
    '{"access_token":"<user token>","expires_in":7200,"refresh_token":"<user token>","openid":"<openid>","scope":"snsapi_base"}',
  ],
  [
    '3.1 a snapshot visitor is marked as one',
    asSnapshot,
    '{"access_token":"<user token>","expires_in":7200,"refresh_token":"<user token>","openid":"<openid>","scope":"snsapi_userinfo","is_snapshotuser":1,"unionid":"<openid>"}',
  ],
  [
    '3.1 the scope of 2014 ends with a comma',
    () => (sandbox.world.turn({ scope_trailing_comma: true }), exchange({}, 'follower', 'snsapi_base')),
    '{"access_token":"<user token>","expires_in":7200,"refresh_token":"<user token>","openid":"<openid>","scope":"snsapi_base,"}',
  ],
  [
    '3.2 a refresh',
    async () => refresh({ refresh_token: (await aUserToken(sandbox)).refresh_token }),
    '{"access_token":"<user token>","expires_in":7200,"refresh_token":"<user token>","openid":"<openid>","scope":"snsapi_userinfo"}',
  ],
  [
    '3.3 the profile of somebody without a picture',
    withToken('userinfo', {}, 'no-avatar'),
    '{"openid":"<openid>","nickname":"素颜","sex":0,"province":"","city":"","country":"","headimgurl":"","privilege":[],"unionid":"<openid>"}',
  ],
  ['3.4 a good token', withToken('auth'), '{"errcode":0,"errmsg":"ok"}'],
  [
    '3.4 a wrong one',
    withToken('auth', { access_token: 'x' }),
    '{"errcode":40014,"errmsg":"invalid access_token rid: <rid>"}',
  ],
  [
    "3.4 somebody else's openid",
    withToken('auth', { openid: 'x' }),
    '{"errcode":40003,"errmsg":"invalid openid rid: <rid>"}',
  ],
  [
    '2 an unknown code',
    () => exchange({ code: '0'.repeat(32) }),
    '{"errcode":40029,"errmsg":"invalid code, rid: <rid>"}',
  ],
  [
    '0 a code used twice',
    async () => {
      const code = await aCode(sandbox);
      await exchange({ code });
      return exchange({ code });
    },
    '{"errcode":40163,"errmsg":"code been used, rid: <rid>"}',
  ],
  ['2 no code', () => exchange({ code: '' }), '{"errcode":41008,"errmsg":"missing code, rid: <rid>"}'],
  [
    '3.1 a wrong appid',
    () => exchange({ appid: 'wx' }),
    '{"errcode":40013,"errmsg":"invalid appid, rid: <rid>"}',
  ],
  [
    '3.1 a wrong secret',
    () => exchange({ secret: 'x' }),
    '{"errcode":40125,"errmsg":"invalid appsecret, rid: <rid>"}',
  ],
  ['3.1 no appid', () => exchange({ appid: '' }), '{"errcode":41002,"errmsg":"appid missing, rid: <rid>"}'],
  [
    '3.1 no secret',
    () => exchange({ secret: '' }),
    '{"errcode":41004,"errmsg":"appsecret missing, rid: <rid>"}',
  ],
  [
    '0 a dead refresh token',
    () => refresh({ refresh_token: 'x' }),
    '{"errcode":40030,"errmsg":"invalid refresh_token, rid: <rid>"}',
  ],
  [
    '3.2 one whose thirty days are over',
    async () => {
      const { refresh_token } = await aUserToken(sandbox);
      sandbox.world.clock.advance(2_592_000);
      return refresh({ refresh_token });
    },
    '{"errcode":42002,"errmsg":"refresh_token expired, rid: <rid>"}',
  ],
  [
    '7 a password that was changed',
    async () => {
      const { refresh_token } = await aUserToken(sandbox);
      sandbox.world.grants.revoke('follower', SANDBOX_ACCOUNT.appId);
      return refresh({ refresh_token });
    },
    '{"errcode":42007,"errmsg":"用户修改微信密码， accesstoken 和 refreshtoken 失效，需要重新授权, rid: <rid>"}',
  ],
  [
    '3.3 a token that was granted silently',
    withToken('userinfo', {}, 'follower', 'snsapi_base'),
    '{"errcode":48001,"errmsg":"api unauthorized, rid: <rid>"}',
  ],
  [
    "3.3 somebody else's profile",
    withToken('userinfo', { openid: 'x' }),
    '{"errcode":40003,"errmsg":"invalid openid, rid: <rid>"}',
  ],
  [
    '3.3 nobody named',
    withToken('userinfo', { openid: '' }),
    '{"errcode":41009,"errmsg":"missing openid, rid: <rid>"}',
  ],
  [
    '3.3 a hiccup of the platform',
    () => {
      sandbox.world.faults.replace([{ path: '/sns/userinfo', errcode: -1 }]);
      return get('userinfo', {});
    },
    '{"errcode":-1,"errmsg":"system error, rid: <rid>"}',
  ],
  [
    '9 more than 50,000 calls a minute',
    () => {
      sandbox.world.snsRate.limit = 0;
      return exchange();
    },
    '{"errcode":45011,"errmsg":"api minute-quota reach limit mustslower retry next minute, rid: <rid>"}',
  ],
];

it.each(FACTS)('%s', async (_, asked, body) => {
  const reply = await asked();
  expect(reply.text).toMatch(bytes(body));
  expect(wrapping(reply)).toEqual({ status: 200, type: 'text/plain', length: true, packed: null });
});

it('3.3 the address of a picture has its slashes escaped, and ends with the size', async () => {
  const { text } = await withToken('userinfo')();
  expect(text).toMatch(/"headimgurl":"http:\\\/\\\/localhost:\d+\\\/mmopen\\\/follower\\\/132"/);
});

it('3.1 a form may be posted, with whatever else a program adds', async () => {
  const body = new URLSearchParams({
    ...exchangeOf(await aCode(sandbox)),
    redirect_uri: 'http://x/',
  }).toString();
  const reply = await ask(sandbox, '/sns/oauth2/access_token', { method: 'POST', body });
  expect(reply.text).toContain('"expires_in":7200');
});

it('8.2 may be laid out prettily, which some programs cannot read, and means the same', async () => {
  const compact = JSON.parse((await withToken('auth')()).text) as object;
  sandbox.world.turn({ pretty_json: true });
  const { text } = await withToken('auth')();
  expect(text).toBe('{\n  "errcode":0,\n  "errmsg":"ok"\n}');
  expect(JSON.parse(text)).toEqual(compact);
});

/** The pages of the authorize link, and where it leads. */
const PAGES: [fact: string, link: string, headers: Record<string, string>, location: string][] = [
  ['1 code and state', authorizeLink(), {}, 'http://localhost:3000/callback?code=<code>&state=STATE1'],
  [
    '1 an existing query is kept',
    authorizeLink({ redirect_uri: 'http://localhost:3000/p?a=1' }),
    {},
    'http://localhost:3000/p?a=1&code=<code>&state=STATE1',
  ],
  [
    '1 before a fragment',
    authorizeLink({ redirect_uri: 'http://localhost:3000/p#/route' }),
    {},
    'http://localhost:3000/p?code=<code>&state=STATE1#/route',
  ],
  [
    '1 no state',
    authorizeLink({ state: undefined }),
    {},
    'http://localhost:3000/callback?code=<code>&state=',
  ],
];

it.each(PAGES)('%s', async (_, link, headers, location) => {
  const reply = await open(sandbox, link, headers);
  expect(reply.status).toBe(302);
  expect(reply.headers['location']).toMatch(bytes(location));
});

it('1 the first hop is the same link with connect_redirect=1', async () => {
  const link = authorizeLink({ connect_redirect: undefined });
  const reply = await open(sandbox, link);
  expect([reply.status, reply.headers['location']]).toEqual([
    301,
    `${link}&connect_redirect=1#wechat_redirect`,
  ]);
});

it.each([
  [10003, 'redirect_uri域名与后台配置不一致', { redirect_uri: 'https://elsewhere.example/' }],
  [10010, 'scope不能为空', { scope: '' }],
  [10011, 'redirect_uri不能为空', { redirect_uri: '' }],
  [10012, 'appid不能为空', { appid: '' }],
])('1 page %i says %s', async (code, text, changes) => {
  const reply = await open(sandbox, authorizeLink(changes));
  expect(reply.text).toContain(`<p>${text}</p>`);
  expect(reply.text).toContain(`错误码:${code}`);
});
