import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PageAssets } from './assets.js';
import { readClient } from './client.js';
import { LANGUAGES, type Language } from './language.js';
import { Pages, type ProblemKind } from './pages.js';
import { WORDS } from './words/by-language.js';

const folder = join(process.cwd(), 'web/visitor');
const assets = new PageAssets(folder);
const pages = new Pages({ assets, productName: 'Lingpai <令牌>' });

const url = 'https://tea.example.com/auth/wechat?scope=snsapi_base&return_to=%2Fme';
const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/132.0.0.0 Safari/537.36';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) Version/17.4.1 Mobile/15E148 Safari/604.1';
const open = (userAgent: string, language: Language = 'zh-CN', address = url) =>
  pages.openInWechat(language, {
    client: readClient(userAgent),
    url: address,
    title: '<b>会员中心</b>',
    host: 'tea.example.com',
  });
const kinds = Object.keys(WORDS.en.problems) as ProblemKind[];
const problem = (kind: ProblemKind, language: Language = 'zh-CN', actionUrl?: string) =>
  pages.problem(language, { kind, number: '7K2M9QXD', ...(actionUrl === undefined ? {} : { actionUrl }) });
const purpose = {
  accountName: '<清风>',
  reason: '用于会员卡 "x"',
  continueUrl: '/go?a=1&b=2',
  laterUrl: '/me',
};

/** Every page there is, in one language. */
const everyPage = (language: Language): [string, string][] => [
  [
    'member',
    pages.member(language, {
      accountName: '清风茶舍',
      openid: 'oX3a9b2c-7DkQe_51vHsTzLmN0pW',
      nickname: '林深见鹿',
      avatarUrl: '/a.png',
      subscribed: true,
      scope: 'snsapi_userinfo',
      snapshot: false,
      expiresAt: '2026-12-03T02:00:00Z',
      profileUrl: '/go',
      refreshable: true,
      firstSeenAt: '2026-11-03T02:00:00Z',
    }),
  ],
  ['open on a computer', open(desktop, language)],
  ['open on a phone', open(iphone, language)],
  ['purpose', pages.purpose(language, purpose)],
  ['not authorized', pages.notAuthorized(language, { retryUrl: '/go', lookUrl: '/' })],
  ['signed out', pages.signedOut(language, { againUrl: '/me' })],
  ...kinds.map((kind): [string, string] => [`problem ${kind}`, problem(kind, language, '/me')]),
];

