import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import { callbackAddress, isOnCallbackDomain } from './callback-address.js';

const verified = {
  ...SANDBOX_ACCOUNT,
  testAccount: false,
  callbackDomains: ['www.qq.com', 'shop.example/member'],
};
const test = { ...SANDBOX_ACCOUNT, callbackDomains: ['localhost', '10.0.0.5:8080'] };

describe('the callback domain of a verified account', () => {
  it.each([
    'https://www.qq.com/a?b=c#d',
    'http://www.qq.com',
    'https://WWW.QQ.COM/',
    'https://shop.example/member/x',
    'https://www.qq.com:443/',
  ])('covers %s', (address) => expect(isOnCallbackDomain(address, verified)).toBe(true));

  it.each([
    'https://qq.com/',
    'https://pay.qq.com/',
    'https://a.www.qq.com/',
    'https://www.qq.com.evil.example/',
    'https://www.qq.com:8443/',
    'https://www.qq.com@evil.example/',
    'https://user@www.qq.com/',
    'https://shop.example/members',
    'https://shop.example/',
    'http://10.0.0.5/',
    'javascript://www.qq.com/%0aalert(1)',
    '//www.qq.com/',
    'www.qq.com',
    '/callback',
    '',
  ])('does not cover %s', (address) => expect(isOnCallbackDomain(address, verified)).toBe(false));
});

describe('the callback domain of a test account', () => {
  it.each(['http://localhost:3000/x', 'http://localhost/x', 'http://10.0.0.5:8080/'])(
    'covers %s',
    (address) => expect(isOnCallbackDomain(address, test)).toBe(true),
  );

  it.each(['http://127.0.0.1:3000/', 'http://10.0.0.5:8081/', 'http://app.localhost:3000/'])(
    'does not cover %s',
    (address) => expect(isOnCallbackDomain(address, test)).toBe(false),
  );
});

describe('the callback address', () => {
  const parameters = { code: 'C', state: 'S' };

  it.each([
    ['https://h/p', 'https://h/p?code=C&state=S'],
    ['https://h/p?a=1', 'https://h/p?a=1&code=C&state=S'],
    ['https://h/p?', 'https://h/p?code=C&state=S'],
    ['https://h/p#/route', 'https://h/p?code=C&state=S#/route'],
    ['https://h/p?a=1#/route?b=2', 'https://h/p?a=1&code=C&state=S#/route?b=2'],
    ['https://h/页', 'https://h/%E9%A1%B5?code=C&state=S'],
    ['https://h/a%2Fb?u=%E9', 'https://h/a%2Fb?u=%E9&code=C&state=S'],
  ])('of %s is %s', (redirectUri, expected) =>
    expect(callbackAddress(redirectUri, parameters)).toBe(expected),
  );

  it('cannot break out of its header', () => {
    expect(callbackAddress('https://h/p\r\nx: y', parameters)).not.toMatch(/[\r\n]/);
  });
});
