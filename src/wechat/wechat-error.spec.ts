import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from './wechat-error.js';

const RID = '6206378a-793424c0-2e4091cc';

it.each([
  ['cgi-bin since 2020', `access_token expired rid: ${RID}`, RID],
  ['sns since 2020', `code been used, rid: ${RID}`, RID],
  ['sns, a few', `invalid code rid: ${RID}`, RID],
  ['both forms at once', `invalid code hint: [qKhDWV0sf-0s77ta] rid: ${RID}`, RID],
  [
    'cgi-bin until 2019',
    'invalid credential, access_token is invalid or not latest hint: [dLTTea0566vr46!]',
    undefined,
  ],
  ['sns until 2020', 'code been used, hints: [ req_id: _01742031 ]', undefined],
  ['something that only looks like one', 'rid: 1234', undefined],
  ['a word that ends in rid', `grid: ${RID}`, undefined],
])('finds the request id: %s', (_name, errmsg, rid) => {
  const { wechat } = new WeChatRefused('sns.access_token', 40163, errmsg);
  expect(wechat.rid).toBe(rid);
  expect(wechat.errmsg).toBe(errmsg);
  expect('rid' in wechat).toBe(rid !== undefined);
});

it('finds the request id even behind what is cut away', () => {
  const { wechat } = new WeChatRefused('x', 40001, `${'x '.repeat(200)} rid: ${RID}`);
  expect(wechat.rid).toBe(RID);
  expect(wechat.errmsg).toHaveLength(300);
});

it('says what an errcode means, in words of ours', () => {
  const error = new WeChatRefused('sns.access_token', 40125, 'invalid appsecret');
  expect(error.message).toBe(
    'WeChat refused sns.access_token with 40125: the AppSecret is wrong; reset it in the console and enter it here',
  );
  expect(error.class).toBe('operator');
});

it('is our upstream in all three ways', () => {
  const errors = [
    new WeChatRefused('x', 1, ''),
    new WeChatUnreachable('x', 'timeout', true),
    new WeChatUnreadable('x', 'status 502'),
  ];
  expect(errors.map(({ kind }) => kind)).toEqual(['upstream', 'upstream', 'upstream']);
  expect(errors.map(({ code }) => code)).toEqual([
    'wechat.refused',
    'wechat.unreachable',
    'wechat.unreadable',
  ]);
});
