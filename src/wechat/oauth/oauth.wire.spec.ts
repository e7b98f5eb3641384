import { codeExchange, done, refreshed, userinfo } from './oauth.wire.js';

const exchange = {
  access_token: '83_token',
  expires_in: 7200,
  refresh_token: '83_refresh',
  openid: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
  scope: 'snsapi_base',
};
const profile = { openid: 'oA', nickname: '小明', headimgurl: 'https://thirdwx.qlogo.cn/mmopen/a/132' };

describe('the answer to a code', () => {
  it('is taken as it comes', () => {
    expect(codeExchange.parse(exchange)).toEqual({
      userToken: '83_token',
      refreshToken: '83_refresh',
      expiresInSeconds: 7200,
      openid: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
      unionid: null,
      scopes: ['snsapi_base'],
      snapshot: false,
    });
  });

  it.each([
    ['one', 'snsapi_userinfo', ['snsapi_userinfo']],
    ['with a trailing comma', 'snsapi_base,', ['snsapi_base']],
    ['two', 'snsapi_base,snsapi_userinfo', ['snsapi_base', 'snsapi_userinfo']],
    ['commas alone', ',,', []],
    ['empty', '', []],
    ['absent', undefined, []],
    ['null', null, []],
  ])('has a scope: %s', (_name, scope, scopes) => {
    expect(codeExchange.parse({ ...exchange, scope }).scopes).toEqual(scopes);
    expect(refreshed.parse({ ...exchange, scope }).scopes).toEqual(scopes);
  });

  it.each([
    [1, true],
    ['1', true],
    [true, true],
    [0, false],
    ['0', false],
    [undefined, false],
    [null, false],
    ['', false],
    [2, false],
  ])('tells a snapshot visitor: is_snapshotuser %j → %j', (flag, snapshot) => {
    expect(codeExchange.parse({ ...exchange, is_snapshotuser: flag }).snapshot).toBe(snapshot);
  });

  it.each([
    ['absent', undefined, null],
    ['null', null, null],
    ['empty', '', null],
    ['blank', '  ', null],
    ['plain', 'o6_bmasdasdsad6_2sgVt7hMZOPfL', 'o6_bmasdasdsad6_2sgVt7hMZOPfL'],
    [
      'with the space of the sample in the documents',
      ' o6_bmasdasdsad6_2sgVt7hMZOPfL',
      'o6_bmasdasdsad6_2sgVt7hMZOPfL',
    ],
  ])('has a unionid: %s', (_name, unionid, read) => {
    expect(codeExchange.parse({ ...exchange, unionid }).unionid).toBe(read);
    expect(userinfo.parse({ ...profile, unionid }).unionid).toBe(read);
  });

  it.each(['a\u0000b', 'a b', 'x'.repeat(129), 7])('refuses the unionid %j', (unionid) => {
    expect(codeExchange.safeParse({ ...exchange, unionid }).success).toBe(false);
  });

  it.each([
    [7200, 7200],
    ['7200', 7200],
    [1, 1],
  ])('lives expires_in seconds: %j', (given, seconds) => {
    expect(codeExchange.parse({ ...exchange, expires_in: given }).expiresInSeconds).toBe(seconds);
    expect(refreshed.parse({ ...exchange, expires_in: given }).expiresInSeconds).toBe(seconds);
  });

  it.each([
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    1e12,
    '',
    'soon',
    '7200s',
    '-7200',
    '0x10',
    '1e3',
    true,
    null,
    undefined,
    [7200],
    {},
  ])('refuses a life of %j', (expires_in) => {
    expect(codeExchange.safeParse({ ...exchange, expires_in }).success).toBe(false);
    expect(refreshed.safeParse({ ...exchange, expires_in }).success).toBe(false);
  });

  it.each(['', 'o\u0000', 'a/b', 'a b', '小', 'x'.repeat(129), 7, null, undefined, ['oA']])(
    'refuses the openid %j',
    (openid) => {
      expect(codeExchange.safeParse({ ...exchange, openid }).success).toBe(false);
      expect(refreshed.safeParse({ ...exchange, openid }).success).toBe(false);
      expect(userinfo.safeParse({ ...profile, openid }).success).toBe(false);
    },
  );

  it.each(['access_token', 'refresh_token'] as const)('refuses an absent, empty or endless %s', (field) => {
    for (const value of [undefined, '', null, 7, 'x'.repeat(2049)])
      expect(codeExchange.safeParse({ ...exchange, [field]: value }).success).toBe(false);
    expect(codeExchange.safeParse({ ...exchange, [field]: 'x'.repeat(2048) }).success).toBe(true);
  });
});

