import type { Account } from '../../src/accounts/account.entity.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { Sealer } from '../../src/kernel/crypto/sealer.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';

/** The keys under which the tests' secrets are sealed. */
export const testKeys = new KeyRing([Buffer.from('0123456789abcdef0123456789abcdef')]);
export const testSealer = new Sealer(testKeys, new SystemRandom());

/** An account; say only what matters. Its secret is sealed to its row. */
export function anAccount({
  appSecret = 'the-app-secret',
  ...given
}: Partial<Account> & { appSecret?: string } = {}): Account {
  const id = given.id ?? '11111111-1111-4111-8111-111111111111';
  return {
    id,
    key: 'main',
    appId: 'wx0123456789abcdef',
    kind: 'service',
    name: '测试号',
    secretSealed: testSealer.seal(appSecret, { table: 'account', column: 'secret_sealed', row: id }),
    openPlatform: 'default',
    verifyFileName: null,
    verifyFileBody: null,
    tokenMode: 'stable',
    jsDomains: [],
    pushMode: 'plain',
    pushTokenSealed: null,
    pushAesKeySealed: null,
    pushPreviousAesKeySealed: null,
    originalId: null,
    loginAccountId: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    updatedAt: new Date('2026-01-01T00:00:00Z'),
    ...given,
  };
}
