import { accountKey, newAccount } from './account.schemas.js';

it.each(['main', 'a', '0', 'shop-2', 'a'.repeat(32)])('%s is a key', (key) => {
  expect(accountKey.safeParse(key).success).toBe(true);
});

it.each(['', '-a', 'Main', 'a_b', 'a b', 'a/b', '..', 'a'.repeat(33), 'é', 'main\n', null])(
  '%j is no key',
  (key) => {
    expect(accountKey.safeParse(key).success).toBe(false);
  },
);

const good = { key: 'shop', appId: 'wxshop0000000001', appSecret: '12345678', name: '小店' };

it('fills in what is usual', () => {
  expect(newAccount.parse(good)).toEqual({
    ...good,
    kind: 'service',
    openPlatform: 'default',
    tokenMode: 'stable',
  });
});

it.each([
  [{ appSecret: 'short' }],
  [{ appId: 'wx' }],
  [{ appId: 'wx shop 01' }],
  [{ name: ' ' }],
  [{ name: 'x'.repeat(61) }],
  [{ kind: 'miniprogram' }],
  [{ openPlatform: '' }],
  [{ unknown: 1 }],
])('refuses %j', (wrong) => {
  expect(newAccount.safeParse({ ...good, ...wrong }).success).toBe(false);
});
