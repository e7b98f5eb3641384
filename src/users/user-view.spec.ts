import { type DetailedUser, userDetailView } from './user-view.js';
import type { FieldOrigin } from './wechat-user.entity.js';

const AT = '2026-03-01T08:00:00.000Z';
const origins = (source: FieldOrigin['source'], ...fields: string[]) =>
  Object.fromEntries(fields.map((field) => [field, { source, at: AT }]));

it('says of each shown field that has a value where it came from, and nothing of any other', () => {
  const user = {
    openid: 'oOne',
    nickname: '小明',
    // WeChat has blanked it, which says nothing.
    city: '',
    subscribed: false,
    subscribedAt: new Date(AT),
    unsubscribedAt: new Date(AT),
    subscribeScene: null,
    grantedScope: 'snsapi_userinfo',
    unionid: 'uOne',
    firstSeenAt: new Date(AT),
    lastLoginAt: null,
    updatedAt: new Date(AT),
    provenance: {
      ...origins('authorization', 'scope', 'unionid'),
      ...origins('sns_userinfo', 'nickname', 'city'),
      ...origins('user_info', 'subscribedAt', 'subscribeScene', 'remark', 'tagIds'),
      ...origins('sync', 'subscribed', 'unsubscribedAt'),
    },
  } as unknown as DetailedUser;
  expect(userDetailView(user, []).sources).toEqual({
    ...origins('authorization', 'scope', 'unionid'),
    ...origins('sns_userinfo', 'nickname'),
    ...origins('user_info', 'subscribed_at'),
    ...origins('sync', 'subscribed', 'unsubscribed_at'),
  });
});
