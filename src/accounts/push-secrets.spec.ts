import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import type { Account } from './account.entity.js';
import { newPushSettings } from './account.schemas.js';
import { PushSecrets } from './push-secrets.js';

const [KEY_1, KEY_2, KEY_3] = ['a'.repeat(43), 'b'.repeat(43), 'c'.repeat(43)];
const secrets = new PushSecrets(testSealer);
const changed = (account: Account, given: Parameters<PushSecrets['changes']>[1]): Account => ({
  ...account,
  ...secrets.changes(account, given),
});

it('an account without a push token takes no pushes', () => {
  expect(secrets.of(anAccount())).toBeNull();
});

it('token and key are sealed to their row and column', () => {
  const account = changed(anAccount(), { mode: 'safe', token: 'canaryToken', aesKey: KEY_1 });
  expect(secrets.of(account)).toEqual({
    mode: 'safe',
    token: 'canaryToken',
    aesKeys: [KEY_1],
    originalId: null,
  });
  expect(account.pushTokenSealed!.toString('latin1')).not.toContain('canaryToken');
  const thief = { ...anAccount({ id: 'thief' }), pushTokenSealed: account.pushTokenSealed };
  expect(() => secrets.of(thief)).toThrow(expect.objectContaining({ code: 'crypto.seal_broken' }));
});

it('a new AES key keeps the one before it, and no older one', () => {
  let account = changed(anAccount(), { mode: 'safe', token: 'token', aesKey: KEY_1 });
  account = changed(account, { mode: 'safe', token: 'token', aesKey: KEY_2 });
  expect(secrets.of(account)!.aesKeys).toEqual([KEY_2, KEY_1]);
  account = changed(account, { mode: 'safe', token: 'token', aesKey: KEY_2 });
  expect(secrets.of(account)!.aesKeys).toEqual([KEY_2, KEY_1]);
  account = changed(account, { mode: 'safe', token: 'token', aesKey: KEY_3 });
  expect(secrets.of(account)!.aesKeys).toEqual([KEY_3, KEY_2]);
});

it('what stays the same is not sealed anew', () => {
  const account = changed(anAccount(), { mode: 'safe', token: 'token', aesKey: KEY_1 });
  expect(secrets.changes(account, { mode: 'compat', token: 'token', aesKey: KEY_1 })).toEqual({
    pushMode: 'compat',
  });
});

it('a mode that encrypts wants a key', () => {
  expect(() => secrets.changes(anAccount(), { mode: 'safe', token: 'token' })).toThrow(
    expect.objectContaining({ code: 'account.push_key_missing' }),
  );
  expect(secrets.changes(anAccount(), { mode: 'plain', token: 'token' })).toMatchObject({
    pushMode: 'plain',
  });
});

it.each([
  [{ token: 'ab' }],
  [{ token: 'a'.repeat(33) }],
  [{ token: 'with space' }],
  [{ aesKey: 'a'.repeat(42) }],
  [{ aesKey: `${'a'.repeat(42)}+` }],
  [{ originalId: 'main' }],
  [{ mode: 'aes' }],
])('refuses %j', (wrong) => {
  const good = { mode: 'safe', token: 'token', aesKey: KEY_1, originalId: 'gh_0123456789ab' };
  expect(newPushSettings.safeParse(good).success).toBe(true);
  expect(newPushSettings.safeParse({ ...good, ...wrong }).success).toBe(false);
});
