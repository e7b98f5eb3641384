import { aLogin, type ALogin } from '../../../test/fakes/a-login.js';
import { aGrant, aProfile } from '../../../test/fakes/fake-oauth-api.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import type { CodeGrant } from '../../wechat/oauth/oauth.wire.js';
import { WeChatRefused, WeChatUnreachable } from '../../wechat/wechat-error.js';

const STATE = 'abcdefghijklmnopqrstuvwxyz012345';
const BROWSER = 'lb_0123456789abcdefghijklmnopqrstuv';
let login: ALogin;
beforeEach(() => void (login = aLogin()));

async function signIn(
  grant: Partial<CodeGrant> = {},
  asked: Scope = 'snsapi_userinfo',
  session: string | null = null,
) {
  const key = { stateHash: sha256(STATE), accountId: login.account.id, browserHash: sha256(BROWSER) };
  await login.attempts.begin({ ...key, scope: asked, returnTo: '/me#x', restarts: 0 });
  const attempt = (await login.attempts.claim(key))!;
  const request = {
    query: { code: 'C', state: STATE },
    account: login.account,
    browser: BROWSER,
    session,
    attempt,
  };
  return login.signInService.signIn(request, aGrant(grant));
}

it.each<[string, string[], Scope, Scope]>([
  ['what WeChat granted', ['snsapi_userinfo'], 'snsapi_userinfo', 'snsapi_userinfo'],
  ['less than was asked', ['snsapi_base'], 'snsapi_userinfo', 'snsapi_base'],
  ['more than was asked', ['snsapi_userinfo'], 'snsapi_base', 'snsapi_userinfo'],
  ['the most of several', ['snsapi_base', 'snsapi_userinfo'], 'snsapi_base', 'snsapi_userinfo'],
  ['a website login', ['snsapi_login'], 'snsapi_login', 'snsapi_login'],
  ['what was asked for, when WeChat says nothing', [], 'snsapi_userinfo', 'snsapi_userinfo'],
  ['what was asked for, when WeChat says something unknown', ['snsapi_new'], 'snsapi_base', 'snsapi_base'],
])('the session’s scope is %s', async (_name, scopes, asked, granted) => {
  await signIn({ scopes }, asked);
  const [row] = login.signIns.signedIn;
  expect([row!.session.scope, row!.seen.scope, row!.token.scope]).toEqual([granted, granted, granted]);
  expect(login.oauth.profilesOf).toHaveLength(granted === 'snsapi_base' ? 0 : 1);
});

it('keeps the profile with its source and time', async () => {
  login.oauth.onUserinfo = () => aProfile({ city: null });
  await signIn({ scopes: ['snsapi_userinfo'] });
  const origin = { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' };
  expect(login.signIns.signedIn[0]!.seen).toMatchObject({
    profile: { nickname: '小明', city: null },
    provenance: { nickname: origin, avatarUrl: origin },
  });
  expect(Object.keys(login.signIns.signedIn[0]!.seen.provenance)).toEqual(['nickname', 'avatarUrl']);
});

it.each([
  ['the profile has one', 'uProfile', null, 'uProfile'],
  ['the exchange has one', null, 'uGrant', 'uGrant'],
  ['both have one, the profile’s', 'uProfile', 'uGrant', 'uProfile'],
  ['neither has one', null, null, null],
])('takes the unionid when %s', async (_name, profile, grant, unionid) => {
  login.oauth.onUserinfo = () => aProfile({ unionid: profile });
  await signIn({ scopes: ['snsapi_userinfo'], unionid: grant });
  expect(login.signIns.signedIn[0]!.seen.unionid).toBe(unionid);
});

it('turns nobody away because the profile cannot be had', async () => {
  const failures = [
    new WeChatRefused('sns.userinfo', 48001, ''),
    new WeChatUnreachable('sns.userinfo', 'timeout', true),
  ];
  for (const failure of failures) {
    login = aLogin();
    login.oauth.onUserinfo = () => Promise.reject(failure);
    expect(await signIn({ scopes: ['snsapi_userinfo'] })).toMatchObject({ returnTo: '/me#x' });
    expect(login.signIns.signedIn[0]!.seen).toMatchObject({ profile: { nickname: null }, provenance: {} });
    expect(login.log.events).toContain('login.profile_failed');
  }
});

it('believes no profile of somebody else', async () => {
  login.oauth.onUserinfo = () => aProfile({ openid: 'oSomebodyElse', unionid: 'uElse' });
  await signIn({ scopes: ['snsapi_userinfo'], unionid: null });
  expect(login.signIns.signedIn[0]!.seen).toMatchObject({
    openid: 'oVisitor1',
    unionid: null,
    profile: { nickname: null },
  });
  expect(login.log.events).toContain('login.profile_of_another');
});

it('lets a mistake of ours be seen', async () => {
  login.oauth.onUserinfo = () => Promise.reject(new TypeError('oops'));
  await expect(signIn({ scopes: ['snsapi_userinfo'] })).rejects.toThrow('oops');
});

it('lets a snapshot visitor in as nobody: no user, no token, no profile asked for', async () => {
  const landed = await signIn({ snapshot: true, scopes: ['snsapi_userinfo'], unionid: 'uVirtual' });
  expect(login.signIns.signedIn).toEqual([]);
  expect(login.oauth.profilesOf).toEqual([]);
  expect(login.signIns.snapshots[0]).toMatchObject({
    idHash: sha256(landed.sessionId),
    scope: 'snsapi_userinfo',
  });
});

it('gives a new id at each login and ends the session there was', async () => {
  const landed = await signIn({}, 'snsapi_base', 'ls_old');
  expect(landed.sessionId).toMatch(/^ls_[\w-]{43}$/);
  expect(login.signIns.signedIn[0]!.session).toMatchObject({
    idHash: sha256(landed.sessionId),
    replaces: sha256('ls_old'),
  });
});

it.each([true, false])(
  'says that the login has ended when the attempt is no longer ours (snapshot: %s)',
  async (snapshot) => {
    login.attempts.finish = async () => false;
    await expect(signIn({ snapshot })).rejects.toMatchObject({ code: 'login.expired' });
  },
);
