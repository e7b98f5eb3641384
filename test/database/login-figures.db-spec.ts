import { randomBytes } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import { LoginFiguresRepository } from '../../src/auth/figures/login-figures.repository.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
let figures: LoginFiguresRepository;
let main: Account;
let shop: Account;
beforeEach(async () => {
  database = await aDatabase();
  figures = new LoginFiguresRepository(database.sql);
  main = await database.addAccount();
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
});
afterEach(() => database.end());

/** Logins begun so many minutes ago that ended so. */
async function logins(
  count: number,
  status: string,
  minutesAgo: number,
  { account = main, scope = 'snsapi_base', failure = null as string | null } = {},
): Promise<void> {
  for (let n = 0; n < count; n++)
    await database.sql.rows(
      `INSERT INTO login_attempt (state_hash, account_id, browser_hash, scope, return_to, status, failure, created_at, expires_at)
       SELECT $1, $2, $3, $4, '/', $5, $6, t, t + interval '10 minutes'
       FROM (SELECT now() - make_interval(mins => $7)) AS begun (t)`,
      [randomBytes(32), account.id, randomBytes(32), scope, status, failure, minutesAgo],
    );
}
/** Outcome (and cause) → logins, of all days together. */
async function told(accountId: string | null = null, days = 5): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { outcome, cause, logins: more } of await figures.last(days, accountId)) {
    const name = cause === '' ? outcome : `${outcome} ${cause}`;
    sums[name] = (sums[name] ?? 0) + more;
  }
  return sums;
}
const WHOLE = {
  signed_in: 3,
  denied: 1,
  'failed login.expired': 2,
  'failed login.interrupted': 1,
  abandoned: 4,
};

async function aDayOfThem(): Promise<void> {
  await logins(2, 'signed_in', 60);
  await logins(1, 'signed_in', 60, { account: shop, scope: 'snsapi_userinfo' });
  await logins(1, 'denied', 60);
  await logins(2, 'failed', 60, { failure: 'login.expired' });
  await logins(1, 'exchanging', 60);
  await logins(4, 'started', 60);
}

it('tell how logins ended, before they are counted and afterwards alike', async () => {
  await aDayOfThem();
  expect(await told()).toEqual(WHOLE);
  expect(await figures.count()).toBeGreaterThan(0);
  expect(await told()).toEqual(WHOLE);
  await figures.count();
  expect(await told()).toEqual(WHOLE);
});

it('stay when the attempts are gone', async () => {
  await aDayOfThem();
  await figures.count();
  await database.sql.rows('DELETE FROM login_attempt');
  expect(await told()).toEqual(WHOLE);
  expect(await told(shop.id)).toEqual({ signed_in: 1 });
});

it('count each login once, however many instances count at once', async () => {
  await aDayOfThem();
  await Promise.all(Array.from({ length: 8 }, () => figures.count()));
  expect(await told()).toEqual(WHOLE);
});

it('leave what is under way for later, and count it when it is over', async () => {
  await logins(2, 'started', 3);
  await logins(1, 'signed_in', 3);
  await figures.count();
  expect(await told()).toEqual({ under_way: 2, signed_in: 1 });
  await database.sql.rows(`UPDATE login_attempt SET status = 'signed_in'`);
  await database.age('login_attempt', 20 * 60);
  await database.age('login_figures_mark', 20 * 60);
  await figures.count();
  expect(await told()).toEqual({ signed_in: 3 });
});

it('belong to the day in Beijing on which the login was begun', async () => {
  await logins(1, 'signed_in', 60);
  await database.sql.rows(
    `UPDATE login_attempt SET created_at = '2026-11-21T15:59:59Z', expires_at = now() - interval '5 minutes'`,
  );
  await logins(1, 'denied', 60);
  await database.sql.rows(
    `UPDATE login_attempt SET created_at = '2026-11-21T16:00:00Z', expires_at = now() - interval '5 minutes'
     WHERE status = 'denied'`,
  );
  const days = async (): Promise<unknown[]> =>
    (await figures.last(10_000, null)).map(({ day, outcome }) => [day, outcome]);
  const expected = [
    ['2026-11-21', 'signed_in'],
    ['2026-11-22', 'denied'],
  ];
  expect(await days()).toEqual(expected);
  await figures.count();
  expect(await days()).toEqual(expected);
});
