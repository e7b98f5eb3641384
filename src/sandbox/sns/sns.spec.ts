import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import {
  aCode,
  ask,
  aSandbox,
  aUserToken,
  exchangeOf,
  open,
  authorizeLink,
  sns,
  type TokenAnswer,
} from '../testing/a-sandbox.js';

const APP = SANDBOX_ACCOUNT.appId;
const OTHER = { ...SANDBOX_ACCOUNT, key: 'other', appId: 'wxother0000000001', openPlatform: null };
const RID = /, rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ accounts: [SANDBOX_ACCOUNT, OTHER] });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const exchange = (changes: Record<string, string>) =>
  sns<TokenAnswer & { errcode?: number; errmsg?: string }>(sandbox, 'oauth2/access_token', {
    ...exchangeOf('none'),
    ...changes,
  });
const refresh = (token: string, changes: Record<string, string> = {}) =>
  sns<TokenAnswer & { errcode?: number }>(sandbox, 'oauth2/refresh_token', {
    appid: APP,
    grant_type: 'refresh_token',
    refresh_token: token,
    ...changes,
  });
const userinfo = (token: string, openid: string) =>
  sns(sandbox, 'userinfo', { access_token: token, openid, lang: 'zh_CN' });
const auth = (token: string, openid: string) => sns(sandbox, 'auth', { access_token: token, openid });

describe('the form of an answer', () => {
  it('is status 200, text/plain without a charset, compact, and says it is the sandbox', async () => {
    const reply = await ask(sandbox, '/sns/auth?access_token=x&openid=y');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain');
    expect(reply.headers['x-lingpai-sandbox']).toBe('1');
    expect(reply.text).toMatch(/^\{"errcode":40014,"errmsg":"invalid access_token rid: [-0-9a-f]{26}"\}$/);
  });

  it('begins its rid with the time', async () => {
    sandbox.world.clock.advance(3600);
    const { errmsg } = await sns<{ errmsg: string }>(sandbox, 'auth', {});
    const seconds = parseInt(/rid: (\w{8})/.exec(errmsg)![1]!, 16);
    expect(seconds).toBe(Date.parse('2026-11-22T09:00:00Z') / 1000);
  });

  it('may declare JSON, and write the scope as in 2014', async () => {
    sandbox.world.turn({ json_content_type: true, scope_trailing_comma: true });
    expect((await ask(sandbox, '/sns/auth')).headers['content-type']).toBe('application/json; charset=utf-8');
    expect((await aUserToken(sandbox)).scope).toBe('snsapi_userinfo,');
  });

  it('reads a POSTed form in a code exchange, the query first, and the query alone elsewhere', async () => {
    const post = async (path: string, fields: Record<string, string>) => {
      const body = new URLSearchParams(fields).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { text } = await ask(sandbox, `/sns/${path}`, { method: 'POST', body, headers });
      return JSON.parse(text) as TokenAnswer;
    };
    const { code, ...rest } = exchangeOf(await aCode(sandbox));
    const twice = await post(`oauth2/access_token?code=${code}`, { ...rest, code: 'wrong' });
    expect(twice).toHaveProperty('access_token');
    const { access_token, openid } = twice;
    expect(await post('auth', { access_token, openid })).toMatchObject({ errcode: 41001 });
    const [exchanged] = sandbox.world.journal.list({ path: '/sns/oauth2/access_token' });
    expect(exchanged!.requestBody).toContain('secret=***');
  });
});

