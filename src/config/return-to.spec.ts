import * as fc from 'fast-check';
import { readReturnRule } from './return-rule.js';
import { type ReturnPolicy, readReturnTo } from './return-to.js';

const RULES = [
  'https://shop.example.com',
  'https://app.example.net/app',
  'https://*.wild.example.org',
  'https://port.example.com:8443/deep/',
  'http://localhost:5173',
];
const policy: ReturnPolicy = {
  publicUrl: 'https://wx.example.com',
  rules: RULES.map((text) => readReturnRule(text)!),
};
const read = (text: string): string | null => readReturnTo(text, policy);

describe('a path here', () => {
  it.each([
    ['/', '/'],
    ['/me', '/me'],
    ['/me?a=1&b=%2F#frag', '/me?a=1&b=%2F#frag'],
    ['/#/orders/7', '/#/orders/7'],
    ['/a/../b', '/b'],
    ['/a/%2e%2e/b', '/b'],
    ['/./me', '/me'],
    ['/搜索?q=小明#节', '/%E6%90%9C%E7%B4%A2?q=%E5%B0%8F%E6%98%8E#%E8%8A%82'],
    ['/a//b', '/a//b'],
    ['/me?next=//evil.example', '/me?next=//evil.example'],
    ['/me?next=https://evil.example', '/me?next=https://evil.example'],
    ['/%09/evil.example', '/%09/evil.example'],
    ['/%2F/evil.example', '/%2F/evil.example'],
    ['/@evil.example', '/@evil.example'],
    ['/:80', '/:80'],
    ['/auth', '/auth'],
    ['/auth/session', '/auth/session'],
    ['/auth/wechatter', '/auth/wechatter'],
    ['https://wx.example.com/me#x', '/me#x'],
    ['https://WX.EXAMPLE.COM:443/me', '/me'],
    ['//wx.example.com/me', '/me'],
  ])('%s is answered as %s', (text, answer) => {
    expect(read(text)).toBe(answer);
  });
});

describe('an address that a rule allows', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com/'],
    ['https://SHOP.example.com:443/x?y#z', 'https://shop.example.com/x?y#z'],
    ['https://shop.example.com/%2e%2e/x', 'https://shop.example.com/x'],
    ['https://app.example.net/app', 'https://app.example.net/app'],
    ['https://app.example.net/app/', 'https://app.example.net/app/'],
    ['https://app.example.net/app?x=1', 'https://app.example.net/app?x=1'],
    ['https://app.example.net/app/deep/er#f', 'https://app.example.net/app/deep/er#f'],
    ['https://a.wild.example.org/', 'https://a.wild.example.org/'],
    ['https://a.b.wild.example.org/x', 'https://a.b.wild.example.org/x'],
    ['https://port.example.com:8443/deep/x', 'https://port.example.com:8443/deep/x'],
    ['http://localhost:5173/', 'http://localhost:5173/'],
  ])('%s is answered as %s', (text, answer) => {
    expect(read(text)).toBe(answer);
  });
});

