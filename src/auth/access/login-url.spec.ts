import { loginUrl } from './login-url.js';

it.each([
  ['main', 'snsapi_base', '/me', '/auth/wechat?return_to=%2Fme'],
  ['main', 'snsapi_userinfo', '/me', '/auth/wechat?scope=snsapi_userinfo&return_to=%2Fme'],
  ['shop', 'snsapi_base', '/a?b=c&d#e', '/auth/wechat?account=shop&return_to=%2Fa%3Fb%3Dc%26d%23e'],
  ['web', 'snsapi_login', '/文', '/auth/wechat?scope=snsapi_login&account=web&return_to=%2F%E6%96%87'],
] as const)('of %s, %s and %s is short and whole', (account, scope, returnTo, url) => {
  expect(loginUrl({ account, scope, returnTo })).toBe(url);
  const query = new URL(url, 'http://x').searchParams;
  expect([
    query.get('account') ?? 'main',
    query.get('scope') ?? 'snsapi_base',
    query.get('return_to'),
  ]).toEqual([account, scope, returnTo]);
});
