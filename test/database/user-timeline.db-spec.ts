import { randomUUID } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import { UserTimelineRepository } from '../../src/admin/users/user-timeline.repository.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
let account: Account;
let timeline: UserTimelineRepository;
beforeAll(async () => {
  database = await aDatabase();
  timeline = new UserTimelineRepository(database.sql);
});
afterAll(() => database.end());
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount({ id: `8${randomUUID().slice(1)}` });
});

const signIn = async (given: { replaces?: Buffer } = {}) => {
  const claimed = await aClaimedSignIn(database, account, { openid: 'oVisitor' }, given);
  await database.signIns.signIn(claimed);
  await database.age('wechat_user', 3_600);
  await database.age('session', 3_600);
  return claimed.session.idHash;
};
const userId = async () => (await database.sql.one<{ id: string }>('SELECT id FROM wechat_user'))!.id;
const happened = async () =>
  (await timeline.of(await userId())).map(({ what, detail }) => [what, detail].filter(Boolean).join(' '));

it('tells each login whose session is kept, once', async () => {
  await signIn();
  await signIn();
  expect(await happened()).toEqual(['signed_in snsapi_base', 'signed_in snsapi_base', 'first_seen']);
});

it('tells the last login also when its session is over, and no other', async () => {
  const first = await signIn();
  const second = await signIn({ replaces: first });
  await database.sql.rows('DELETE FROM session WHERE id_hash = $1', [second]);
  expect(await happened()).toEqual(['signed_in', 'first_seen']);
});

it('tells of consents and of their end', async () => {
  await signIn();
  await database.sql.rows(
    `INSERT INTO consent (user_id, scope, at, withdrawn_at)
     VALUES ($1, 'snsapi_userinfo', now() - interval '10 minutes', now())`,
    [await userId()],
  );
  expect((await happened()).slice(0, 2)).toEqual(['withdrew snsapi_userinfo', 'consented snsapi_userinfo']);
});

it('tells of openids that were joined, whichever of the two accounts comes first', async () => {
  await signIn();
  for (const key of ['before', 'after']) {
    const id = `${key === 'before' ? '0' : 'f'}${randomUUID().slice(1)}`;
    const partner = await database.addAccount({ id, key, appId: `wx${key}` });
    const sides = [
      { accountId: account.id, openid: 'oVisitor' },
      { accountId: partner.id, openid: 'oOther' },
    ] as const;
    await database.sql.transaction((sql) =>
      database.pairs.join(sql, ...sides, { source: 'operator', linkId: null }),
    );
  }
  expect((await happened()).slice(0, 2)).toEqual(['linked operator', 'linked operator']);
});