describe('a code exchange', () => {
  it('yields a user token in the shapes WeChat uses', async () => {
    const token = await aUserToken(sandbox);
    expect(Object.keys(token)).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'openid',
      'scope',
      'unionid',
    ]);
    expect(token.access_token).toMatch(/^\d\d_[\w-]{107}$/);
    expect(token.refresh_token).toMatch(/^\d\d_[\w-]{107}$/);
    expect(token.openid).toMatch(/^o[\w-]{27}$/);
    expect(token.unionid).toMatch(/^o[\w-]{27}$/);
    expect(token).toMatchObject({ expires_in: 7200, scope: 'snsapi_userinfo' });
  });

  it('tells the unionid only for userinfo, on an open platform, of somebody who has one', async () => {
    expect(await aUserToken(sandbox, 'follower', 'snsapi_base')).not.toHaveProperty('unionid');
    expect(await aUserToken(sandbox, 'no-unionid')).not.toHaveProperty('unionid');
    sandbox.world.accounts.change('main', { openPlatform: null });
    expect(await aUserToken(sandbox)).not.toHaveProperty('unionid');
  });

  it.each([
    ['41002 without an appid', { appid: '' }, 41002],
    ['40013 for an unknown appid', { appid: 'wxnobody' }, 40013],
    ['40013 for an appid in other letter case', { appid: APP.toUpperCase() }, 40013],
    ['41004 without a secret', { secret: '' }, 41004],
    ['40125 for a wrong secret', { secret: 'wrong' }, 40125],
    ['40002 for another grant type', { grant_type: 'client_credential' }, 40002],
    ['41008 without a code', { code: '' }, 41008],
    ['40029 for an unknown code', { code: '0'.repeat(32) }, 40029],
  ])('answers %s', async (_, changes, errcode) => {
    const answer = await exchange(changes);
    expect(answer).toMatchObject({ errcode, errmsg: expect.stringMatching(RID) as string });
    expect(answer).not.toHaveProperty('access_token');
  });

  it('takes a code once: 40163 while its record lives, 40029 afterwards', async () => {
    const code = await aCode(sandbox);
    expect(await exchange({ code })).toHaveProperty('access_token');
    expect(await exchange({ code })).toMatchObject({ errcode: 40163 });
    sandbox.world.clock.advance(299);
    expect(await exchange({ code })).toMatchObject({ errcode: 40163 });
    sandbox.world.clock.advance(1);
    expect(await exchange({ code })).toMatchObject({ errcode: 40029 });
  });

  it('takes a code for five minutes, not longer', async () => {
    const [early, late] = [await aCode(sandbox), await aCode(sandbox)];
    sandbox.world.clock.advance(299);
    expect(await exchange({ code: early })).toHaveProperty('access_token');
    sandbox.world.clock.advance(1);
    expect(await exchange({ code: late })).toMatchObject({ errcode: 40029 });
  });

  it("does not take, nor use up, another account's code", async () => {
    const code = await aCode(sandbox);
    expect(await exchange({ code, appid: OTHER.appId })).toMatchObject({ errcode: 40029 });
    expect(await exchange({ code })).toHaveProperty('access_token');
  });

  it('leaves the code good when the secret was wrong', async () => {
    const code = await aCode(sandbox);
    await exchange({ code, secret: 'wrong' });
    expect(await exchange({ code })).toHaveProperty('access_token');
  });

  it('is limited by the minute, per account', async () => {
    sandbox.world.snsRate.limit = 2;
    await exchange({});
    await exchange({});
    expect(await exchange({})).toMatchObject({ errcode: 45011 });
    expect(await exchange({ appid: OTHER.appId })).toMatchObject({ errcode: 40029 });
    sandbox.world.clock.advance(60);
    expect(await exchange({})).toMatchObject({ errcode: 40029 });
  });
});

