import { followerPage, userInfo, userInfos } from './user.wire.js';

const following = {
  subscribe: 1,
  openid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  nickname: '',
  sex: 0,
  language: 'zh_CN',
  city: '',
  province: '',
  country: '',
  headimgurl: '',
  subscribe_time: 1_382_694_957,
  unionid: ' o6_bmasdasdsad6_2sgVt7hMZOPfL',
  remark: '',
  groupid: 0,
  tagid_list: [128, 2],
  subscribe_scene: 'ADD_SCENE_QR_CODE',
  qr_scene: 98_765,
  qr_scene_str: '',
};

it('reads a follower: empty names say nothing, the unionid is trimmed, an empty remark is one', () => {
  expect(userInfo.parse(following)).toEqual({
    openid: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
    subscribed: true,
    unionid: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
    nickname: null,
    avatarUrl: null,
    sex: null,
    language: 'zh_CN',
    city: null,
    province: null,
    country: null,
    subscribedAt: new Date('2013-10-25T09:55:57.000Z'),
    subscribeScene: 'ADD_SCENE_QR_CODE',
    qrScene: '98765',
    remark: '',
    tagIds: [128, 2],
  });
});

it('prefers the text of a QR code to its number, and takes 0 for none', () => {
  expect(userInfo.parse({ ...following, qr_scene_str: 'shop_7' }).qrScene).toBe('shop_7');
  expect(userInfo.parse({ ...following, qr_scene: 0 }).qrScene).toBeNull();
});

it('still reads names where WeChat gives them', () => {
  const told = { ...following, nickname: '小明', sex: 1, headimgurl: 'http://thirdwx.qlogo.cn/a/0' };
  expect(userInfo.parse(told)).toMatchObject({
    nickname: '小明',
    sex: 1,
    avatarUrl: 'http://thirdwx.qlogo.cn/a/0',
  });
});

it.each([
  ['the old shape', { subscribe: 0, openid: 'oA', tagid_list: [] }],
  [
    'the new shape',
    { subscribe: 0, openid: 'oA', nickname: '', sex: 0, language: 'zh_CN', city: '', tagid_list: [] },
  ],
])('takes somebody who does not follow for a success, in %s', (_which, wire) => {
  expect(userInfo.parse(wire)).toMatchObject({
    subscribed: false,
    unionid: null,
    subscribedAt: null,
    remark: null,
    tagIds: null,
  });
});

it('takes the unionid of somebody who does not follow, where it comes', () => {
  expect(userInfo.parse({ subscribe: 0, openid: 'oA', unionid: 'uA' }).unionid).toBe('uA');
});

it('refuses what is no user', () => {
  for (const wire of [{}, { subscribe: 2, openid: 'oA' }, { subscribe: 1 }, { subscribe: 1, openid: 'a b' }])
    expect(userInfo.safeParse(wire).success).toBe(false);
  expect(userInfos.safeParse({ user_info_list: [following, {}] }).success).toBe(false);
});

it('reads a page of followers, and the page after the last, which has no data', () => {
  const page = { total: 3, count: 2, data: { openid: ['oA', 'oB'] }, next_openid: 'oB' };
  expect(followerPage.parse(page)).toEqual({ total: 3, openids: ['oA', 'oB'] });
  expect(followerPage.parse({ total: 3, count: 0, next_openid: '' })).toEqual({ total: 3, openids: [] });
});

it('passes over empty openids on a page, as WeChat’s own sample has them', () => {
  expect(followerPage.parse({ total: 2, count: 2, data: { openid: ['', 'oB'] } }).openids).toEqual(['oB']);
});
