import { randomBytes, randomUUID } from 'node:crypto';
import type {
  ApiKeyRepository,
  ApiKeyRow,
  NewApiKeyRow,
  SuccessorRow,
} from '../../src/callers/api-key.repository.js';

/** What a keeper of API keys is tested with; an account `main` and an account `shop` exist. */
export interface ApiKeysUnderTest {
  readonly keys: ApiKeyRepository;
  /** Ids of the accounts, by key. */
  readonly accounts: Readonly<Record<'main' | 'shop', string>>;
  /** Lets time pass. */
  advance(seconds: number): Promise<void>;
}

/** What every keeper of API keys promises. */
export function keepsApiKeys(make: () => Promise<ApiKeysUnderTest>): void {
  let under: ApiKeysUnderTest;
  let keys: ApiKeyRepository;
  beforeEach(async () => {
    under = await make();
    keys = under.keys;
  });

  async function keep(given: Partial<NewApiKeyRow> = {}): Promise<NewApiKeyRow> {
    const key: NewApiKeyRow = {
      id: randomUUID(),
      name: '报表',
      prefix: 'lp_abcde',
      digest: randomBytes(32).toString('hex'),
      scopes: ['token:read'],
      account: null,
      cidrs: [],
      lifeSeconds: null,
      ...given,
    };
    expect(await keys.insert(key)).toBe(true);
    return key;
  }
  const get = async (id: string): Promise<ApiKeyRow> => (await keys.find({ id }))[0]!;
  const liveIds = async (): Promise<string[]> => (await keys.live()).map(({ id }) => id).sort();

  it('tells all that a gate must know of a live key', async () => {
    const one = await keep();
    const two = await keep({ account: 'shop', scopes: ['token:read', 'users:write'], cidrs: ['10.0.0.0/8'] });
    const rows = await keys.live();
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        {
          id: one.id,
          digest: one.digest,
          name: '报表',
          prefix: 'lp_abcde',
          scopes: ['token:read'],
          accountId: null,
          accountKey: null,
          cidrs: [],
          secondsLeft: null,
        },
        {
          id: two.id,
          digest: two.digest,
          name: '报表',
          prefix: 'lp_abcde',
          scopes: ['token:read', 'users:write'],
          accountId: under.accounts.shop,
          accountKey: 'shop',
          cidrs: ['10.0.0.0/8'],
          secondsLeft: null,
        },
      ]),
    );
  });

  it('keeps no key for an account that does not exist', async () => {
    const { id, ...rest } = await keep();
    expect(await keys.insert({ ...rest, id: randomUUID(), digest: 'ab'.repeat(32), account: 'nobody' })).toBe(
      false,
    );
    expect(await liveIds()).toEqual([id]);
  });

  it('shows an operator when a key was made and all that limits it, and not its digest', async () => {
    const { id, digest } = await keep({ account: 'main', cidrs: ['2001:db8::/32'], lifeSeconds: 3_600 });
    const row = await get(id);
    expect(row).toMatchObject({
      id,
      account: 'main',
      cidrs: ['2001:db8::/32'],
      lastUsedAt: null,
      revokedAt: null,
      live: true,
    });
    expect(row.expiresAt!.getTime() - row.createdAt.getTime()).toBe(3_600_000);
    expect(JSON.stringify(row)).not.toContain(digest);
  });

  it('finds by id, by prefix and by digest', async () => {
    const [one, two] = [await keep(), await keep()];
    const other = await keep({ prefix: 'lp_ABCDE' });
    const idsOf = (rows: readonly ApiKeyRow[]): string[] => rows.map(({ id }) => id).sort();
    expect(idsOf(await keys.find({ id: other.id }))).toEqual([other.id]);
    expect(idsOf(await keys.find({ prefix: 'lp_abcde' }))).toEqual([one.id, two.id].sort());
    expect(idsOf(await keys.find({ digest: two.digest }))).toEqual([two.id]);
    expect(await keys.find({ prefix: 'lp_aaaaa' })).toEqual([]);
  });

  it('ends a key once, and remembers when that was', async () => {
    const [one, two] = [await keep(), await keep()];
    const revokedAt = await keys.revoke(one.id);
    expect(revokedAt).toBeInstanceOf(Date);
    expect(await liveIds()).toEqual([two.id]);
    expect(await keys.revoke(one.id)).toEqual(revokedAt);
    expect(await get(one.id)).toMatchObject({ revokedAt, live: false });
    expect(await keys.revoke(randomUUID())).toBeNull();
  });

  it('lists what opens something, and the rest only when asked', async () => {
    const [one, two] = [await keep(), await keep({ lifeSeconds: 60 })];
    const three = await keep();
    await keys.revoke(three.id);
    await under.advance(61);
    expect((await keys.list(false)).map(({ id }) => id)).toEqual([one.id]);
    const all = await keys.list(true);
    expect(all.map(({ id }) => id).sort()).toEqual([one.id, two.id, three.id].sort());
  });

  it('says how long a key has left, and drops it at its end', async () => {
    const { id } = await keep({ lifeSeconds: 60 });
    await under.advance(50);
    const [row] = await keys.live();
    expect(row!.secondsLeft).toBeGreaterThan(8);
    expect(row!.secondsLeft).toBeLessThanOrEqual(10);
    await under.advance(11);
    expect(await liveIds()).toEqual([]);
    expect(await get(id)).toMatchObject({ live: false, revokedAt: null });
  });

  const successor = (): SuccessorRow => ({
    id: randomUUID(),
    prefix: 'lp_after',
    digest: randomBytes(32).toString('hex'),
  });

  it('puts another in the place of a key, which lapses after a while, or before when that was its end anyway', async () => {
    const [long, short] = [await keep(), await keep({ lifeSeconds: 60 })];
    const [afterLong, afterShort] = [successor(), successor()];
    expect(await keys.roll(long.id, afterLong, 100)).toBe(true);
    expect(await keys.roll(short.id, afterShort, 100)).toBe(true);
    expect(await liveIds()).toEqual([long.id, short.id, afterLong.id, afterShort.id].sort());
    await under.advance(70);
    expect(await liveIds()).toEqual([long.id, afterLong.id].sort());
    await under.advance(40);
    expect(await liveIds()).toEqual([afterLong.id]);
  });

  it('gives the successor what the key had: name, rights, and the life it was made with', async () => {
    const all = {
      name: '报表',
      scopes: ['token:read', 'users:write'],
      account: 'shop',
      cidrs: ['10.0.0.0/8'],
    };
    const old = await keep({ ...all, lifeSeconds: 30 * 86_400 });
    await under.advance(20 * 86_400 + 5);
    const next = successor();
    expect(await keys.roll(old.id, next, 3_600)).toBe(true);
    const row = await get(next.id);
    expect(row).toMatchObject({ ...all, prefix: 'lp_after', rolledAt: null, revokedAt: null, live: true });
    expect(row.expiresAt!.getTime() - row.createdAt.getTime()).toBe(30 * 86_400_000);
    expect((await keys.find({ digest: next.digest })).map(({ id }) => id)).toEqual([next.id]);
    expect(await get(old.id)).toMatchObject({ rolledAt: expect.any(Date), live: true });
  });

  it('puts one in the place of a key, and none in that of a key which has ended', async () => {
    const [rolled, revoked, lapsed] = [await keep(), await keep(), await keep({ lifeSeconds: 60 })];
    const next = successor();
    const both = await Promise.all([keys.roll(rolled.id, next, 100), keys.roll(rolled.id, successor(), 100)]);
    expect(both.filter(Boolean)).toHaveLength(1);
    await keys.revoke(revoked.id);
    await under.advance(61);
    const before = (await keys.list(true)).length;
    for (const id of [rolled.id, revoked.id, lapsed.id, randomUUID()])
      expect(await keys.roll(id, successor(), 100)).toBe(false);
    expect((await keys.list(true)).length).toBe(before);
  });

  it('notes the use of several keys at once, and of no other', async () => {
    const [one, two, three] = [await keep(), await keep(), await keep()];
    await keys.noteUse([one.id, two.id]);
    expect((await get(one.id)).lastUsedAt).toBeInstanceOf(Date);
    expect((await get(two.id)).lastUsedAt).toBeInstanceOf(Date);
    expect((await get(three.id)).lastUsedAt).toBeNull();
  });

  it('does not write again what was written within five seconds', async () => {
    const { id } = await keep();
    await keys.noteUse([id]);
    const { lastUsedAt } = await get(id);
    await keys.noteUse([id]);
    expect((await get(id)).lastUsedAt).toEqual(lastUsedAt);
    await under.advance(6);
    const aged = (await get(id)).lastUsedAt!;
    await keys.noteUse([id]);
    expect((await get(id)).lastUsedAt!.getTime()).toBeGreaterThan(aged.getTime());
  });
}
