import { readReturnRule } from './return-rule.js';

it.each([
  ['https://shop.example.com', { host: 'shop.example.com', port: '', path: '/', anySubdomain: false }],
  ['https://SHOP.Example.com', { host: 'shop.example.com', port: '', path: '/', anySubdomain: false }],
  ['https://shop.example.com:443', { host: 'shop.example.com', port: '', path: '/', anySubdomain: false }],
  [
    'https://shop.example.com:8443/',
    { host: 'shop.example.com', port: '8443', path: '/', anySubdomain: false },
  ],
  ['https://shop.example.com/app', { host: 'shop.example.com', port: '', path: '/app', anySubdomain: false }],
  ['https://*.example.com', { host: '.example.com', port: '', path: '/', anySubdomain: true }],
  [
    'https://*.example.com:8443/app/',
    { host: '.example.com', port: '8443', path: '/app/', anySubdomain: true },
  ],
  ['https://xn--fiqs8s.example', { host: 'xn--fiqs8s.example', port: '', path: '/', anySubdomain: false }],
])('reads %s', (text, rule) => {
  expect(readReturnRule(text)).toEqual({ protocol: 'https:', ...rule });
});

it('reads plain http for a laptop', () => {
  expect(readReturnRule('http://localhost:5173')).toMatchObject({
    protocol: 'http:',
    host: 'localhost',
    port: '5173',
  });
});

it.each([
  '',
  '*',
  'https://*',
  'https://*.com',
  'https://*.',
  'https://*example.com',
  'https://a.*.example.com',
  'https://**.example.com',
  'https://*.*.example.com',
  '*.example.com',
  'example.com',
  '//example.com',
  'https:example.com',
  'https://example.com/../x',
  'https://example.com/a/./b',
  'https://example.com/%2e%2e/',
  'https://example.com?x=1',
  'https://example.com/#a',
  'https://example.com/a b',
  'https://example.com\\@evil.example',
  'https://user@example.com',
  'https://user:pass@example.com',
  'https://example.com@evil.example',
  'https://example.com:99999',
  'https://example.com:',
  'https://127.1',
  'https://0x7f.1',
  'https://2130706433',
  'https://例え.example',
  'https://exa mple.com',
  'https://.example.com',
  'https://example.com.',
  'javascript://example.com',
  'data:text/html,x',
  'ftp://example.com',
  'HTTPS',
  ' https://example.com',
  'https://example.com\n',
])('refuses %j', (text) => {
  expect(readReturnRule(text)).toBeNull();
});
