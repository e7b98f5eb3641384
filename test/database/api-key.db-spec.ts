import { randomUUID } from 'node:crypto';
import { ApiKeyRepository } from '../../src/callers/api-key.repository.js';
import { digestOf } from '../../src/callers/api-key.js';
import type { NewApiKey } from '../../src/callers/api-key.schemas.js';
import { noCalls } from '../../src/callers/call-counts.js';
import { CallersJob } from '../../src/callers/callers.job.js';
import { CallersService } from '../../src/callers/callers.service.js';
import { KeyUse } from '../../src/callers/key-use.js';
import { KnownCallers } from '../../src/callers/known-callers.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { keepsApiKeys } from '../contracts/api-keys.contract.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { FixedClock } from '../fakes/fixed-clock.js';

const main = '11111111-1111-4111-8111-111111111111';
const shop = '22222222-2222-4222-8222-222222222222';

let database: ADatabase;
let rows: ApiKeyRepository;
let callers: CallersService;
beforeAll(async () => {
  database = await aDatabase();
  rows = new ApiKeyRepository(database.sql);
  callers = new CallersService(rows, new SystemRandom());
});
beforeEach(async () => {
  await database.clear();
  await database.addAccount({ id: main });
  await database.addAccount({ id: shop, key: 'shop', appId: 'wxshop0000000001' });
});
afterAll(() => database.end());

const asked = (given: Partial<NewApiKey> = {}): NewApiKey => ({
  name: 'reports',
  scopes: ['token:read'],
  account: null,
  cidrs: [],
  days: null,
  ...given,
});

const aCaller = (id: string) => ({ id, tally: { blank: true, counts: noCalls() } });

/** One of several instances. */
function anInstance() {
  const clock = new FixedClock();
  const known = new KnownCallers(rows, clock);
  const use = new KeyUse(rows);
  return { clock, known, use, job: new CallersJob(known, use, rows, new SilentLog()) };
}

describe('API keys in Postgres', () => {
  keepsApiKeys(async () => ({
    keys: rows,
    accounts: { main, shop },
    advance: (seconds) => database.age('api_key', seconds),
  }));

  it('go with their account, those for every account stay', async () => {
    const { id } = await callers.create(asked());
    await callers.create(asked({ account: 'shop' }));
    await database.sql.rows('DELETE FROM account WHERE id = $1', [shop]);
    expect((await callers.list({ all: true })).map((row) => row.id)).toEqual([id]);
  });

  it('cannot be had from a copy of the table', async () => {
    const { key } = await callers.create(asked());
    const [row] = await database.sql.rows<{ text: string }>(
      'SELECT to_jsonb(k)::text AS text FROM api_key k',
    );
    expect(row!.text).toContain(key.slice(0, 8));
    for (let from = 8; from + 6 <= key.length; from++)
      expect(row!.text).not.toContain(key.slice(from, from + 6));
    // Nor does the digest open anything in the key's place.
    const { known } = anInstance();
    await known.refresh();
    expect(known.find(digestOf(key))).not.toBeNull();
    expect(known.find(digestOf(digestOf(key)))).toBeNull();
  });

  it('of the same digest are never two', async () => {
    const { key } = await callers.create(asked());
    const again = { name: 'x', prefix: 'lp_xxxxx', scopes: ['token:read'], account: null, cidrs: [] };
    await expect(
      rows.insert({ ...again, id: randomUUID(), digest: digestOf(key), lifeSeconds: null }),
    ).rejects.toMatchObject({ constraint: 'api_key_hash_key' });
  });
});

