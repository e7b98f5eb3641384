import type { Account } from '../../src/accounts/account.entity.js';
import { FollowerSyncRepository } from '../../src/followers/follower-sync.repository.js';
import { FollowerSyncService } from '../../src/followers/follower-sync.service.js';
import { ListedFollowersRepository } from '../../src/followers/listed-followers.repository.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { UserInfoRepository } from '../../src/users/user-info.repository.js';
import type { WeChatUserInfo } from '../../src/wechat/user/user.wire.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys, testSealer } from '../fakes/an-account.js';

let database: ADatabase;
let account: Account;
let runs: FollowerSyncRepository;
let syncs: FollowerSyncService;
let listed: ListedFollowersRepository;
beforeAll(async () => {
  database = await aDatabase();
  const { sql } = database;
  runs = new FollowerSyncRepository(sql, testSealer);
  syncs = new FollowerSyncService(runs, new SystemRandom());
  listed = new ListedFollowersRepository(sql, runs, new UserInfoRepository(sql), new PersonMarks(testKeys));
});
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
});
afterAll(() => database.end());

const follower = (openid: string): WeChatUserInfo => ({
  openid,
  subscribed: true,
  unionid: null,
  nickname: null,
  avatarUrl: null,
  sex: null,
  language: null,
  city: null,
  province: null,
  country: null,
  subscribedAt: null,
  subscribeScene: null,
  qrScene: null,
  remark: null,
  tagIds: null,
});
const step = (cursor: string, count = 1) => ({ cursor, count, total: 10, seconds: 0.5 });
const lapse = () =>
  database.sql.rows(`UPDATE follower_sync SET lease_until = clock_timestamp() - interval '1 second'`);
const openids = async () =>
  (await database.sql.rows<{ openid: string }>('SELECT openid FROM wechat_user ORDER BY openid')).map(
    ({ openid }) => openid,
  );

it('of thirty that ask at once there is one open run an account, and another when it is over', async () => {
  const asked = await Promise.all(Array.from({ length: 30 }, () => syncs.start(account, 'crm')));
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  await syncs.cancel(account, asked[0]!.id);
  expect((await syncs.start(account, 'crm')).id).not.toBe(asked[0]!.id);
});

it('is claimed by one of many, and by another only once its lease has lapsed', async () => {
  await syncs.start(account, 'crm');
  const claims = await Promise.all(Array.from({ length: 10 }, () => runs.claim()));
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  expect(await runs.claim()).toBeNull();
  await lapse();
  expect(await runs.claim()).not.toBeNull();
});

it('goes on where the last step was written; the cursor lies sealed', async () => {
  await syncs.start(account, 'crm');
  const first = (await runs.claim())!;
  expect(first).toMatchObject({ cursor: null, done: 0, total: null });
  await listed.keep(account, first, [follower('oCanary')], first.now, step('oCanary'));
  await lapse();
  const second = (await runs.claim())!;
  expect(second).toMatchObject({ cursor: 'oCanary', done: 1, total: 10, startedAt: first.startedAt });
  const row = await database.sql.one<{ text: string; clear: Buffer }>(
    'SELECT t::text AS text, cursor_sealed AS clear FROM follower_sync t',
  );
  expect(row!.text + row!.clear.toString('latin1')).not.toContain('oCanary');
});

it('a runner that was overtaken writes neither followers nor its step', async () => {
  await syncs.start(account, 'crm');
  const stale = (await runs.claim())!;
  await lapse();
  const fresh = (await runs.claim())!;
  await listed.keep(account, fresh, [follower('oB')], fresh.now, step('oB'));
  const lost = { code: 'followers.sync_lost' };
  await expect(listed.keep(account, stale, [follower('oA')], stale.now, step('oA'))).rejects.toMatchObject(
    lost,
  );
  for (const write of [
    runs.beat(stale),
    runs.finish(stale),
    runs.restart(stale),
    runs.everybodyRead(stale, 1),
  ])
    await expect(write).rejects.toMatchObject(lost);
  expect(await openids()).toEqual(['oB']);
  expect(await syncs.get(account, fresh.id)).toMatchObject({ state: 'running', done: 1 });
});

it.each(['pause', 'cancel'] as const)('%s stops whoever works on it at the next write', async (verb) => {
  const { id } = await syncs.start(account, 'crm');
  const run = (await runs.claim())!;
  await syncs[verb](account, id);
  await expect(listed.keep(account, run, [follower('oA')], run.now, step('oA'))).rejects.toMatchObject({
    code: 'followers.sync_lost',
  });
  expect(await openids()).toEqual([]);
  expect(await runs.claim()).toBeNull();
});

