import { CallersService } from '../../src/callers/callers.service.js';
import { ApiKeyRepository } from '../../src/callers/api-key.repository.js';
import { IdempotencyKeyRepository } from '../../src/callers/idempotency-key.repository.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testSealer } from '../fakes/an-account.js';

const mark = sha256('one');
const body = sha256('body');
const answer = {
  status: 202,
  headers: { 'Content-Type': 'application/json' },
  body: '{"openid":"oSecretly"}',
};

let database: ADatabase;
let rows: IdempotencyKeyRepository;
let caller: string;
beforeAll(async () => {
  database = await aDatabase();
  rows = new IdempotencyKeyRepository(database.sql, testSealer);
  const callers = new CallersService(new ApiKeyRepository(database.sql), new SystemRandom());
  const asked = { name: 'reports', scopes: ['users:write' as const], account: null, cidrs: [], days: null };
  caller = (await callers.create(asked)).id;
});
beforeEach(() => database.sql.rows('DELETE FROM idempotency_key'));
afterAll(() => database.end());

const claim = (with_ = body) => rows.claim(mark, caller, with_);
async function done(): Promise<void> {
  const claimed = await claim();
  if (claimed.is === 'ours') await rows.keep(mark, claimed.fence, answer);
}

describe('a request that may come again', () => {
  it('is one’s who asks, of any number who ask at once', async () => {
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim()));
    expect(claims.filter(({ is }) => is === 'ours')).toHaveLength(1);
    expect(claims.filter(({ is }) => is === 'in-flight')).toHaveLength(11);
  });

  it('is answered as it was for a day, then done anew', async () => {
    await done();
    expect(await claim()).toEqual({ is: 'done', answer });
    await database.age('idempotency_key', 24 * 3_600 - 5);
    expect(await claim()).toEqual({ is: 'done', answer });
    await database.age('idempotency_key', 10);
    expect((await claim()).is).toBe('ours');
  });

  it('is not another one under the same key', async () => {
    expect((await claim()).is).toBe('ours');
    expect((await claim(sha256('other'))).is).toBe('another-request');
    await database.sql.rows('DELETE FROM idempotency_key');
    await done();
    expect((await claim(sha256('other'))).is).toBe('another-request');
  });

  it('that was given up may be tried again', async () => {
    const first = await claim();
    if (first.is === 'ours') await rows.giveUp(mark, first.fence);
    expect((await claim()).is).toBe('ours');
  });

  it('passes to another when whoever had it is gone; what that one says later counts no more', async () => {
    const first = await claim();
    await database.age('idempotency_key', 55);
    expect((await claim()).is).toBe('in-flight');
    await database.age('idempotency_key', 10);
    const second = await claim();
    if (first.is !== 'ours' || second.is !== 'ours') throw new Error('not claimed');
    await rows.keep(mark, first.fence, { ...answer, body: 'late' });
    expect((await claim()).is).toBe('in-flight');
    await rows.keep(mark, second.fence, answer);
    expect(await claim()).toEqual({ is: 'done', answer });
  });

  it('leaves nothing in clear, and nothing at all after its day', async () => {
    await done();
    const [row] = await database.sql.rows<{ text: string }>('SELECT k::text AS text FROM idempotency_key k');
    const seen = Buffer.from(row!.text.replaceAll(/\\x/g, ''), 'latin1').toString();
    expect(seen).not.toContain('oSecretly');
    expect(seen).not.toContain(Buffer.from('oSecretly').toString('hex'));
    expect(await rows.purge()).toBe(0);
    await database.age('idempotency_key', 25 * 3_600);
    expect(await rows.purge()).toBe(1);
  });
});