describe('a profile', () => {
  it.each([
    [0, null],
    [1, 1],
    [2, 2],
    ['1', 1],
    ['2', 2],
    [3, null],
    ['', null],
    [null, null],
    [undefined, null],
    ['male', null],
  ])('has a sex: %j → %j', (sex, read) => {
    expect(userinfo.parse({ ...profile, sex }).sex).toBe(read);
  });

  it.each([
    ['any Unicode', '👨‍👩‍👧 𠮷 ﷽ عربى', '👨‍👩‍👧 𠮷 ﷽ عربى'],
    ['empty', '', null],
    ['blank', ' \u0000 ', null],
    ['absent', undefined, null],
    ['null', null, null],
    ['with NUL', 'a\u0000b', 'a b'],
    ['with line ends', 'a\r\nb', 'a  b'],
    ['with C1 controls', 'a\u0085\u009bb', 'a  b'],
    ['with a lone high surrogate', 'a\ud83d', 'a\ufffd'],
    ['with a lone low surrogate', '\ude00b', '\ufffdb'],
    ['with script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['too long', 'x'.repeat(600), 'x'.repeat(512)],
    ['too long, in the middle of an emoji', `${'x'.repeat(511)}😀`, `${'x'.repeat(511)}\ufffd`],
  ])('has a nickname: %s', (_name, nickname, read) => {
    expect(userinfo.parse({ ...profile, nickname }).nickname).toBe(read);
  });

  it.each([
    ['https://thirdwx.qlogo.cn/mmopen/a/132', true],
    ['http://wx.qlogo.cn/mmopen/a/0', true],
    [`https://thirdwx.qlogo.cn/${'a'.repeat(1500)}`, true],
    [`https://thirdwx.qlogo.cn/${'a'.repeat(2000)}`, false],
    ['', false],
    ['javascript:alert(1)', false],
    ['data:image/png;base64,AA', false],
    ['//thirdwx.qlogo.cn/a', false],
    ['https://a/\u0000', false],
    ['https://a/ b', false],
    [undefined, false],
    [null, false],
  ])('has a picture at %s: %j', (headimgurl, kept) => {
    expect(userinfo.parse({ ...profile, headimgurl }).avatarUrl).toBe(kept ? headimgurl : null);
  });

  it('has empty filler since 2021, which says nothing', () => {
    expect(
      userinfo.parse({
        ...profile,
        city: '',
        province: '',
        country: '',
        language: '',
        sex: 0,
        privilege: [],
      }),
    ).toMatchObject({ city: null, province: null, country: null, language: null, sex: null });
  });
});

it('takes "ok" for done, and nothing that does not say so', () => {
  expect(done.safeParse({ errcode: 0, errmsg: 'ok' }).success).toBe(true);
  expect(done.safeParse({ errcode: '0' }).success).toBe(true);
  for (const answer of [{}, { errcode: 'x' }, { errcode: null }, null, 'ok', []])
    expect(done.safeParse(answer).success).toBe(false);
});

it.each(['\ud800', 'a b', 'a\nb', '令牌', ''])(
  'refuses a token that cannot travel in an address: %j',
  (token) => {
    expect(codeExchange.safeParse({ ...exchange, access_token: token }).success).toBe(false);
    expect(refreshed.safeParse({ ...exchange, refresh_token: token }).success).toBe(false);
  },
);