describe('two instances', () => {
  it('a key revoked through one is dead on the other with its next tick', async () => {
    const other = anInstance();
    const { id, key } = await callers.create(asked());
    await other.job.refresh();
    expect(other.known.find(digestOf(key))).toMatchObject({ id });
    await callers.revoke(id);
    other.clock.advance(1);
    await other.job.refresh();
    expect(other.known.find(digestOf(key))).toBeNull();
    expect(await other.known.findAnew(digestOf(key))).toBeNull();
  });

  it('a key made through one is good at once on the other, which has just looked', async () => {
    const other = anInstance();
    await other.job.refresh();
    const { id, key } = await callers.create(asked({ account: 'shop' }));
    expect(other.known.find(digestOf(key))).toBeNull();
    expect(await other.known.findAnew(digestOf(key))).toMatchObject({
      id,
      account: { id: shop, key: 'shop' },
    });
  });

  it('note the use of the same keys at the same time without waiting for each other', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push((await callers.create(asked())).id);
    const instances = [anInstance(), anInstance(), anInstance(), anInstance()];
    for (const [at, { use }] of instances.entries())
      for (const id of at % 2 === 0 ? ids : ids.toReversed()) use.note(aCaller(id), 'token:read');
    await Promise.all(instances.map(({ use }) => use.write()));
    const used = await callers.list();
    expect(used.filter(({ lastUsedAt }) => lastUsedAt === null)).toEqual([]);
  });

  it('pass over a key whose row somebody holds', async () => {
    const [held, free] = [await callers.create(asked()), await callers.create(asked())];
    const { use } = anInstance();
    use.note(aCaller(held.id), 'token:read');
    use.note(aCaller(free.id), 'token:read');
    await database.sql.transaction(async (sql) => {
      await sql.rows('SELECT 1 FROM api_key WHERE id = $1 FOR UPDATE', [held.id]);
      await use.write();
    });
    const byId = new Map((await callers.list()).map((row) => [row.id, row]));
    expect(byId.get(held.id)!.lastUsedAt).toBeNull();
    expect(byId.get(free.id)!.lastUsedAt).toBeInstanceOf(Date);
  });
});

describe('how often keys are used', () => {
  const told = async (days = 30) =>
    (await callers.use(days)).calls.map(({ id, day, scope, calls }) => [id, day, scope, calls] as const);
  const today = async () => (await callers.use(1)).days[0]!;
  const daysBack = (days: number) => database.sql.rows('UPDATE api_key_use SET day = day - $1::int', [days]);

  it('is summed up over instances, and nobody waits for anybody, in whichever order they write', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push((await callers.create(asked())).id);
    const instances = [anInstance(), anInstance(), anInstance(), anInstance()];
    for (const [at, { use }] of instances.entries())
      for (const caller of (at % 2 === 0 ? ids : ids.toReversed()).map(aCaller)) {
        for (let n = 0; n <= at; n++) use.note(caller, 'token:read');
        use.note(caller, 'users:write');
      }
    await Promise.all(instances.map(({ use }) => use.writeCalls()));
    const day = await today();
    expect(await told()).toEqual(
      ids.toSorted().flatMap((id) => [
        [id, day, 'token:read', 10],
        [id, day, 'users:write', 4],
      ]),
    );
  });

  it('belongs to the day in Beijing', async () => {
    const [row] = await database.sql.rows<{ day: string }>(
      `SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day`,
    );
    const { days } = await callers.use(3);
    expect([days.length, days.at(-1)]).toEqual([3, row!.day]);
    expect(days.toSorted()).toEqual(days);
  });

  it('of a key that is gone is dropped, and that of others is kept', async () => {
    const [gone, stays] = [await callers.create(asked({ account: 'shop' })), await callers.create(asked())];
    const { use } = anInstance();
    for (const { id } of [gone, stays]) use.note(aCaller(id), 'ticket:read');
    await use.writeCalls();
    await database.sql.rows('DELETE FROM account WHERE id = $1', [shop]);
    for (const { id } of [gone, stays]) use.note(aCaller(id), 'ticket:read');
    await use.writeCalls();
    expect(await told()).toEqual([[stays.id, await today(), 'ticket:read', 2]]);
  });

  it('is told for as many days as asked, and forgotten after ninety', async () => {
    const { id } = await callers.create(asked());
    const { use, job } = anInstance();
    use.note(aCaller(id), 'token:read');
    await use.writeCalls();
    await daysBack(6);
    expect([(await told(6)).length, (await told(7)).length]).toEqual([0, 1]);
    await daysBack(83);
    await job.forgetCalls();
    expect(await told(90)).toHaveLength(1);
    await daysBack(1);
    await job.forgetCalls();
    expect(await database.count('api_key_use')).toBe(0);
  });
});
