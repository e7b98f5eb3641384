import type { Account } from '../../src/accounts/account.entity.js';
import { TokenHistoryRepository } from '../../src/token/token-history.repository.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { rowsReadOver } from '../support/rows-read.js';

let database: ADatabase;
let account: Account;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
});
afterAll(() => database.end());

/** Two months of events of an account, one every ten minutes, the oldest of them so many days old. */
const events = async (accountId: string, oldestDays: number) => {
  await database.sql.rows(
    `INSERT INTO token_history (account_id, credential, event, instance, version, at)
     SELECT $1, 'token', 'renewed', 'one', n, now() - make_interval(days => $2) + n * interval '10 minutes'
     FROM generate_series(1, 8640) n`,
    [accountId, oldestDays],
  );
  await database.sql.rows('ANALYZE token_history');
};

it('is told from its end, however much there is of it, and of other accounts', async () => {
  const other = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  await events(account.id, 60);
  // The ids of another account are all above.
  await events(other.id, 60);
  const { sql, most } = rowsReadOver(database.sql);
  const lines = await new TokenHistoryRepository(sql).last(account.id, 20);
  expect(lines.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, at) => 8640 - at));
  expect(most()).toBeLessThanOrEqual(21);
});

it('is purged of what is old without a look at what is not, however many accounts there are', async () => {
  await database.sql.rows(
    `INSERT INTO account SELECT (jsonb_populate_record(a, jsonb_build_object(
       'id', gen_random_uuid(), 'key', 'k' || n, 'app_id', 'wx' || n))).*
     FROM account a, generate_series(1, 400) n`,
  );
  await database.sql.rows(
    `INSERT INTO token_history (account_id, credential, event, instance, version, at)
     SELECT id, 'token', 'renewed', 'one', n, now() - n * interval '1 day' FROM account, generate_series(1, 20) n`,
  );
  await database.sql.rows(`UPDATE token_history SET at = now() - interval '91 days' WHERE account_id = $1`, [
    account.id,
  ]);
  await database.sql.rows('ANALYZE token_history');
  const { sql, most } = rowsReadOver(database.sql);
  expect(await new TokenHistoryRepository(sql).purge()).toBe(20);
  expect(most()).toBeLessThanOrEqual(20);
  expect(await database.count('token_history')).toBe(8_000);
});
