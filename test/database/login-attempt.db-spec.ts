import { finishAttempt } from '../../src/auth/login/login-attempt.repository.js';
import { keepsLoginAttempts } from '../contracts/login-attempts.contract.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
const first = '11111111-1111-4111-8111-111111111111';
const second = '22222222-2222-4222-8222-222222222222';

beforeAll(async () => {
  database = await aDatabase();
  await database.addAccount({ id: first });
  await database.addAccount({ id: second, key: 'shop', appId: 'wxshop0000000001' });
});
beforeEach(() => database.sql.rows('TRUNCATE login_attempt'));
afterAll(() => database.end());

describe('login attempts in Postgres', () => {
  keepsLoginAttempts(async () => ({
    attempts: database.attempts,
    accounts: [first, second],
    advance: (seconds) => database.age('login_attempt', seconds),
    finish: async (stateHash, sessionHash) => {
      const { text, values } = finishAttempt(stateHash, sessionHash);
      return (await database.sql.one(text, values)) !== null;
    },
  }));

  it('note why one failed, by code', async () => {
    const key = { stateHash: Buffer.alloc(32, 1), accountId: first, browserHash: Buffer.alloc(32, 2) };
    await database.attempts.begin({ ...key, scope: 'snsapi_base', returnTo: '/', restarts: 0 });
    await database.attempts.claim(key);
    await database.attempts.fail(key.stateHash, 'login.misconfigured');
    expect(await database.sql.one('SELECT status, failure FROM login_attempt')).toEqual({
      status: 'failed',
      failure: 'login.misconfigured',
    });
  });

  it('go with their account', async () => {
    const third = '33333333-3333-4333-8333-333333333333';
    await database.addAccount({ id: third, key: 'gone', appId: 'wxgone0000000001' });
    const key = { stateHash: Buffer.alloc(32, 3), accountId: third, browserHash: Buffer.alloc(32) };
    await database.attempts.begin({ ...key, scope: 'snsapi_base', returnTo: '/', restarts: 0 });
    await database.sql.rows('DELETE FROM account WHERE id = $1', [third]);
    expect(await database.attempts.find(key.stateHash)).toBeNull();
  });
});