describe('a refresh', () => {
  it('renews a living access token under the same string', async () => {
    const token = await aUserToken(sandbox);
    sandbox.world.clock.advance(7000);
    const renewed = await refresh(token.refresh_token);
    expect(renewed).toEqual({ ...token, unionid: undefined, is_snapshotuser: undefined });
    sandbox.world.clock.advance(7000);
    expect(await auth(token.access_token, token.openid)).toEqual({ errcode: 0, errmsg: 'ok' });
  });

  it('gives a new access token once the old has lapsed; the refresh token stays', async () => {
    const token = await aUserToken(sandbox);
    sandbox.world.clock.advance(7200);
    expect(await auth(token.access_token, token.openid)).toMatchObject({ errcode: 42001 });
    const renewed = await refresh(token.refresh_token);
    expect(renewed.access_token).not.toBe(token.access_token);
    expect(renewed.refresh_token).toBe(token.refresh_token);
    expect(await auth(renewed.access_token, token.openid)).toMatchObject({ errcode: 0 });
    expect(await auth(token.access_token, token.openid)).toMatchObject({ errcode: 42001 });
  });

  it('ends thirty days after the authorization, however often it was used', async () => {
    const { refresh_token } = await aUserToken(sandbox);
    sandbox.world.clock.advance(30 * 86_400 - 1);
    expect(await refresh(refresh_token)).toHaveProperty('access_token');
    sandbox.world.clock.advance(1);
    expect(await refresh(refresh_token)).toMatchObject({ errcode: 42002 });
  });

  it('may extend or rotate the refresh token behind the switch', async () => {
    const { refresh_token } = await aUserToken(sandbox);
    sandbox.world.turn({ refresh_token: 'extend' });
    sandbox.world.clock.advance(29 * 86_400);
    expect((await refresh(refresh_token)).refresh_token).toBe(refresh_token);
    sandbox.world.clock.advance(29 * 86_400);
    sandbox.world.turn({ refresh_token: 'rotate' });
    const rotated = await refresh(refresh_token);
    expect(rotated.refresh_token).not.toBe(refresh_token);
    expect(await refresh(refresh_token)).toMatchObject({ errcode: 40030 });
    expect(await refresh(rotated.refresh_token)).toHaveProperty('access_token');
  });

  it('fails with 40030 once the same user authorized again', async () => {
    const first = await aUserToken(sandbox);
    const stranger = await aUserToken(sandbox, 'stranger');
    const second = await aUserToken(sandbox, 'follower', 'snsapi_base');
    expect(await refresh(first.refresh_token)).toMatchObject({ errcode: 40030 });
    expect(await refresh(second.refresh_token)).toHaveProperty('access_token');
    expect(await refresh(stranger.refresh_token)).toHaveProperty('access_token');
  });

  it('fails with 42007 once the user changed their password', async () => {
    const token = await aUserToken(sandbox);
    expect(sandbox.world.grants.revoke('follower', APP)).toBe(1);
    expect(await refresh(token.refresh_token)).toMatchObject({ errcode: 42007 });
    expect(await userinfo(token.access_token, token.openid)).toMatchObject({ errcode: 42007 });
    const again = await aUserToken(sandbox);
    expect(await refresh(again.refresh_token)).toHaveProperty('access_token');
  });

  it.each([
    ['41002 without an appid', { appid: '' }, 41002],
    ['40013 for an unknown appid', { appid: 'wxnobody' }, 40013],
    ['40030 for another account', { appid: OTHER.appId }, 40030],
    ['40002 for another grant type', { grant_type: 'authorization_code' }, 40002],
    ['41003 without a refresh token', { refresh_token: '' }, 41003],
    ['40030 for an unknown refresh token', { refresh_token: 'x' }, 40030],
  ])('answers %s', async (_, changes, errcode) => {
    const { refresh_token } = await aUserToken(sandbox);
    expect(await refresh(refresh_token, changes)).toMatchObject({ errcode });
  });
});