describe('anything else is refused', () => {
  it.each([
    '',
    'me',
    '?x',
    '#x',
    '.',
    '..',
    '../me',
    ' /me',
    '/me ',
    '\t/me',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r/evil.example',
    'ht\ttps://shop.example.com',
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/%2e%2e//evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'http://evil.example',
    'https://evil.example',
    'https://wx.example.com.evil.example',
    'https://wx.example.com@evil.example',
    'https://wx.example.com:pass@evil.example/',
    'https://user@wx.example.com/me',
    'https://user:pass@shop.example.com/',
    'https://evil.example#@shop.example.com',
    'https://evil.example?@shop.example.com',
    'https://evil.example/@shop.example.com',
    'https://evil.example\\@shop.example.com',
    'https://shop.example.com\\.evil.example',
    'https://shop.example.com.',
    'https://shop.example.com:8443/',
    'http://shop.example.com/',
    'http://wx.example.com/me',
    'https://wx.example.com:8443/me',
    'https://xshop.example.com',
    'https://shop.example.comx',
    'https://example.com',
    'https://app.example.net/',
    'https://app.example.net/apple',
    'https://app.example.net/App',
    'https://app.example.net/app/../secret',
    'https://app.example.net/app/%2e%2e/secret',
    'https://app.example.net/app/%2E%2E%2Fsecret',
    'https://app.example.net/app/..%2fsecret',
    'https://app.example.net/app/..%5csecret',
    'https://app.example.net/app%2f..%2fsecret',
    'https://app.example.net//app',
    'https://wild.example.org',
    'https://.wild.example.org',
    'https://xwild.example.org',
    'https://a.wild.example.org.evil.example',
    'https://port.example.com:8443/deep',
    'https://port.example.com/deep/x',
    'http://localhost:3000/',
    'https://localhost:5173/',
    'http://127.0.0.1:5173/',
    'javascript:alert(1)',
    'JavaScript:alert(1)//shop.example.com',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://wx.example.com/x',
    'ftp://shop.example.com/',
    'weixin://dl/business',
    'intent://shop.example.com#Intent;end',
    'about:blank',
    '/auth/wechat',
    '/auth/wechat/',
    '/auth/wechat?return_to=/me',
    '/auth/wechat#x',
    '/auth/wechat/main/callback?code=x',
    '/auth/link/x',
    '/AUTH/WeChat',
    '/auth/./wechat',
    '/x/../auth/wechat',
    '/auth%2Fwechat',
    '/%61uth/wechat',
    'https://wx.example.com/auth/wechat?x',
    '/a\u00a0b',
    '/a\u2028b',
    '/\ufeff',
    '/a\u007fb',
    '/a\u0000b',
    '/a\u0085b',
    `/${'a'.repeat(2_048)}`,
    'https://[::1]/',
    'https://shop.example.com:99999/',
    'https://%73hop.evil.example/',
    'https://ｅvil.example/',
  ])('%j', (text) => {
    expect(read(text)).toBeNull();
  });

  it('what the parser writes longer than may be kept, because it is read once more at the callback', () => {
    expect(read(`/${'文'.repeat(220)}`)).toMatch(/^\/(?:%E6%96%87){220}$/);
    expect(read(`/${'文'.repeat(300)}`)).toBeNull();
  });
});

describe('whatever is accepted', () => {
  const pieces = fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    '%09',
    '@',
    ':',
    '#',
    '?',
    '&',
    '=',
    'a',
    'me',
    ';',
    '\t',
    '\n',
    ' ',
    'http:',
    'https:',
    'HTTPS://',
    'javascript:',
    'evil.example',
    'wx.example.com',
    'shop.example.com',
    ':443',
    ':80',
    '.wild.example.org',
    'app.example.net/app',
    '/app',
    'auth/wechat',
    'user:pass@',
    '\u00ad',
    '\u3002',
    'ｗｘ',
    '文',
    '\ud800',
    '[::1]',
  );
  const hostile = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 10 }).map((parts) => `/${parts.join('')}`),
    fc.array(pieces, { maxLength: 10 }).map((parts) => `https://${parts.join('')}`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `/${text}`),
  );
  const origins = new Set([
    'https://wx.example.com',
    'https://shop.example.com',
    'https://app.example.net',
    'https://port.example.com:8443',
    'http://localhost:5173',
  ]);

  it('leads a browser to an allowed origin, and stays here when it is a path', () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostile, (text) => {
        const answer = read(text);
        if (answer === null) return;
        accepted++;
        const landed = new URL(answer, policy.publicUrl);
        if (answer.startsWith('/')) expect(landed.origin).toBe(policy.publicUrl);
        else
          expect(
            origins.has(landed.origin) || /^https:\/\/[^/]+\.wild\.example\.org$/.test(landed.origin),
          ).toBe(true);
        expect(landed.username + landed.password).toBe('');
        expect(landed.pathname).not.toMatch(/^\/auth\/wechat(?:\/|$)/i);
        // As a browser reads it inside a page of ours, and as an HTTP header carries it.
        expect(new URL(answer, 'https://wx.example.com/auth/wechat/main/callback').href).toBe(landed.href);
        expect(answer).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it('is accepted again as it is, because the callback reads it once more', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const answer = read(text);
        if (answer !== null) expect(read(answer)).toBe(answer);
      }),
      { numRuns: 20_000 },
    );
  });
});
