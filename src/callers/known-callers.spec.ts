import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../test/fakes/in-memory-api-keys.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { digestOf } from './api-key.js';
import { CallersService } from './callers.service.js';
import { KnownCallers } from './known-callers.js';

const shop = '22222222-2222-4222-8222-222222222222';
const asked = { name: 'reports', scopes: ['token:read' as const], account: null, cidrs: [], days: null };

let clock: FixedClock;
let rows: InMemoryApiKeys;
let callers: CallersService;
let known: KnownCallers;
beforeEach(() => {
  clock = new FixedClock();
  rows = new InMemoryApiKeys(clock, { shop });
  callers = new CallersService(rows, new SystemRandom());
  known = new KnownCallers(rows, clock);
});

async function aDigest(given: object = {}): Promise<string> {
  return digestOf((await callers.create({ ...asked, ...given })).key);
}
/** A promise, and what resolves it. */
function aSignal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

describe('the copy of the keys', () => {
  it('knows nobody before it was read, and then whoever holds a live key, with their account', async () => {
    const digest = await aDigest({
      account: 'shop',
      scopes: ['token:read', 'ticket:sign'],
      cidrs: ['10.0.0.0/8'],
    });
    expect(known.find(digest)).toBeNull();
    await known.refresh();
    const caller = known.find(digest)!;
    expect(caller).toMatchObject({ name: 'reports', account: { id: shop, key: 'shop' } });
    expect([...caller.scopes]).toEqual(['token:read', 'ticket:sign']);
    expect(caller.networks!.include('10.0.0.1')).toBe(true);
    expect(known.find(await aDigest())).toBeNull();
  });

  it('passes over scopes of a newer build', async () => {
    const digest = await aDigest({ scopes: ['token:read', 'moon:land'] });
    await known.refresh();
    expect([...known.find(digest)!.scopes]).toEqual(['token:read']);
  });

  it('drops a revoked key when it is read next', async () => {
    const digest = await aDigest();
    await known.refresh();
    await callers.revoke(rows.held[0]!.id);
    expect(known.find(digest)).not.toBeNull();
    await known.refresh();
    expect(known.find(digest)).toBeNull();
  });

  it('makes the same caller of the same row, and another of a changed one', async () => {
    const digest = await aDigest({ cidrs: ['10.0.0.0/8'] });
    await known.refresh();
    const caller = known.find(digest);
    await known.refresh();
    expect(known.find(digest)).toBe(caller);
    rows.held = rows.held.map((row) => ({ ...row, cidrs: ['192.0.2.0/24'] }));
    await known.refresh();
    expect(known.find(digest)!.networks!.include('10.0.0.1')).toBe(false);
  });

  it('ends a key at its time without being read again', async () => {
    const digest = await aDigest({ days: 1 });
    clock.advance(24 * 60 * 60 - 10);
    await known.refresh();
    clock.advance(9);
    expect(known.find(digest)).not.toBeNull();
    clock.advance(1);
    expect(known.find(digest)).toBeNull();
  });

  it('is never read twice at a time', async () => {
    const { given, give } = aSignal();
    rows.slowly = given;
    const readings = [known.refresh(), known.refresh(), known.refresh()];
    give();
    await Promise.all(readings);
    expect(rows.reads).toBe(1);
    await known.refresh();
    expect(rows.reads).toBe(2);
  });
});

describe('while the database is away', () => {
  it('serves the last good copy for ten minutes, and nobody after', async () => {
    const digest = await aDigest();
    await known.refresh();
    rows.away = true;
    for (let minute = 0; minute < 10; minute++) {
      clock.advance(60);
      await expect(known.refresh()).rejects.toMatchObject({ code: 'database.unavailable' });
      expect(known.find(digest)).not.toBeNull();
    }
    clock.advance(1);
    expect(known.find(digest)).toBeNull();
    await expect(known.findAnew(digest)).rejects.toMatchObject({ code: 'database.unavailable' });
    rows.away = false;
    expect(await known.findAnew(digest)).not.toBeNull();
  });

  it('says so when there was never a copy', async () => {
    const digest = await aDigest();
    rows.away = true;
    await expect(known.findAnew(digest)).rejects.toMatchObject({ code: 'database.unavailable' });
    rows.away = false;
    expect(await known.findAnew(digest)).not.toBeNull();
  });

  it('does not know a key that it does not know, as long as the copy serves', async () => {
    await known.refresh();
    rows.away = true;
    expect(await known.findAnew('0'.repeat(64))).toBeNull();
  });
});

describe('a key that is not in the copy', () => {
  it('is looked for once more, so that one just made is good at once', async () => {
    await known.refresh();
    const digest = await aDigest();
    expect(known.find(digest)).toBeNull();
    expect(await known.findAnew(digest)).toMatchObject({ name: 'reports' });
  });

  it('shares its look with everybody who comes within a tenth of a second', async () => {
    await known.refresh();
    await Promise.all(Array.from({ length: 500 }, (_, n) => known.findAnew(String(n).padStart(64, '0'))));
    expect(rows.reads).toBe(2);
    expect(clock.pauses).toEqual([100]);
  });

  it('waits for a reading that began after it came, not for one under way that cannot have seen it', async () => {
    await known.refresh();
    const { given, give } = aSignal();
    rows.slowly = given;
    const underWay = known.refresh();
    const digest = await aDigest();
    const found = known.findAnew(digest);
    await Promise.resolve();
    give();
    await underWay;
    expect(known.find(digest)).toBeNull();
    expect(await found).not.toBeNull();
    expect(rows.reads).toBe(3);
  });
});
