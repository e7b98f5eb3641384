import type { Account } from '../../src/accounts/account.entity.js';
import { retentionOf } from '../../src/config/retention.js';
import { ErasureRepository } from '../../src/privacy/erasure.repository.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { RetentionRepository } from '../../src/privacy/retention.repository.js';
import { RetentionService } from '../../src/privacy/retention.service.js';
import type { Sql } from '../../src/database/sql.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';
import { rowsReadOver } from '../support/rows-read.js';

const DAY = 24 * 3600;
let database: ADatabase;
let main: Account;
beforeAll(async () => void (database = await aDatabase(4)));
beforeEach(async () => {
  await database.clear();
  main = await database.addAccount();
});
afterAll(() => database.end());

const purge = (...entries: string[]) => purgeOver(database.sql, ...entries);
const purgeOver = (sql: Sql, ...entries: string[]) =>
  new RetentionService(
    new RetentionRepository(sql),
    new ErasureRepository(database.sql),
    new PersonMarks(testKeys),
    { days: retentionOf(entries) },
  ).purge();

/** Somebody who was last heard of `days` ago. */
async function user(openid: string, days: number, more = ''): Promise<string> {
  const row = await database.sql.one<{ id: string }>(
    `INSERT INTO wechat_user (account_id, openid, first_seen_at, last_login_at ${more && ', subscribed'})
     VALUES ($1, $2, now() - interval '5 years', now() - make_interval(secs => $3) ${more && `, ${more}`}) RETURNING id`,
    [main.id, openid, days * DAY],
  );
  return row!.id;
}
const people = async () =>
  (await database.sql.rows<{ openid: string }>('SELECT openid FROM wechat_user ORDER BY openid')).map(
    ({ openid }) => openid,
  );

it('keeps people for ever unless told otherwise', async () => {
  await user('oOld', 3000);
  expect(await purge()).toEqual({ users: 0, following: 0, tokens: 0, erasures: 0 });
  expect(await people()).toEqual(['oOld']);
});

it('forgets who does not follow and was long silent, without a tombstone, and nobody else', async () => {
  await user('oOld', 101);
  await user('oLeft', 101, 'false');
  await user('oRecent', 99);
  await user('oFollower', 101, 'true');
  const here = await user('oHere', 101);
  await database.sql.rows(
    `INSERT INTO session (id_hash, account_id, user_id, scope, expires_at) VALUES ('x', $1, $2, 'snsapi_base', now() + interval '1 day')`,
    [main.id, here],
  );
  expect(await purge('users=100')).toMatchObject({ users: 2 });
  expect(await people()).toEqual(['oFollower', 'oHere', 'oRecent']);
  expect(await database.count('erasure')).toBe(0);
});

it('removes what has aged, each by its own period', async () => {
  const id = await user('oSomebody', 1, 'true');
  const other = await user('oOther', 1, 'true');
  for (const [days, of] of [
    [8, id],
    [6, other],
  ] as const)
    await database.sql.rows(
      `INSERT INTO user_token (user_id, scope, tokens_sealed, fetched_at, expires_at, refresh_expires_at)
       VALUES ($1, 's', 'x', now(), now(), now() - make_interval(days => $2))`,
      [of, days],
    );
  for (const days of [29, 31])
    await database.sql.rows(
      `INSERT INTO following_event (user_id, at, kind, source) VALUES ($1, now() - make_interval(days => $2), 'followed', 'push')`,
      [id, days],
    );
  for (const days of [399, 401])
    await database.sql.rows(
      `INSERT INTO erasure (account_id, mark, key_id, cause, erased_at)
       VALUES ($1, sha256($2), '01234567', 'visitor', now() - make_interval(days => $3))`,
      [main.id, String(days), days],
    );
  expect(await purge('following=30')).toEqual({ users: 0, following: 1, tokens: 1, erasures: 1 });
  expect(await purge('following=30')).toEqual({ users: 0, following: 0, tokens: 0, erasures: 0 });
});

it('takes more than a bite, and two at once take each row once', async () => {
  const id = await user('oSomebody', 1, 'true');
  await database.sql.rows(
    `INSERT INTO following_event (user_id, at, kind, source)
     SELECT $1, now() - interval '90 days' - make_interval(secs => i), 'followed', 'push' FROM generate_series(1, 2500) i`,
    [id],
  );
  const both = await Promise.all([purge('following=30'), purge('following=30')]);
  expect(both.map(({ following }) => following).reduce((one, other) => one + other)).toBe(2500);
});

it('looks at very many users some at a time, and finds the last of them', async () => {
  await database.sql.rows(
    `INSERT INTO wechat_user (account_id, openid, first_seen_at, subscribed)
     SELECT $1, 'o' || i, now() - interval '1 day' * (i / 80), i < 12000 FROM generate_series(1, 12003) i`,
    [main.id],
  );
  await database.sql.rows(
    `INSERT INTO user_token (user_id, scope, tokens_sealed, fetched_at, expires_at, refresh_expires_at)
     SELECT id, 's', 'x', now(), now(), now() - CASE WHEN subscribed THEN interval '1 day' ELSE interval '9 days' END
     FROM wechat_user`,
  );
  await database.sql.rows('ANALYZE wechat_user, user_token');
  const watched = rowsReadOver(database.sql);
  expect(await purgeOver(watched.sql, 'users=100')).toMatchObject({ users: 4, tokens: 0 });
  expect(await database.count('user_token')).toBe(11_999);
  await database.sql.rows(
    `UPDATE user_token SET refresh_expires_at = now() - interval '9 days'
     WHERE user_id > (SELECT max(user_id) - 3 FROM user_token)`,
  );
  expect(await purgeOver(watched.sql)).toMatchObject({ users: 0, tokens: 3 });
  expect(watched.most()).toBeLessThanOrEqual(5_000);
});
