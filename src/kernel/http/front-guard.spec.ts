import type { IncomingMessage } from 'node:http';
import { admit, TargetRefused, WrongHost } from './front-guard.js';
import { MAX_TARGET_LENGTH } from './limits.js';
import { PublicAddress } from './public-address.js';

const shop = new PublicAddress('https://wx.example.com');
const laptop = new PublicAddress('http://localhost:3000');

const request = (url: string, ...hosts: string[]): IncomingMessage =>
  ({ url, rawHeaders: hosts.flatMap((host) => ['Host', host]), headers: { host: hosts[0] } }) as never;
const verdict = (url: string, address: PublicAddress, ...hosts: string[]): string => {
  try {
    admit(request(url, ...hosts), address);
    return 'admitted';
  } catch (error) {
    if (error instanceof TargetRefused) return 'bad target';
    if (error instanceof WrongHost) return 'wrong host';
    throw error;
  }
};

describe('a request target', () => {
  it.each([
    '/',
    '/me',
    '/me?lang=en',
    '/a?x=%',
    '/me?d=100%&x=a|b',
    '/me?x={1}^`',
    '/me?x=a\\b',
    '/auth/wechat/main/callback?code=0a1B&state=abc',
    '/a%20b',
    '/%E6%96%87?q=%E5%B0%8F',
    '/a/../b',
    '/%2e%2e/',
    '/a%2Fb',
    "/a;b=c,d!$&'()*+:@~",
    '/a[0]=1',
    '/a//b',
    '/?',
    `/${'a'.repeat(MAX_TARGET_LENGTH - 1)}`,
  ])('is admitted: %.60s', (url) => {
    expect(verdict(url, shop, 'wx.example.com')).toBe('admitted');
  });

  it.each([
    '',
    '*',
    'me',
    '?x',
    '//evil.example/',
    '//wx.example.com/me',
    '///',
    'http://evil.example/me',
    'https://wx.example.com/me',
    'wx.example.com:443',
    '/\\evil.example',
    '\\\\evil.example',
    '/a\\b',
    '/me#fragment',
    '/me?x=#',
    '/a b',
    '/a\tb',
    '/a\nb',
    '/a\rb',
    '/a\u0000b',
    '/a\u001bb',
    '/a\u007fb',
    '/a\u0080b',
    '/a\u009bb',
    '/a\u00a0b',
    '/文',
    '/\ufeff',
    '/"',
    '/<script>',
    '/>',
    '/^',
    '/`',
    '/{a}',
    '/a|b',
    '/%',
    '/%2',
    '/%zz',
    '/%u6587',
    '/%00',
    '/a?x=%00',
    `/${'a'.repeat(MAX_TARGET_LENGTH)}`,
  ])('is refused: %.60j', (url) => {
    expect(verdict(url, shop, 'wx.example.com')).toBe('bad target');
  });
});

describe('a host', () => {
  it.each([
    [shop, 'wx.example.com'],
    [shop, 'WX.Example.COM'],
    [shop, 'wx.example.com:443'],
    [laptop, 'localhost:3000'],
    [laptop, 'LOCALHOST:3000'],
    [laptop, '127.0.0.1:3000'],
    [laptop, '127.5.5.5:3000'],
    [laptop, '[::1]:3000'],
  ])('of ours is admitted (%#: %s)', (address, host) => {
    expect(verdict('/me', address, host)).toBe('admitted');
  });

  it.each([
    [shop, 'evil.example'],
    [shop, ''],
    [shop, 'wx.example.com.'],
    [shop, 'wx.example.com:80'],
    [shop, 'wx.example.com:443:443'],
    [shop, 'wx.example.com@evil.example'],
    [shop, 'evil.example@wx.example.com'],
    [shop, 'wx.example.com/'],
    [shop, 'wx.example.com?'],
    [shop, 'wx.example.com#'],
    [shop, 'wx.example.com\\'],
    [shop, 'wx%2eexample.com'],
    [shop, 'wx。example.com'],
    [shop, 'ｗｘ.example.com'],
    [shop, 'wx.exam\u00adple.com'],
    [shop, 'localhost'],
    [shop, '127.0.0.1'],
    [shop, 'xwx.example.com'],
    [shop, 'wx.example.com.evil.example'],
    [shop, 'wx.example.com, evil.example'],
    [laptop, 'localhost'],
    [laptop, 'localhost:3001'],
    [laptop, '127.0.0.1'],
    [laptop, '10.0.0.1:3000'],
    [laptop, 'localhost.evil.example:3000'],
    [laptop, '127.0.0.1.evil.example:3000'],
  ])('of others is refused (%#: %s)', (address, host) => {
    expect(verdict('/me', address, host)).toBe('wrong host');
  });

  it('must be there once', () => {
    expect(verdict('/me', shop)).toBe('bad target');
    expect(verdict('/me', shop, 'wx.example.com', 'wx.example.com')).toBe('bad target');
    expect(verdict('/me', shop, 'wx.example.com', 'evil.example')).toBe('bad target');
    const odd = {
      url: '/',
      rawHeaders: ['hOsT', 'wx.example.com', 'HOST', 'a'],
      headers: { host: 'wx.example.com' },
    };
    expect(() => admit(odd as never, shop)).toThrow(TargetRefused);
  });

  it.each(['/healthz', '/readyz', '/readyz?full', '/metrics', '/api/v1/accounts/main/token'])(
    'may be any for %s',
    (url) => {
      expect(verdict(url, shop, '10.0.0.7:3000')).toBe('admitted');
    },
  );

  it.each([
    '/healthz/x',
    '/healthzx',
    '/a/healthz',
    '/me?/healthz',
    '/Healthz',
    '/api/v1',
    '/api/v10/x',
    '/a/api/v1/x',
    '/admin/api/v1/x',
  ])('may not be any for %s', (url) => {
    expect(verdict(url, shop, '10.0.0.7:3000')).toBe('wrong host');
  });

  it('that is wrong is told what the right one is, and not its own name', () => {
    const error = new WrongHost(shop);
    expect(error.message).toContain('https://wx.example.com');
    expect(error).toMatchObject({ code: 'request.wrong_host', kind: 'misdirected' });
  });
});
