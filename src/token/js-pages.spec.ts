import { anAccount } from '../../test/fakes/an-account.js';
import { readReturnRule } from '../config/return-rule.js';
import { JsPages } from './js-pages.js';

const rules = ['https://shop.example.com/card', 'https://*.example.org', 'http://dev.example.net:8080'];
const pages = new JsPages(
  'https://wx.example.com',
  rules.map((rule) => readReturnRule(rule)!),
);
const account = anAccount({ jsDomains: ['www.example.cn', 'pay.example.cn:8443'] });
const isRegistered = (url: string): boolean => pages.isRegistered(account, url);

it.each([
  'https://wx.example.com',
  'https://wx.example.com/me?a=b#c',
  'http://wx.example.com/',
  'HTTPS://WX.EXAMPLE.COM/',
  'https://wx.example.com:443/',
  'https://shop.example.com/any/page',
  'https://a.example.org/',
  'https://a.b.example.org/',
  'http://dev.example.net:8080/x',
  'https://www.example.cn/页',
  'http://www.example.cn/',
  'https://pay.example.cn:8443/',
])('signs for %s', (url) => expect(isRegistered(url)).toBe(true));

it.each([
  'https://evil.example/',
  'https://evil.example/https://wx.example.com/',
  'https://evil.example/?https://wx.example.com/',
  'https://evil.example#https://wx.example.com/',
  'https://evil.example\\wx.example.com/',
  'https://wx.example.com@evil.example/',
  'https://wx.example.com%40evil.example/',
  'https://evil.example@wx.example.com/',
  'https://wx.example.com:x@evil.example/',
  'https://:@evil.example/',
  'https://wx.example.com.evil.example/',
  'https://evilwx.example.com/',
  'https://example.com/',
  'https://sub.wx.example.com/',
  'https://wx.example.com./',
  'https://wx.example.com:8443/',
  'https://wx。example.com.evil.example/',
  'https:///evil.example/',
  'https://[::1]/',
  'http://127.0.0.1/',
  'https://example.org/',
  'https://.example.org/',
  'https://evilexample.org/',
  'https://a.example.org.evil.example/',
  'http://a.example.org/',
  'https://a.example.org:8443/',
  'http://shop.example.com/card',
  'http://dev.example.net/',
  'https://dev.example.net:8080/',
  'https://example.cn/',
  'https://pay.example.cn/',
  'https://x.www.example.cn/',
  'javascript://wx.example.com/%0aalert(1)',
  'file://wx.example.com/',
  'ftp://wx.example.com/',
  'blob:https://wx.example.com/1',
  'data:text/html,wx.example.com',
  'wx.example.com',
  '//wx.example.com/',
  '/me',
  'https://',
  '',
])('does not sign for %s', (url) => expect(isRegistered(url)).toBe(false));

it('the JS domains of one account are not another’s', () => {
  expect(pages.isRegistered(anAccount(), 'https://www.example.cn/')).toBe(false);
});

it('a server on a port of its own signs for that port alone', () => {
  const local = new JsPages('http://localhost:3000', []);
  expect(local.isRegistered(anAccount(), 'http://localhost:3000/me')).toBe(true);
  for (const url of ['http://localhost/', 'http://localhost:3001/', 'http://127.0.0.1:3000/'])
    expect(local.isRegistered(anAccount(), url)).toBe(false);
});
