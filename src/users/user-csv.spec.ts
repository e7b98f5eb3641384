import { userCsv } from './user-csv.js';
import type { ListedUser } from './user-view.js';

const someone: ListedUser = {
  id: '1',
  account: 'main',
  openid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  unionid: null,
  nickname: '小明',
  avatarUrl: null,
  sex: 2,
  language: null,
  city: null,
  province: null,
  country: null,
  subscribed: true,
  subscribedAt: null,
  unsubscribedAt: null,
  subscribeScene: null,
  grantedScope: 'snsapi_userinfo',
  firstSeenAt: new Date('2025-12-31T16:30:00Z'),
  lastLoginAt: null,
  loginCount: 3,
};

async function csvOf(users: ListedUser[], language: 'zh' | 'en' = 'zh'): Promise<string> {
  async function* stream() {
    for (const user of users) yield [user];
  }
  let text = '';
  for await (const piece of userCsv(stream(), language)) text += piece;
  return text;
}

/** The nickname's cell as it stands in the file. */
async function cellOf(nickname: string): Promise<string> {
  const text = await csvOf([{ ...someone, nickname }]);
  return text.slice(text.indexOf('\r\n') + 2).slice('main,o6_bmjrPTlm6_2sgVt7hMZOPfL2M,,'.length);
}

it('begins with the bytes by which Excel knows UTF-8, and ends its lines as Excel does', async () => {
  const text = await csvOf([someone, someone]);
  expect([...Buffer.from(text).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(text.match(/\r\n/g)).toHaveLength(3);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

it('has the headings of its language, and times as people and as programs read them', async () => {
  expect((await csvOf([])).slice(1)).toBe(
    '公众号,OpenID,UnionID,昵称,头像,性别,国家,省份,城市,关注状态,关注时间（北京时间）,关注时间（UTC）,授权范围,' +
      '首次出现（北京时间）,首次出现（UTC）,最近登录（北京时间）,最近登录（UTC）,登录次数\r\n',
  );
  expect(await csvOf([someone])).toContain(
    ',女,,,,已关注,,,snsapi_userinfo,2026-01-01 00:30:00,2025-12-31T16:30:00.000Z,,,3\r\n',
  );
  expect(await csvOf([someone], 'en')).toContain('female,,,,follows,');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠a'])(
  'a nickname such as %j is text, never a formula',
  async (nickname) => {
    expect((await cellOf(nickname)).replace(/^"/, '')).toMatch(/^'/);
  },
);

it('keeps commas, quotes, line breaks and emoji as they are', async () => {
  expect(await cellOf('小,明')).toMatch(/^"小,明",/);
  expect(await cellOf('小"明')).toMatch(/^"小""明",/);
  expect(await cellOf('小\n明')).toMatch(/^"小\n明",/);
  expect(await cellOf('🌸👨‍👩‍👧')).toMatch(/^🌸👨‍👩‍👧,/);
});
