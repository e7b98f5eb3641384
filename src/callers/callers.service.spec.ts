import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../test/fakes/in-memory-api-keys.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { digestOf, isWellFormed } from './api-key.js';
import { newApiKey } from './api-key.schemas.js';
import { CallersService } from './callers.service.js';

const asked = { name: 'reports', scopes: ['token:read' as const], account: null, cidrs: [], days: null };

let clock: FixedClock;
let rows: InMemoryApiKeys;
let callers: CallersService;
beforeEach(() => {
  clock = new FixedClock();
  rows = new InMemoryApiKeys(clock, { shop: '22222222-2222-4222-8222-222222222222' });
  callers = new CallersService(rows, new SystemRandom());
});

describe('a new key', () => {
  it('is told once, and kept as a digest', async () => {
    const { id, key } = await callers.create({ ...asked, account: 'shop', days: 30 });
    expect(isWellFormed(key)).toBe(true);
    expect(rows.held).toEqual([
      expect.objectContaining({ id, digest: digestOf(key), prefix: key.slice(0, 8), account: 'shop' }),
    ]);
    expect(JSON.stringify([rows.held, await callers.list()])).not.toContain(key.slice(8));
  });

  it('for an account that does not exist is not made', async () => {
    await expect(callers.create({ ...asked, account: 'nobody' })).rejects.toMatchObject({
      code: 'account.not_found',
    });
    expect(rows.held).toEqual([]);
  });
});

describe('revoking', () => {
  it('takes the id, the prefix, or the key itself', async () => {
    const made = [await callers.create(asked), await callers.create(asked), await callers.create(asked)];
    const [one, two, three] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];
    expect(await callers.revoke(one.id)).toMatchObject({ id: one.id, live: false });
    expect(await callers.revoke(two.key.slice(0, 8))).toMatchObject({ id: two.id });
    expect(await callers.revoke(three.key)).toMatchObject({ id: three.id });
    expect(await callers.list()).toEqual([]);
    expect((await callers.list({ all: true })).map(({ revokedAt }) => revokedAt)).toEqual([
      expect.any(Date),
      expect.any(Date),
      expect.any(Date),
    ]);
  });

  it('what has ended already changes nothing', async () => {
    const { id } = await callers.create(asked);
    const first = await callers.revoke(id);
    expect((await callers.revoke(id)).revokedAt).toEqual(first.revokedAt);
  });

  it('by a prefix that several keys share names them and ends none, unless one alone still lives', async () => {
    const [one, two] = [await callers.create(asked), await callers.create(asked)];
    rows.held = rows.held.map((row) => ({ ...row, prefix: 'lp_aaaaa' }));
    const refused: unknown = await callers.revoke('lp_aaaaa').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'caller.key_ambiguous' });
    expect((refused as Error).message).toContain(one.id);
    expect((refused as Error).message).toContain(two.id);
    expect(await callers.list()).toHaveLength(2);
    await callers.revoke(one.id);
    expect(await callers.revoke('lp_aaaaa')).toMatchObject({ id: two.id });
  });

  it.each([
    '00000000-0000-4000-8000-000000000000',
    'lp_zzzzz',
    '',
    `lp_${'a'.repeat(38)}`,
    `lp_${'0'.repeat(38)}`,
    '%',
  ])('%j finds nothing, and is not repeated', async (reference) => {
    await callers.create(asked);
    const refused: unknown = await callers.revoke(reference).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'caller.key_not_found' });
    if (reference.length > 8) expect((refused as Error).message).not.toContain(reference);
  });
});

describe('rolling', () => {
  const DAY = 24 * 60 * 60;
  const lifeOf = async (id: string): Promise<number | null> => {
    const { createdAt, expiresAt } = (await callers.list()).find((row) => row.id === id)!;
    return expiresAt && (expiresAt.getTime() - createdAt.getTime()) / 1_000;
  };

  it('makes a key that lives as long as the old one was to live, and ends that after the grace', async () => {
    const old = await callers.create({ ...asked, days: 30 });
    clock.advance(10 * DAY + 7);
    const next = await callers.roll(old.id, 3_600);
    expect(isWellFormed(next.key)).toBe(true);
    expect(await lifeOf(next.id)).toBe(30 * DAY);
    expect((await callers.list()).map(({ id }) => id)).toEqual([old.id, next.id]);
    clock.advance(3_601);
    expect((await callers.list()).map(({ id }) => id)).toEqual([next.id]);
  });

  it('a key in its grace is refused, so that none gets the life of the grace; its successor can be rolled', async () => {
    const old = await callers.create(asked);
    const next = await callers.roll(old.id, 3_600);
    await expect(callers.roll(old.id, 3_600)).rejects.toMatchObject({
      code: 'caller.key_in_grace',
      kind: 'conflict',
    });
    expect(rows.held).toHaveLength(2);
    const last = await callers.roll(next.id, 3_600);
    expect(await lifeOf(last.id)).toBeNull();
  });

  it('a key that opens nothing any more finds none', async () => {
    const [revoked, rolled] = [await callers.create(asked), await callers.create(asked)];
    await callers.revoke(revoked.id);
    await callers.roll(rolled.id, 0);
    for (const id of [revoked.id, rolled.id, '00000000-0000-4000-8000-000000000000'])
      await expect(callers.roll(id, 3_600)).rejects.toMatchObject({ code: 'caller.key_not_found' });
  });
});

describe('what an operator asks for', () => {
  const given = { name: ' 报表 ', scopes: ['ticket:sign', 'token:read', 'token:read'] };

  it('is put in order', () => {
    expect(newApiKey.parse({ ...given, cidrs: ['10.0.0.0/8', '10.0.0.0/8'] })).toEqual({
      name: '报表',
      scopes: ['token:read', 'ticket:sign'],
      account: null,
      cidrs: ['10.0.0.0/8'],
      days: null,
    });
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['token:raed'] }, 'scopes'],
    [{ scopes: ['*'] }, 'scopes'],
    [{ account: 'Shop' }, 'account'],
    [{ cidrs: ['10.0.0.0/33'] }, 'cidrs'],
    [{ days: 0 }, 'days'],
    [{ days: 1.5 }, 'days'],
    [{ days: NaN }, 'days'],
  ])('%j is refused', (wrong, field) => {
    const { error } = newApiKey.safeParse({ ...given, ...wrong });
    expect(error!.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
