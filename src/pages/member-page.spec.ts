import { join } from 'node:path';
import { PageAssets } from './assets.js';
import { Pages, type MemberModel } from './pages.js';

const pages = new Pages({ assets: new PageAssets(join(process.cwd(), 'web/visitor')) });

const aMember = (changes: Partial<MemberModel> = {}): MemberModel => ({
  accountName: '清风茶舍',
  openid: 'oX3a9b2c-7DkQe_51vHsTzLmN0pW',
  nickname: null,
  avatarUrl: null,
  subscribed: null,
  scope: 'snsapi_base',
  snapshot: false,
  expiresAt: '2026-12-03T02:00:00Z',
  profileUrl: '/auth/wechat?scope=snsapi_userinfo&return_to=%2Fme',
  refreshable: false,
  firstSeenAt: '2026-11-03T02:00:00Z',
  ...changes,
});
const render = (changes: Partial<MemberModel> = {}) => pages.member('zh-CN', aMember(changes));
const shared: Partial<MemberModel> = {
  scope: 'snsapi_userinfo',
  nickname: '林深见鹿',
  avatarUrl: '/me/avatar?v=1',
};

describe('the member page', () => {
  it('shows who they are at other accounts, and nothing of it where they are nobody there', () => {
    const linked = [{ accountName: '<茶>讯', openid: 'oL1nked2c-7DkQe_51vHsTzLmN0pW' }];
    const html = render({ linked });
    expect(html).toContain('已关联「<bdi>&lt;茶&gt;讯</bdi>」');
    expect(html).toContain('oL1nked2c-7DkQe_51vHs</span><span>TzLmN0pW</span>');
    expect(render()).not.toContain('已关联');
    expect(render({ linked, snapshot: true })).not.toContain('已关联');
  });

  it('asks for the profile below the sentence that says what for', () => {
    const html = render();
    expect(html).toContain('<bdi>未授权资料</bdi>');
    expect(html).toContain('href="/auth/wechat?scope=snsapi_userinfo&amp;return_to=%2Fme"');
    expect(html.indexOf('id="why"')).toBeGreaterThan(0);
    expect(html.indexOf('id="show-profile"')).toBeGreaterThan(html.indexOf('id="why"'));
  });

  it('does not ask again for a profile it has', () => {
    const html = render(shared);
    expect(html).not.toContain('id="show-profile"');
    expect(html).toContain('<bdi>林深见鹿</bdi>');
    expect(html).toContain('src="/me/avatar?v=1"');
  });

  it('asks again when the visitor agreed but nothing arrived, unless it can fetch it by itself', () => {
    expect(render({ scope: 'snsapi_userinfo' })).toContain('id="show-profile"');
    const html = render({ scope: 'snsapi_userinfo', refreshable: true });
    expect(html).not.toContain('id="show-profile"');
    expect(html).toContain('id="update"');
  });

  it('offers to update only what can be updated', () => {
    expect(render(shared)).not.toContain('id="update"');
    expect(render({ ...shared, refreshable: true })).toContain(
      'data-profile-url="/auth/wechat?scope=snsapi_userinfo&amp;return_to=%2Fme"',
    );
  });

  it.each([
    [true, 'yes', '已关注'],
    [false, 'no', '未关注'],
    [null, 'unknown', '尚未得知'],
  ] as const)('tells following (%s) apart', (subscribed, state, word) => {
    expect(render({ subscribed })).toContain(`data-state="${state}">${word}<`);
  });

  it('holds the whole openid, though the middle may be out of sight', () => {
    const html = render();
    const code = /<code[^>]*id="openid"[^>]*>(.*?)<\/code>/.exec(html)![1]!;
    expect(code.replace(/<[^>]+>/g, '')).toBe(aMember().openid);
    expect(html).toContain('data-copy="openid"');
  });

  it('stands in for a missing picture with the first character of the name, whole', () => {
    expect(render({ ...shared, avatarUrl: null, nickname: '👨‍👩‍👧‍👦鹿' })).toContain(
      'aria-hidden="true"><span>👨‍👩‍👧‍👦</span>',
    );
  });

  it('calls a visitor whose name cannot be seen a WeChat user', () => {
    expect(render({ ...shared, nickname: '\u200b\u3164' })).toContain('<bdi>微信用户</bdi>');
  });

  it('takes a picture from this server alone', () => {
    expect(render({ ...shared, avatarUrl: 'https://wx.qlogo.cn/x/132' })).not.toContain('<img');
  });

  it('signs out with a form, so that it works before the script has come', () => {
    expect(render()).toContain(
      '<form class="actions" id="sign-out" method="post" action="/auth/logout"><button',
    );
  });

  it('shows nothing of a snapshot visitor and offers nothing but the way out', () => {
    const html = pages.member('zh-CN', aMember({ ...shared, snapshot: true, refreshable: true }));
    expect(html).toContain('「使用完整服务」');
    const main = /<main.*<\/main>/s.exec(html)![0];
    expect(main).not.toMatch(/<button|<a |<form|<img/);
    expect(main).not.toContain('林深见鹿');
    expect(main).not.toContain('oX3a9b2c');
  });

  it('lets no value out of its place', () => {
    const evil = `"'><script>alert(1)</script>\u2028<!--`;
    const html = render({
      accountName: evil,
      openid: evil,
      nickname: evil,
      expiresAt: evil,
      firstSeenAt: evil,
      scope: evil,
    });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain('<!--');
    expect(html).not.toContain('\u2028');
    expect(html).toContain('<bdi>&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &lt;!--</bdi>');
  });

  it('lets no value out of a time, though the time may be read', () => {
    const html = render({ firstSeenAt: 'Nov 3 2026 ("><script>)' });
    expect(html).toContain('datetime="Nov 3 2026 (&quot;&gt;&lt;script&gt;)">2026年11月');
  });
});