describe.each(LANGUAGES)('every page in %s', (language) => {
  it.each(everyPage(language))('%s: keeps to the rules', (_name, html) => {
    expect(html.startsWith(`<!doctype html><html lang="${language}">`)).toBe(true);
    expect(html.match(/<h1/g)!.length - (html.match(/<template/g)?.length ?? 0)).toBe(1);
    expect(html.match(/<main/g)).toHaveLength(1);
    expect(html).not.toMatch(/ style=| on[a-z]+=|<style|<script(?! src="\/assets\/)/);
    expect(html).not.toMatch(/user-scalable|maximum-scale/);
    expect(html).not.toMatch(/undefined|\[object|errcode|errmsg|NaN/);
    expect(html).not.toMatch(/(?:src|action|<link[^>]*href)="(?!\/)/);
    expect(html).toContain('wechat-enable-text-zoom-em');
    expect(html).toContain('role="status" aria-live="polite"');
    expect(html).toContain('<bdi>Lingpai &lt;令牌&gt;</bdi>');
  });

  it.each(everyPage(language))('%s: weighs at most 30 KB with all it loads', (_name, html) => {
    const loaded = ['visitor.css', 'visitor.js', 'icon.svg'].map((name) => assets.find(assets.url(name))!);
    const total = loaded.reduce((sum, { body, gzip }) => sum + (gzip ?? body).length, gzipSync(html).length);
    expect(total).toBeLessThanOrEqual(30 * 1024);
  });
});

describe('the words', () => {
  const leaves = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}.${key}`))
      : [`${path} ${typeof value}`];

  it('are as many in every language', () => {
    expect(leaves(WORDS.en).sort()).toEqual(leaves(WORDS['zh-CN']).sort());
  });

  it('in English hold no Chinese but the name of the button WeChat shows', () => {
    const english = JSON.stringify(WORDS.en).replaceAll('使用完整服务', '');
    expect(english).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('open in WeChat', () => {
  it('shows a computer the code and the very sentence WeChat uses', () => {
    const html = open(desktop);
    expect(html).toContain('>请在微信客户端打开链接</h1>');
    expect(html).toContain('<svg class="qr"');
    expect(html).not.toContain('<details');
    expect(html).toContain('<bdi>&lt;b&gt;会员中心&lt;/b&gt;</bdi>');
    expect(html).toContain('<bdi>tea.example.com</bdi>');
  });

  it('gives a phone the link to copy first and folds the code away', () => {
    const html = open(iphone);
    expect(html).toContain('复制链接，到微信里打开');
    expect(html).toMatch(/weui-btn_primary" data-copy="address"/);
    expect(html).toMatch(/<details class="fold">.*<svg class="qr"/);
    expect(html).toContain(`translate="no">${url.replaceAll('&', '&amp;')}</span>`);
  });

  it.each([
    ['企业微信', `${iphone} wxwork/4.1 MicroMessenger/7.0.1`],
    ['小程序', `${iphone} MicroMessenger/8.0.49 miniProgram/wx1`],
    ['QQ', `${iphone} QQ/9.0.8`],
    ['支付宝', `${iphone} AlipayClient/10.5`],
    ['开发者工具', `${iphone} wechatdevtools/1.06 MicroMessenger/8.0.5`],
  ])('speaks of %s where the visitor is in it', (name, userAgent) => {
    expect(/weui-msg__desc">(.*?)<\/p>/.exec(open(userAgent))![1]).toContain(name);
  });

  it('gives a computer the link to copy when it is too long for a code', () => {
    const html = open(desktop, 'zh-CN', `${url}${'x'.repeat(600)}`);
    expect(html).not.toContain('<svg class="qr"');
    expect(html).toContain('<ol>');
  });
});

describe('the purpose page', () => {
  it('says who, what, why and how long, and gives both answers', () => {
    const html = pages.purpose('zh-CN', purpose);
    expect(html).toContain('「<bdi>&lt;清风&gt;</bdi>」想使用你的头像和昵称');
    expect(html).toContain('<bdi>用于会员卡 &quot;x&quot;</bdi>');
    expect(html).toContain('id="agree" href="/go?a=1&amp;b=2"');
    expect(html).toContain('id="later" href="/me"');
    expect(html).toContain('data-done="/me"');
    expect(html).not.toContain('隐私政策');
    expect(pages.purpose('zh-CN', { ...purpose, privacyUrl: 'https://x.example/p' })).toContain('隐私政策');
  });
});

describe('the problem page', () => {
  it('gives each kind a title, a sentence and a number', () => {
    const titles = kinds.map((kind) => /<h1[^>]*>(.*?)<\/h1>/.exec(problem(kind))![1]);
    expect(new Set(titles).size).toBe(kinds.length);
    for (const kind of kinds) expect(problem(kind)).toContain('id="number" translate="no">7K2M9QXD<');
  });

  it('leads where it is told', () => {
    expect(problem('expired', 'zh-CN', '/auth/wechat?a=1&b=2')).toContain('href="/auth/wechat?a=1&amp;b=2"');
    expect(problem('expired', 'zh-CN', 'javascript:alert(1)')).toContain('weui-btn_primary" href="/"');
  });

  it('offers to try the same address again only where that may help', () => {
    const again = kinds.filter((kind) => problem(kind).includes('weui-btn_primary" href=""'));
    expect(again).toEqual(['busy', 'paused', 'too-many', 'internal']);
    expect(problem('misconfigured')).not.toContain('weui-btn_primary');
  });
});

describe('what a visitor loads', () => {
  it.each(readdirSync(folder))('%s names no other origin', (name) => {
    const text = readFileSync(join(folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|['"]\/\//);
  });

  it('keeps the licence of what it builds on', () => {
    expect(readFileSync(join(folder, 'visitor.css'), 'utf8')).toMatch(/WeUI[\s\S]*Tencent, Inc\.[\s\S]*MIT/);
  });
});

describe('beside a running sandbox', () => {
  const model = {
    client: readClient(undefined),
    url: 'https://wx.example.com/me',
    title: '店',
    host: 'wx.example.com',
  };

  it('the page outside WeChat leads to the phone, and only then', () => {
    const withPhone = pages.openInWechat('zh-CN', { ...model, phoneUrl: 'http://localhost:3001' });
    expect(withPhone).toContain('href="http://localhost:3001"');
    expect(pages.openInWechat('zh-CN', { ...model, phoneUrl: null })).not.toContain('id="phone"');
  });
});
