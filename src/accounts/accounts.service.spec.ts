import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../test/fakes/in-memory-accounts.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import type { Account } from './account.entity.js';
import { type NewAccount, newAccount } from './account.schemas.js';
import { AccountsService, type MainAccount } from './accounts.service.js';

let rows: InMemoryAccounts;
let clock: FixedClock;
let accounts: AccountsService;
beforeEach(() => {
  rows = new InMemoryAccounts();
  clock = new FixedClock();
  accounts = serviceOver();
});
const serviceOver = (): AccountsService => new AccountsService(rows, testSealer, clock, new SystemRandom());
const shop: NewAccount = newAccount.parse({
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
  verifyFile: null,
};

describe('what one instance knows', () => {
  it('is read once for two seconds', async () => {
    rows.held.push(anAccount());
    await Promise.all([accounts.get('main'), accounts.get('main'), accounts.all()]);
    clock.advance(1.9);
    await accounts.getById(rows.held[0]!.id);
    expect(rows.reads).toBe(1);
    clock.advance(0.2);
    await accounts.all();
    expect(rows.reads).toBe(2);
  });

  it('is what another instance changed, two seconds later', async () => {
    await accounts.all();
    await serviceOver().add(shop);
    await expect(accounts.get('shop')).rejects.toMatchObject({ code: 'account.not_found' });
    clock.advance(2);
    expect((await accounts.get('shop')).name).toBe('小店');
  });

  it('is what it was, for ten minutes, while the database is away', async () => {
    rows.held.push(anAccount());
    await accounts.all();
    rows.all = async () => Promise.reject(new DatabaseUnavailable({ cause: new Error('away') }));
    clock.advance(9 * 60);
    expect((await accounts.get('main')).key).toBe('main');
    clock.advance(61);
    await expect(accounts.get('main')).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('is what it changed itself, at once', async () => {
    await accounts.all();
    expect((await accounts.add(shop)).key).toBe('shop');
    await accounts.rotateSecret('shop', 'another-secret');
    expect(accounts.credentialsOf(await accounts.get('shop')).appSecret).toBe('another-secret');
    await accounts.setVerifyFile('shop', 'MP_verify_a.txt', Buffer.from('a'));
    expect(await accounts.verifyFile('MP_verify_a.txt')).toEqual(Buffer.from('a'));
    expect(await accounts.verifyFile('MP_verify_b.txt')).toBeNull();
  });

  it('is what it changed itself even while it was being read', async () => {
    let answer = (_accounts: Account[]): void => undefined;
    const all = rows.all.bind(rows);
    rows.all = () => new Promise((resolve) => (answer = resolve));
    const before = accounts.all();
    rows.all = all;
    const added = accounts.add(shop);
    await new Promise((resolve) => setImmediate(resolve));
    answer([]);
    expect(await before).toEqual([]);
    expect((await added).key).toBe('shop');
    expect((await accounts.get('shop')).key).toBe('shop');
  });

  it('is as old as the question, not as the answer', async () => {
    const all = rows.all.bind(rows);
    let answer = (): void => undefined;
    rows.all = async () => {
      const read = await all();
      await new Promise<void>((resolve) => (answer = resolve));
      return read;
    };
    const before = accounts.all();
    await new Promise((resolve) => setImmediate(resolve));
    rows.all = all;
    await serviceOver().add(shop);
    clock.advance(1.9);
    answer();
    expect(await before).toEqual([]);
    clock.advance(0.2);
    expect((await accounts.all()).map(({ key }) => key)).toEqual(['shop']);
  });

  it('is asked anew when the question under way is too old', async () => {
    const all = rows.all.bind(rows);
    rows.all = async () => {
      const read = await all();
      rows.all = all;
      return new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(read))));
    };
    const before = accounts.all();
    await serviceOver().add(shop);
    clock.advance(2);
    expect((await accounts.all()).map(({ key }) => key)).toEqual(['shop']);
    expect(await before).toEqual([]);
  });

  it('is not a failure for longer than the failure lasts', async () => {
    const all = rows.all.bind(rows);
    rows.all = async () => Promise.reject(new Error('away'));
    await expect(accounts.all()).rejects.toThrow('away');
    rows.all = all;
    expect(await accounts.all()).toEqual([]);
  });
});

describe('a secret', () => {
  it('is kept sealed, and opens for WeChat alone', async () => {
    const account = await accounts.add(shop);
    expect(account.secretSealed.toString('latin1')).not.toContain('canary');
    expect(JSON.stringify(rows.held)).not.toContain('canary');
    expect(accounts.credentialsOf(account)).toEqual({
      appId: 'wxshop0000000001',
      appSecret: 'canary-of-the-shop',
    });
  });

  it('copied to another account’s row does not open there', async () => {
    const account = await accounts.add(shop);
    const thief = { ...anAccount({ key: 'thief' }), secretSealed: account.secretSealed };
    expect(() => accounts.credentialsOf(thief)).toThrow(
      expect.objectContaining({ code: 'crypto.seal_broken' }),
    );
  });
});