describe('the profile', () => {
  const raw = async (persona: string) => {
    const { access_token, openid } = await aUserToken(sandbox, persona);
    return (await ask(sandbox, `/sns/userinfo?access_token=${access_token}&openid=${openid}&lang=zh_CN`))
      .text;
  };

  it('has a name and a picture; sex and region are empty, their fields stay', async () => {
    const text = await raw('follower');
    expect(JSON.parse(text)).toMatchObject({
      nickname: '林小满',
      sex: 0,
      province: '',
      city: '',
      country: '',
      privilege: [],
      headimgurl: `${sandbox.url}/mmopen/follower/132`,
      unionid: expect.any(String) as string,
    });
    expect(text).toContain(String.raw`"headimgurl":"http:\/\/localhost:`);
  });

  it('sends control characters raw, which strict JSON forbids, and emoji as they are', async () => {
    const text = await raw('control-characters');
    expect(text).toContain('"nickname":"安\u0007妮\u0014\n\u001f\u007f\u0085"');
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(await raw('emoji')).toContain('"👨‍👩‍👧‍👦🇨🇳👋🏽🏳️‍🌈𠮷野家"');
  });

  it('keeps quotes and backslashes of a name readable', async () => {
    const { nickname } = JSON.parse(await raw('html-name')) as { nickname: string };
    expect(nickname).toBe(sandbox.world.personas.get('html-name').nickname);
  });

  it('has no picture of those without one, no unionid of those without one', async () => {
    expect(JSON.parse(await raw('no-avatar'))).toMatchObject({ headimgurl: '' });
    expect(JSON.parse(await raw('no-unionid'))).not.toHaveProperty('unionid');
  });

  it('shows the nickname of today', async () => {
    const { access_token, openid } = await aUserToken(sandbox);
    sandbox.world.personas.change('follower', { nickname: '大满' });
    expect(await userinfo(access_token, openid)).toMatchObject({ nickname: '大满' });
  });

  it('is refused with 48001 to a token of snsapi_base', async () => {
    const { access_token, openid } = await aUserToken(sandbox, 'follower', 'snsapi_base');
    expect(await userinfo(access_token, openid)).toMatchObject({ errcode: 48001 });
    expect(await auth(access_token, openid)).toMatchObject({ errcode: 0 });
  });

  it('is refused to whoever names nothing, somebody else, or a token that is none', async () => {
    const { access_token, openid } = await aUserToken(sandbox);
    expect(await userinfo('', openid)).toMatchObject({ errcode: 41001 });
    expect(await userinfo(access_token, '')).toMatchObject({ errcode: 41009 });
    expect(await userinfo(access_token, `${openid.slice(0, -1)}~`)).toMatchObject({ errcode: 40003 });
    expect(await userinfo('garbage', openid)).toMatchObject({ errcode: 40014 });
    expect(await userinfo(`94_${'x'.repeat(107)}`, openid)).toMatchObject({ errcode: 40001 });
    expect(await auth(`94_${'x'.repeat(107)}`, openid)).toMatchObject({ errcode: 40014 });
    sandbox.world.clock.advance(7200);
    expect(await userinfo(access_token, openid)).toMatchObject({ errcode: 42001 });
  });

  it('has a picture that is a real PNG in five sizes, and no sixth', async () => {
    const pixelsOf = async (size: number) => {
      const reply = await fetch(`http://127.0.0.1:${sandbox.port}/mmopen/follower/${size}`);
      expect(reply.headers.get('content-type')).toBe('image/png');
      const png = Buffer.from(await reply.arrayBuffer());
      expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
      return [png.readUInt32BE(16), png.readUInt32BE(20)];
    };
    expect(await pixelsOf(0)).toEqual([640, 640]);
    for (const size of [46, 64, 96, 132]) expect(await pixelsOf(size)).toEqual([size, size]);
    expect((await ask(sandbox, '/mmopen/follower/100')).status).toBe(404);
    expect((await ask(sandbox, '/mmopen/no-avatar/132')).status).toBe(404);
  });
});

describe('a snapshot visitor', () => {
  it('is a stand-in for both scopes, without being asked', async () => {
    const base = await aUserToken(sandbox, 'snapshot', 'snsapi_base');
    const reply = await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), {
      'x-sandbox-persona': 'snapshot',
    });
    const code = new URL(String(reply.headers['location'])).searchParams.get('code')!;
    const full = await exchange({ code });
    expect(base.is_snapshotuser).toBe(1);
    expect(full).toMatchObject({ is_snapshotuser: 1, openid: base.openid });
    expect(await userinfo(full.access_token, full.openid)).toMatchObject({
      nickname: '微信用户',
      headimgurl: '',
    });
    sandbox.world.turn({ snapshot_userinfo: 'refused' });
    expect(await userinfo(full.access_token, full.openid)).toMatchObject({ errcode: 48001 });
  });

  it('is their own self, and asked, once they tapped for the full service', async () => {
    const virtual = await aUserToken(sandbox, 'snapshot');
    const headers = { cookie: 'sandbox_persona=snapshot; sandbox_full_service=1' };
    const asked = await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), headers);
    expect(asked.text).toContain('王路过');
    const reply = await open(sandbox, authorizeLink(), headers);
    const real = await exchange({
      code: new URL(String(reply.headers['location'])).searchParams.get('code')!,
    });
    expect(real).not.toHaveProperty('is_snapshotuser');
    expect(real.openid).not.toBe(virtual.openid);
  });

  it('shares a virtual unionid with every other, and no openid', async () => {
    sandbox.world.personas.change('stranger', { snapshot: true });
    const [one, two] = [await aUserToken(sandbox, 'snapshot'), await aUserToken(sandbox, 'stranger')];
    expect(one.unionid).toBe(two.unionid);
    expect(one.openid).not.toBe(two.openid);
  });
});
