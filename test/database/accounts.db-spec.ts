import { SealBroken } from '../../src/kernel/crypto/sealer.js';
import { newAccount } from '../../src/accounts/account.schemas.js';
import type { MainAccount } from '../../src/accounts/accounts.service.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { FixedClock } from '../fakes/fixed-clock.js';

let database: ADatabase;
beforeAll(async () => void (database = await aDatabase()));
beforeEach(() => database.clear());
afterAll(() => database.end());

const shop = newAccount.parse({
  key: 'shop',
  appId: 'wxshop0000000001',
  appSecret: 'canary-of-the-shop',
  name: '小店',
});
const main: MainAccount = {
  appId: 'wx0123456789abcdef',
  appSecret: 'canary-of-main',
  kind: 'service',
  name: '主号',
  verifyFile: { name: 'MP_verify_aB.txt', body: Buffer.from([0x61, 0x42, 0x0a]) },
};

describe('accounts in Postgres', () => {
  it('keep their secret sealed, and open it for WeChat', async () => {
    const accounts = database.accountsOf();
    await accounts.add(shop);
    expect(accounts.credentialsOf(await accounts.get('shop')).appSecret).toBe('canary-of-the-shop');
    const [row] = await database.sql.rows<Record<string, unknown>>('SELECT * FROM account');
    for (const value of Object.values(row!)) {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
      expect(bytes.includes('canary')).toBe(false);
    }
  });

  it('do not open the secret of one in the row of another', async () => {
    const accounts = database.accountsOf();
    await accounts.ensureMain(main);
    await accounts.add(shop);
    await database.sql.rows(
      "UPDATE account SET secret_sealed = (SELECT secret_sealed FROM account WHERE key = 'shop') WHERE key = 'main'",
    );
    const fresh = database.accountsOf();
    const moved = await fresh.get('main');
    expect(() => fresh.credentialsOf(moved)).toThrow(SealBroken);
    expect(fresh.credentialsOf(await fresh.get('shop')).appSecret).toBe('canary-of-the-shop');
  });

  it('take a new secret, which other instances use two seconds later', async () => {
    const clock = new FixedClock();
    const [here, there] = [database.accountsOf(), database.accountsOf(clock)];
    await here.add(shop);
    expect(there.credentialsOf(await there.get('shop')).appSecret).toBe('canary-of-the-shop');
    await here.rotateSecret('shop', 'the next one');
    expect(here.credentialsOf(await here.get('shop')).appSecret).toBe('the next one');
    clock.advance(2);
    expect(there.credentialsOf(await there.get('shop')).appSecret).toBe('the next one');
    await expect(here.rotateSecret('nobody', 'x')).rejects.toMatchObject({ code: 'account.not_found' });
  });

  it.each([
    [{ key: 'shop', appId: 'wxother000000001' }, 'Another account has this key.'],
    [{ key: 'other' }, 'Another account has this appid.'],
  ])('refuse another one with the same, and say which (%j)', async (same, message) => {
    const accounts = database.accountsOf();
    await accounts.add(shop);
    await expect(accounts.add({ ...shop, ...same })).rejects.toMatchObject({
      code: 'account.taken',
      message,
    });
    expect(await database.count('account')).toBe(1);
  });

  it('are listed the oldest first', async () => {
    const accounts = database.accountsOf();
    await accounts.add({ ...shop, key: 'zz' });
    await accounts.add({ ...shop, key: 'aa', appId: 'wxother000000001' });
    expect((await database.accountsOf().all()).map(({ key }) => key)).toEqual(['zz', 'aa']);
  });
});

describe('main', () => {
  it('made by eight instances that start at once is one', async () => {
    await Promise.all(Array.from({ length: 8 }, () => database.accountsOf().ensureMain(main)));
    expect(await database.count('account')).toBe(1);
    const accounts = database.accountsOf();
    expect(await accounts.verifyFile('MP_verify_aB.txt')).toEqual(Buffer.from([0x61, 0x42, 0x0a]));
    expect(accounts.credentialsOf(await accounts.get('main')).appSecret).toBe('canary-of-main');
  });

  it('of two instances that disagree about the appid is the first one’s, and the other is told', async () => {
    const outcomes = await Promise.allSettled([
      database.accountsOf().ensureMain(main),
      database.accountsOf().ensureMain({ ...main, appId: 'wxother000000001' }),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { code: 'account.mismatch' } });
    expect(await database.count('account')).toBe(1);
  });

  it('follows the configuration, but never to another appid', async () => {
    await database.accountsOf().ensureMain(main);
    await database.accountsOf().ensureMain({ ...main, name: '新名', appSecret: 'rotated', verifyFile: null });
    const accounts = database.accountsOf();
    const held = await accounts.get('main');
    expect(held).toMatchObject({ name: '新名', verifyFileName: 'MP_verify_aB.txt' });
    expect(held.updatedAt.getTime()).toBeGreaterThanOrEqual(held.createdAt.getTime());
    expect(accounts.credentialsOf(held).appSecret).toBe('rotated');
    const other = accounts.ensureMain({ ...main, appId: 'wxother000000001' });
    await expect(other).rejects.toMatchObject({ code: 'account.mismatch' });
  });
});

it('says that the database is away rather than that something is wrong with us', async () => {
  const away = await aDatabase(1);
  const accounts = away.accountsOf();
  await away.end();
  for (const asked of [accounts.all(), accounts.add(shop), accounts.ensureMain(main)])
    await expect(asked).rejects.toMatchObject({ code: 'database.unavailable', kind: 'unavailable' });
});
