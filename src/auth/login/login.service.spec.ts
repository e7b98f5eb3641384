import { aLogin } from '../../../test/fakes/a-login.js';
import { anAccount } from '../../../test/fakes/an-account.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';

const kinds = ['service', 'subscription', 'website'] as const;
const scopes: Scope[] = ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'];
const ALLOWED = new Set(['service snsapi_base', 'service snsapi_userinfo', 'website snsapi_login']);

it.each(kinds.flatMap((kind) => scopes.map((scope) => [kind, scope] as const)))(
  'an account of kind %s may ask for %s, or is told that it may not',
  async (kind, scope) => {
    const login = aLogin([anAccount({ kind })]);
    const begun = login.logins.begin({ account: login.account, scope, returnTo: '/me', browser: null });
    if (ALLOWED.has(`${kind} ${scope}`)) expect((await begun).location).toContain(`scope=${scope}`);
    else await expect(begun).rejects.toMatchObject({ code: 'login.scope_unavailable' });
    expect(login.attempts.held.size).toBe(ALLOWED.has(`${kind} ${scope}`) ? 1 : 0);
  },
);

it('writes nothing for a return address it does not accept', async () => {
  const login = aLogin();
  const begun = login.logins.begin({
    account: login.account,
    scope: 'snsapi_base',
    returnTo: '//evil.example',
    browser: null,
  });
  await expect(begun).rejects.toMatchObject({ code: 'login.return_to_refused' });
  expect(login.attempts.held.size).toBe(0);
});

it('binds several tabs to one browser, for an hour from the last', async () => {
  const login = aLogin();
  const begin = (browser: string | null) =>
    login.logins.begin({ account: login.account, scope: 'snsapi_base', returnTo: '/me', browser });
  const first = await begin(null);
  expect(first.cookie).toMatch(
    /^__Host-lingpai-browser=lb_[0-9A-Za-z]{32}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  const binding = login.cookies.read(first.cookie.split(';')[0])!;
  expect((await begin(binding)).cookie).toBe(first.cookie);
  expect((await begin(null)).cookie).not.toBe(first.cookie);
});

it('sends the visitor back to PUBLIC_URL, to a callback of the account’s own', () => {
  const login = aLogin();
  expect(login.logins.callbackUrl(login.account)).toBe('https://wx.example.com/auth/wechat/main/callback');
  expect(login.logins.callbackUrl(anAccount({ key: 'shop-2' }))).toBe(
    'https://wx.example.com/auth/wechat/shop-2/callback',
  );
});
