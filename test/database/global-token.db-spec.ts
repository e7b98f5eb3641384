import { randomBytes } from 'node:crypto';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { SealBroken, Sealer } from '../../src/kernel/crypto/sealer.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import type { CredentialKey } from '../../src/token/credential.js';
import { CredentialRepository } from '../../src/token/credential.repository.js';
import { TokenHistoryRepository } from '../../src/token/token-history.repository.js';
import { aValue } from '../contracts/credential-steps.js';
import { keepsCredentials } from '../contracts/credentials.contract.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';

const MAIN = '11111111-1111-4111-8111-111111111111';
const SHOP = '22222222-2222-4222-8222-222222222222';
const TABLES = ['global_token', 'jsapi_ticket', 'token_history'];

let database: ADatabase;
let rows: CredentialRepository;
beforeAll(async () => {
  database = await aDatabase();
  rows = database.credentials;
});
beforeEach(async () => {
  await database.clear();
  await database.addAccount({ id: MAIN });
  await database.addAccount({ id: SHOP, key: 'shop', appId: 'wxshop0000000001' });
});
afterAll(() => database.end());

async function keep(key: CredentialKey, value: string): Promise<void> {
  await rows.open(key);
  const who = { reason: 'operator', version: 0, instance: 'one/1', secretDigest: randomBytes(8) } as const;
  const fingerprint = rows.fingerprintOf(value);
  const fence = (await rows.claim(key, who))!;
  await rows.commit(key, fence, aValue(value), [{ event: 'renewed', instance: 'one/1', fingerprint }]);
}

describe('global tokens and tickets in Postgres', () => {
  keepsCredentials(async () => {
    const ring = new KeyRing([randomBytes(32), testKeys.current.bytes]);
    return {
      rows,
      rotated: new CredentialRepository(database.sql, new Sealer(ring, new SystemRandom()), ring),
      accounts: [MAIN, SHOP],
      async advance(seconds) {
        for (const table of TABLES) await database.age(table, seconds);
        // A date is no instant: it moves by whole days.
        await database.sql.rows('UPDATE global_token SET forced_day = forced_day - $1::int', [
          Math.floor(seconds / 86_400),
        ]);
      },
      now: () => new Date(),
      async breakSeals() {
        const broken = Buffer.from([1, 2]);
        await database.sql.rows('UPDATE global_token SET access_token = $1 WHERE account_id = $2', [
          broken,
          MAIN,
        ]);
        await database.sql.rows('UPDATE jsapi_ticket SET ticket = $1 WHERE account_id = $2', [broken, MAIN]);
      },
      history: async () => {
        const newestFirst = await new TokenHistoryRepository(database.sql).last(MAIN, 1_000);
        return newestFirst.toReversed();
      },
    };
  });
});

describe('a value in Postgres', () => {
  const token = { kind: 'token', accountId: MAIN } as const;
  const ticket = { kind: 'ticket', accountId: MAIN } as const;

  it('is never in clear: not the present one, not the one before, not in the history', async () => {
    for (const key of [token, ticket])
      for (const no of [1, 2, 3]) await keep(key, `canary-${key.kind}-${no}`);
    for (const table of TABLES) {
      const held = await database.sql.rows<{ text: string }>(
        `SELECT to_jsonb(t)::text AS text FROM ${table} t`,
      );
      expect(held.length).toBeGreaterThan(0);
      for (const { text } of held) {
        expect(text).not.toMatch(/canary/);
        expect(text).not.toContain(Buffer.from('canary').toString('hex'));
      }
    }
  });

  it.each([
    ['another account’s row', SHOP, 'access_token', 'global_token'],
    ['another account’s place for the one before', SHOP, 'previous_token', 'global_token'],
    ['the ticket’s place', MAIN, 'ticket', 'jsapi_ticket'],
  ])('does not open in %s', async (_name, accountId, column, table) => {
    await keep(token, 'T1');
    const key = { kind: table === 'jsapi_ticket' ? 'ticket' : 'token', accountId } as const;
    await keep(key, 'V1');
    await database.sql.rows(
      `UPDATE ${table} SET ${column} = (SELECT access_token FROM global_token WHERE account_id = $1) WHERE account_id = $2`,
      [MAIN, accountId],
    );
    await expect(rows.open(key)).rejects.toBeInstanceOf(SealBroken);
    expect((await rows.open(token))!.value).toBe('T1');
  });

  it('goes with its account, history and all', async () => {
    for (const key of [token, ticket]) await keep(key, 'V1');
    await database.sql.rows('DELETE FROM account WHERE id = $1', [MAIN]);
    for (const table of TABLES) expect([table, await database.count(table)]).toEqual([table, 0]);
    expect(await rows.open(token)).toBeNull();
  });

  it('written while somebody drops the one that did not open is left alone', async () => {
    await keep(token, 'T1');
    const [good] = await database.sql.rows<{ sealed: Buffer }>(
      'SELECT access_token AS sealed FROM global_token',
    );
    await database.sql.rows('UPDATE global_token SET access_token = $1', [Buffer.from([1, 2])]);
    let dropping = Promise.resolve();
    await database.sql.transaction(async (sql) => {
      await sql.rows('UPDATE global_token SET access_token = $1, version = 2', [good!.sealed]);
      dropping = rows.discard(token);
      const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await database.sql.one(waits)) === null);
    });
    await dropping;
    expect(await rows.open(token)).toMatchObject({ value: 'T1', version: 2 });
  });

  it('is read while somebody holds its row', async () => {
    await keep(token, 'T1');
    await database.sql.transaction(async (sql) => {
      await sql.rows('SELECT 1 FROM global_token WHERE account_id = $1 FOR UPDATE', [MAIN]);
      expect(await rows.open(token)).toMatchObject({ value: 'T1' });
      expect(await rows.states()).toHaveLength(1);
    });
  });
});

describe('the history in Postgres', () => {
  const token = { kind: 'token', accountId: MAIN } as const;
  const history = () => new TokenHistoryRepository(database.sql);

  it('tells what was noted, newest first, and of that account alone', async () => {
    await keep(token, 'T1');
    await keep({ kind: 'token', accountId: SHOP }, 'T9');
    await rows.note(token, {
      event: 'late_report',
      cause: 'late_caller',
      version: 1,
      instance: 'two/2',
      reportedBy: 'erp',
      reason: 'reported',
      durationMs: 12.6,
      failure: '40001',
      detail: 'said',
    });
    const [late, renewed, ...rest] = await history().last(MAIN, 10);
    expect(late).toEqual({
      at: expect.any(Date) as Date,
      credential: 'token',
      event: 'late_report',
      cause: 'late_caller',
      version: 1,
      instance: 'two/2',
      reportedBy: 'erp',
      reason: 'reported',
      durationMs: 13,
      failure: '40001',
      detail: 'said',
    });
    expect(renewed).toMatchObject({ event: 'renewed', version: 1, cause: null, reportedBy: null });
    expect(rest).toEqual([]);
    expect(await history().last(MAIN, 1)).toHaveLength(1);
  });

  it('is kept for 90 days', async () => {
    await keep(token, 'T1');
    await database.age('token_history', 89 * 86_400);
    await keep(token, 'T2');
    expect(await history().purge()).toBe(0);
    await database.age('token_history', 2 * 86_400);
    expect(await history().purge()).toBe(1);
    expect(await history().last(MAIN, 10)).toMatchObject([{ version: 2 }]);
  });
});