it.each([
  [{ key: 'shop' }, 'Another account has this key.'],
  [{ appId: 'wxshop0000000001' }, 'Another account has this appid.'],
])('an account with the same %j is taken', async (same, message) => {
  await accounts.add(shop);
  const other = { ...shop, key: 'other', appId: 'wxother000000001', ...same };
  await expect(accounts.add(other)).rejects.toMatchObject({ code: 'account.taken', message });
});

it('finds the website app that shares the Open Platform account', async () => {
  const account = await accounts.add({ ...shop, openPlatform: 'p1' });
  expect(await accounts.websiteBeside(account)).toBeNull();
  await accounts.add({ ...shop, key: 'web2', appId: 'wxweb000000002', kind: 'website', openPlatform: 'p2' });
  expect(await accounts.websiteBeside(account)).toBeNull();
  await accounts.add({ ...shop, key: 'web1', appId: 'wxweb000000001', kind: 'website', openPlatform: 'p1' });
  expect((await accounts.websiteBeside(account))!.key).toBe('web1');
});

describe('the account main', () => {
  it('keeps the AES key that another instance set a moment ago beside the next one', async () => {
    await accounts.ensureMain(main);
    await accounts.all();
    const [first, second] = ['a'.repeat(43), 'b'.repeat(43)];
    await serviceOver().setPush('main', { mode: 'safe', token: 'token', aesKey: first });
    await accounts.setPush('main', { mode: 'safe', token: 'token', aesKey: second });
    expect(accounts.pushSettingsOf(await accounts.get('main'))).toMatchObject({ aesKeys: [second, first] });
    await expect(accounts.setPush('nobody', { mode: 'plain', token: 'token' })).rejects.toMatchObject({
      code: 'account.not_found',
    });
  });

  it('is made from the configuration, and follows it', async () => {
    await accounts.ensureMain({ ...main, verifyFile: { name: 'MP_verify_a.txt', body: Buffer.from('a') } });
    expect(await accounts.get('main')).toMatchObject({ name: '主号', verifyFileName: 'MP_verify_a.txt' });
    await accounts.ensureMain({ ...main, name: '新名', kind: 'website', appSecret: 'rotated' });
    const held = await accounts.get('main');
    expect(held).toMatchObject({ name: '新名', kind: 'website', verifyFileName: 'MP_verify_a.txt' });
    expect(accounts.credentialsOf(held).appSecret).toBe('rotated');
    expect(rows.held).toHaveLength(1);
  });

  it('takes pushes as the configuration says, or else as it was set before', async () => {
    const push = { mode: 'safe', token: 'token', aesKey: 'a'.repeat(43) } as const;
    await accounts.ensureMain({ ...main, push });
    const first = await accounts.get('main');
    expect(accounts.pushSettingsOf(first)).toEqual({
      mode: 'safe',
      token: 'token',
      aesKeys: ['a'.repeat(43)],
      originalId: null,
    });
    await accounts.ensureMain({ ...main, push });
    expect((await accounts.get('main')).pushAesKeySealed).toEqual(first.pushAesKeySealed);
    await accounts.ensureMain(main);
    expect(accounts.pushSettingsOf(await accounts.get('main'))).toMatchObject({ token: 'token' });
  });

  it('learns its original id once', async () => {
    await accounts.ensureMain(main);
    const account = await accounts.get('main');
    expect(await accounts.learnOriginalId(account, 'gh_first')).toBe('gh_first');
    expect(await accounts.learnOriginalId(account, 'gh_second')).toBe('gh_first');
  });

  it('is not sealed anew while its secret is the same', async () => {
    await accounts.ensureMain(main);
    const sealed = rows.held[0]!.secretSealed;
    await accounts.ensureMain(main);
    expect(rows.held[0]!.secretSealed).toBe(sealed);
  });

  it('gets the configured secret when the stored one no longer opens', async () => {
    await accounts.ensureMain(main);
    rows.held[0]!.secretSealed = Buffer.from('from another key');
    await accounts.ensureMain(main);
    expect(accounts.credentialsOf(await accounts.get('main')).appSecret).toBe('canary-of-main');
  });

  it('never becomes another appid: its users would be somebody else’s', async () => {
    await accounts.ensureMain(main);
    const other = accounts.ensureMain({ ...main, appId: 'wxother000000001' });
    await expect(other).rejects.toMatchObject({ code: 'account.mismatch' });
    await expect(other).rejects.toThrow(/wx0123456789abcdef.*wxother000000001/);
    expect(rows.held[0]!.appId).toBe('wx0123456789abcdef');
  });

  it('made by two instances at once is one', async () => {
    await Promise.all([accounts.ensureMain(main), serviceOver().ensureMain(main)]);
    expect(rows.held).toHaveLength(1);
  });

  it('made by two instances at once with two appids is one, and the other instance is told', async () => {
    const outcomes = await Promise.allSettled([
      accounts.ensureMain(main),
      serviceOver().ensureMain({ ...main, appId: 'wxother000000001' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'account.mismatch' },
    });
  });

  it('is refused when another key has its appid', async () => {
    await accounts.add({ ...shop, appId: main.appId });
    await expect(accounts.ensureMain(main)).rejects.toMatchObject({ code: 'account.taken' });
  });
});
