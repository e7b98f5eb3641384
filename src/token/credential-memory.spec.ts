import { randomUUID } from 'node:crypto';
import { aValue } from '../../test/contracts/credential-steps.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryCredentials } from '../../test/fakes/in-memory-credentials.js';
import { SealBroken } from '../kernel/crypto/sealer.js';
import { CredentialMemory } from './credential-memory.js';
import type { NewValue } from './credential.repository.js';

const ID = '11111111-1111-4111-8111-111111111111';
const KEY = { kind: 'token', accountId: ID } as const;

let clock: FixedClock;
let rows: InMemoryCredentials;
let memory: CredentialMemory;
beforeEach(() => {
  clock = new FixedClock();
  rows = new InMemoryCredentials(clock, new Map([[ID, 'main']]));
  memory = new CredentialMemory(rows, clock);
});

/** What another instance does to the row. */
async function renewElsewhere(value: string, given: Partial<NewValue> = {}, key = KEY): Promise<void> {
  await rows.open(key);
  const claim = { reason: 'operator', version: 0, instance: 'two/2', secretDigest: Buffer.alloc(1) } as const;
  await rows.commit(key, (await rows.claim(key, claim))!, aValue(value, given), []);
}
/** What another instance does when it finds the token dead and gets no other. */
async function dieElsewhere(): Promise<void> {
  const row = rows.held.get(`token/${ID}`)!;
  row.expiresAtMs = clock.now().getTime();
}
const valueNow = (): string | null => memory.held('token', 'main')?.value ?? null;

it('hands out nothing before the first look, and then what the database has', async () => {
  await renewElsewhere('T1');
  expect(valueNow()).toBeNull();
  await memory.look();
  expect(memory.held('token', 'main')).toMatchObject({
    accountId: ID,
    value: 'T1',
    version: 1,
    livesUntilMs: 7_200_000,
  });
  expect(memory.held('ticket', 'main')).toBeNull();
  expect(memory.held('token', 'shop')).toBeNull();
});

it('reads a value once, and again when there is another', async () => {
  await renewElsewhere('T1');
  for (let look = 0; look < 5; look++) await memory.look();
  expect(rows.ran.filter((method) => method === 'open')).toHaveLength(2);
  await renewElsewhere('T2');
  await memory.look();
  expect(valueNow()).toBe('T2');
});

it('hands nothing out past its end, to the millisecond, whether the database answers or not', async () => {
  await renewElsewhere('T1', { lifeSeconds: 100 });
  await memory.look();
  rows.awayUntilMs = Infinity;
  clock.advance(99.999);
  expect(valueNow()).toBe('T1');
  clock.advance(0.001);
  expect(valueNow()).toBeNull();
});

it('goes on with what it has while the database is away', async () => {
  await renewElsewhere('T1');
  await memory.look();
  rows.awayUntilMs = Infinity;
  await expect(memory.look()).rejects.toMatchObject({ code: 'database.unavailable' });
  expect(valueNow()).toBe('T1');
});

it('follows the database when the same token lives longer, or shorter, than it thought', async () => {
  await renewElsewhere('T1', { lifeSeconds: 100 });
  await memory.look();
  await renewElsewhere('T1', { same: true, lifeSeconds: 300 });
  await memory.look();
  clock.advance(200);
  expect(valueNow()).toBe('T1');
  await dieElsewhere();
  await memory.look();
  expect(valueNow()).toBeNull();
});

it('counts the life from before it asked, so that a slow answer does not lengthen it', async () => {
  await renewElsewhere('T1', { lifeSeconds: 100 });
  const states = rows.states.bind(rows);
  rows.states = async () => {
    const seen = await states();
    clock.advance(3);
    return seen;
  };
  await memory.look();
  await memory.look();
  expect(memory.held('token', 'main')!.livesUntilMs).toBeLessThanOrEqual(100_000);
});

it('does not let a look that was overtaken bring the old token back', async () => {
  await renewElsewhere('T1');
  const states = rows.states.bind(rows);
  rows.states = async () => {
    const seen = await states();
    // While the answer is on its way, this very instance renews.
    clock.advance(1);
    await renewElsewhere('T2');
    memory.keep((await rows.open(KEY))!, clock.monotonicMs());
    return seen;
  };
  await memory.look();
  expect(valueNow()).toBe('T2');
});

it('does not let a look that was overtaken drop the new token because the old one was dead', async () => {
  await renewElsewhere('T1');
  await dieElsewhere();
  const states = rows.states.bind(rows);
  rows.states = async () => {
    const seen = await states();
    clock.advance(1);
    await renewElsewhere('T2');
    memory.keep((await rows.open(KEY))!, clock.monotonicMs());
    return seen;
  };
  await memory.look();
  expect(valueNow()).toBe('T2');
});

it('does not let a row read earlier replace one read later', async () => {
  await renewElsewhere('T1');
  const [old, oldAskedAtMs] = [(await rows.open(KEY))!, clock.monotonicMs()];
  clock.advance(1);
  await renewElsewhere('T2');
  memory.keep((await rows.open(KEY))!, clock.monotonicMs());
  expect(memory.keep(old, oldAskedAtMs)!.value).toBe('T2');
  expect(valueNow()).toBe('T2');
});

it('drops an older token when the newer one is dead already', async () => {
  await renewElsewhere('T1');
  await memory.look();
  // This instance stood still meanwhile.
  await renewElsewhere('T2');
  await dieElsewhere();
  await memory.look();
  expect(valueNow()).toBeNull();
});

it('believes a database that was restored from yesterday', async () => {
  await renewElsewhere('T1');
  await renewElsewhere('T2');
  await memory.look();
  Object.assign(rows.held.get(`token/${ID}`)!, { version: 1, value: 'T1' });
  await memory.look();
  expect(valueNow()).toBe('T1');
});

it('forgets an account that was removed, with its ticket', async () => {
  const ticket = { ...KEY, kind: 'ticket' } as const;
  await renewElsewhere('T1');
  await renewElsewhere('J1', {}, ticket as never);
  await memory.look();
  expect(memory.held('ticket', 'main')?.value).toBe('J1');
  rows.accounts.delete(ID);
  clock.advance(1);
  await memory.look();
  expect([valueNow(), memory.held('ticket', 'main')]).toEqual([null, null]);
});

it('does not take the token of an account that was removed for that of its successor', async () => {
  await renewElsewhere('T1');
  await memory.look();
  rows.accounts.delete(ID);
  const successor = randomUUID();
  rows.accounts.set(successor, 'main');
  await renewElsewhere('S1', {}, { kind: 'token', accountId: successor } as never);
  clock.advance(1);
  await memory.look();
  expect(memory.held('token', 'main')).toMatchObject({ value: 'S1', accountId: successor });
});

it('one row that does not open keeps nobody else waiting', async () => {
  const other = randomUUID();
  rows.accounts.set(other, 'shop');
  await renewElsewhere('T1');
  await renewElsewhere('S1', {}, { kind: 'token', accountId: other } as never);
  const open = rows.open.bind(rows);
  rows.open = async (key) => {
    if (key.accountId === ID)
      throw new SealBroken({ table: 'global_token', column: 'access_token', row: ID });
    return open(key);
  };
  await memory.look();
  expect(memory.held('token', 'shop')?.value).toBe('S1');
  expect(valueNow()).toBeNull();
});