it('a paused run is nobody’s until it is resumed, or its time has come', async () => {
  const { id } = await syncs.start(account, 'crm');
  const run = (await runs.claim())!;
  const trouble = { code: 'wechat.refused', detail: 'quota', errcode: 45009 };
  await runs.pausesUntil(run, new Date(Date.now() + 3_600_000), trouble);
  expect(await runs.claim()).toBeNull();
  await database.sql.rows(`UPDATE follower_sync SET resume_at = clock_timestamp() - interval '1 second'`);
  expect((await runs.claim())!.id).toBe(id);
  await syncs.pause(account, id);
  expect(await runs.claim()).toBeNull();
  expect(await syncs.resume(account, id)).toMatchObject({ state: 'queued' });
  expect(await runs.claim(id)).not.toBeNull();
});

it('given back, is claimed at once; whoever lost it gives nothing back', async () => {
  await syncs.start(account, 'crm');
  const first = (await runs.claim())!;
  await runs.release(first);
  const second = (await runs.claim())!;
  await runs.release(first);
  expect(await runs.claim()).toBeNull();
  await runs.release(second);
  expect(await runs.claim()).not.toBeNull();
});

it('marks whoever was on no page, but for those who followed since it began, and those of other accounts', async () => {
  const other = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  const insert = (openid: string, accountId: string, followingAt: string, listedAt: string | null) =>
    database.sql.rows(
      `INSERT INTO wechat_user (account_id, openid, subscribed, following_at, listed_at)
       VALUES ($1, $2, true, clock_timestamp() + $3::interval, clock_timestamp() + $4::interval)`,
      [accountId, openid, followingAt, listedAt],
    );
  await insert('oGone', account.id, '-1 day', '-1 day');
  await insert('oGoneNeverListed', account.id, '-1 day', null);
  await insert('oElsewhere', other.id, '-1 day', '-1 day');
  await syncs.start(account, 'crm');
  const run = (await runs.claim())!;
  await insert('oNew', account.id, '1 second', null);
  await listed.keep(account, run, [follower('oListed')], run.now, step('oListed'));
  await runs.everybodyRead(run, 1);
  let after: string | null = '0';
  while (after !== null) after = await listed.markLeft(account, run, run.now, after);
  const left = await database.sql.rows<{ openid: string }>(
    'SELECT openid FROM wechat_user WHERE NOT subscribed ORDER BY openid',
  );
  expect(left.map(({ openid }) => openid)).toEqual(['oGone', 'oGoneNeverListed']);
  const [origins] = await database.sql.rows<{ provenance: object }>(
    `SELECT provenance FROM wechat_user WHERE openid = 'oGone'`,
  );
  const origin = { source: 'sync', at: run.now.toISOString() };
  expect(origins!.provenance).toEqual({ subscribed: origin, unsubscribedAt: origin });
  expect(await database.count('following_event')).toBe(2);
  expect(await syncs.get(account, run.id)).toMatchObject({ leftCount: 2 });
});

it('marks whoever was never known to follow, and was on no page, as not following, and makes up no leaving', async () => {
  const insert = (openid: string, ago: string) =>
    database.sql.rows(
      `INSERT INTO wechat_user (account_id, openid, first_seen_at) VALUES ($1, $2, clock_timestamp() - $3::interval)`,
      [account.id, openid, ago],
    );
  await insert('oVisitor', '1 day');
  await insert('oListed', '1 day');
  await syncs.start(account, 'crm');
  const run = (await runs.claim())!;
  // Who came since it began may follow since then.
  await insert('oLater', '-1 second');
  await listed.keep(account, run, [follower('oListed')], run.now, step('oListed'));
  await runs.everybodyRead(run, 1);
  await listed.markLeft(account, run, run.now, '0');
  const users = await database.sql.rows(
    'SELECT openid, subscribed, unsubscribed_at, following_at, provenance FROM wechat_user ORDER BY openid',
  );
  const origin = { source: 'sync', at: run.startedAt.toISOString() };
  expect(users).toMatchObject([
    { openid: 'oLater', subscribed: null },
    { openid: 'oListed', subscribed: true },
    { openid: 'oVisitor', subscribed: false, unsubscribed_at: null, provenance: { subscribed: origin } },
  ]);
  expect(users[2]).toMatchObject({ following_at: run.startedAt });
  expect(await database.sql.rows(`SELECT FROM following_event WHERE kind = 'unfollowed'`)).toEqual([]);
  expect(await syncs.get(account, run.id)).toMatchObject({ leftCount: 0 });
});

it('knows no run of another account, and has none for a website', async () => {
  const { id } = await syncs.start(account, 'crm');
  const other = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'site',
    appId: 'wxsite0000000001',
    kind: 'website',
  });
  await expect(syncs.get(other, id)).rejects.toMatchObject({ code: 'followers.sync_unknown' });
  await expect(syncs.cancel(other, id)).rejects.toMatchObject({ code: 'followers.sync_unknown' });
  expect(() => syncs.start(other, 'crm')).toThrow('A website app has no followers');
});
