import type { Account } from '../../src/accounts/account.entity.js';
import { FollowingRepository } from '../../src/users/following.repository.js';
import { FollowingService } from '../../src/users/following.service.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { UserInfoRepository } from '../../src/users/user-info.repository.js';
import { UserInfoService } from '../../src/users/user-info.service.js';
import type { WeChatUserInfo } from '../../src/wechat/user/user.wire.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys } from '../fakes/an-account.js';

let database: ADatabase;
let account: Account;
let following: FollowingService;
let infos: UserInfoRepository;
beforeAll(async () => {
  database = await aDatabase();
  following = new FollowingService(new FollowingRepository(database.sql, testKeys));
  infos = new UserInfoRepository(database.sql);
});
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
});
afterAll(() => database.end());

const openid = 'oFollower1';
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 8, 0, seconds));
const follow = (seconds: number, scene: string | null = null) =>
  following.followed(account, { openid, at: at(seconds), scene });
const leave = (seconds: number) => following.unfollowed(account, { openid, at: at(seconds) });
const user = () =>
  database.sql.one<Record<string, unknown>>(
    `SELECT subscribed, subscribed_at, unsubscribed_at, qr_scene, subscribe_scene, nickname, language, remark, tag_ids,
       person_id, provenance, listed_at FROM wechat_user WHERE openid = $1`,
    [openid],
  );
const history = async () =>
  (
    await database.sql.rows<{ kind: string; at: Date; source: string }>(
      'SELECT kind, at, source FROM following_event ORDER BY at, id',
    )
  ).map((event) => `${event.kind} ${event.at.getUTCSeconds()} ${event.source}`);
const info = (given: Partial<WeChatUserInfo> = {}): WeChatUserInfo => ({
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
  ...given,
});
const told = (given: Partial<WeChatUserInfo>, seconds: number) =>
  infos.keep(account, [info(given)], { source: 'user_info', at: at(seconds) });

const originsOf = (source: string, seconds: number, ...fields: string[]) =>
  Object.fromEntries(fields.map((field) => [field, { source, at: at(seconds).toISOString() }]));

describe('pushes', () => {
  it('make a follower, with the scene of the QR code', async () => {
    await follow(10, 'shop_7');
    expect(await user()).toMatchObject({
      subscribed: true,
      subscribed_at: at(10),
      unsubscribed_at: null,
      qr_scene: 'shop_7',
      provenance: originsOf('push', 10, 'subscribed', 'subscribedAt'),
    });
    expect(await history()).toEqual(['followed 10 push']);
  });

  it('say as well how it is known since when they follow no more, and forget how they had come', async () => {
    await told({ subscribedAt: at(5), subscribeScene: 'ADD_SCENE_SEARCH' }, 10);
    await leave(20);
    const held = originsOf('user_info', 10, 'subscribedAt', 'subscribeScene');
    const left = originsOf('push', 20, 'subscribed', 'unsubscribedAt');
    expect((await user())!['provenance']).toEqual({ ...held, ...left });
    await follow(30);
    expect((await user())!['provenance']).toEqual({
      ...left,
      ...originsOf('push', 30, 'subscribed', 'subscribedAt'),
    });
  });

  it('told twice have one effect', async () => {
    await Promise.all([follow(10), follow(10), follow(10)]);
    await leave(20);
    await leave(20);
    expect(await history()).toEqual(['followed 10 push', 'unfollowed 20 push']);
    expect(await user()).toMatchObject({ subscribed: false, subscribed_at: at(10), unsubscribed_at: at(20) });
  });

  it.each([
    ['in order', [10, -20, 30]],
    ['backwards', [30, -20, 10]],
    ['mixed', [-20, 30, 10]],
  ])('%s end in the same state and history', async (_order, events) => {
    for (const seconds of events) await (seconds > 0 ? follow(seconds) : leave(-seconds));
    expect(await user()).toMatchObject({ subscribed: true, subscribed_at: at(30) });
    expect(await history()).toEqual(['followed 10 push', 'unfollowed 20 push', 'followed 30 push']);
  });

  it('of somebody unknown who leaves are remembered: the earlier one may still come', async () => {
    await leave(20);
    await follow(10);
    expect(await user()).toMatchObject({ subscribed: false });
  });

  it('of somebody erased who leaves bring nobody back; one who follows anew is new', async () => {
    const { mark, keyId } = new PersonMarks(testKeys).of(openid);
    await database.sql.rows(
      `INSERT INTO erasure (account_id, mark, key_id, cause) VALUES ($1, $2, $3, 'caller')`,
      [account.id, mark, keyId],
    );
    await leave(20);
    expect(await user()).toBeNull();
    await follow(30);
    await leave(40);
    expect(await user()).toMatchObject({ subscribed: false, unsubscribed_at: at(40) });
  });

  it('by which somebody is seen make a follower, of whom it is not known since when', async () => {
    await following.seen(account, { openid, at: at(10) });
    expect(await user()).toMatchObject({ subscribed: true, subscribed_at: null });
    await leave(20);
    await following.seen(account, { openid, at: at(15) });
    expect(await user()).toMatchObject({ subscribed: false });
    await following.seen(account, { openid, at: at(25) });
    expect(await user()).toMatchObject({ subscribed: true });
  });
});

describe('what cgi-bin/user/info says', () => {
  it('is kept field by field, with source and time', async () => {
    await told({ unionid: 'uA', language: 'zh_CN', remark: '老客户', tagIds: [2, 100] }, 10);
    expect(await user()).toMatchObject({
      subscribed: true,
      language: 'zh_CN',
      remark: '老客户',
      tag_ids: [2, 100],
      provenance: {
        subscribed: { source: 'user_info', at: '2026-03-01T08:00:10.000Z' },
        language: { source: 'user_info' },
      },
    });
    expect((await user())!['person_id']).not.toBeNull();
  });

  it('never erases: an empty name leaves the name and where it came from', async () => {
    await told({ nickname: '小明', language: 'en' }, 10);
    await told({}, 20);
    const held = await user();
    expect(held).toMatchObject({ nickname: '小明', language: 'en' });
    expect(held!['provenance']).toMatchObject({ nickname: { at: '2026-03-01T08:00:10.000Z' } });
  });

  it('an emptied remark is taken over: the account itself removed it', async () => {
    await told({ remark: '老客户' }, 10);
    await told({ remark: '' }, 20);
    expect(await user()).toMatchObject({ remark: '' });
  });

  it('counts for the following only when nothing newer is known', async () => {
    await leave(20);
    await told({ subscribedAt: at(5), language: 'en' }, 10);
    expect(await user()).toMatchObject({ subscribed: false, language: 'en', unsubscribed_at: at(20) });
    await told({ subscribedAt: at(25) }, 30);
    expect(await user()).toMatchObject({ subscribed: true, subscribed_at: at(25) });
    expect(await history()).toEqual(['unfollowed 20 push', 'followed 25 user_info']);
  });

  it('makes no row for somebody unknown who does not follow, and notes one known who left', async () => {
    await told({ subscribed: false }, 10);
    expect(await user()).toBeNull();
    await follow(20);
    await told({ subscribed: false }, 30);
    expect(await user()).toMatchObject({ subscribed: false, unsubscribed_at: at(30) });
    await told({ subscribed: false }, 40);
    expect(await user()).toMatchObject({ unsubscribed_at: at(30) });
    expect(await history()).toEqual(['followed 20 push', 'unfollowed 30 user_info']);
  });

  it('says since when they follow, how they came and who they are elsewhere, each with its source', async () => {
    await told({ subscribedAt: at(5), subscribeScene: 'ADD_SCENE_SEARCH', unionid: 'uA' }, 10);
    const fields = ['subscribed', 'subscribedAt', 'subscribeScene', 'unionid'];
    expect((await user())!['provenance']).toEqual(originsOf('user_info', 10, ...fields));
    await told({ subscribed: false, unionid: 'uOther' }, 20);
    expect((await user())!['provenance']).toEqual({
      ...originsOf('user_info', 10, ...fields),
      ...originsOf('user_info', 20, 'subscribed', 'unsubscribedAt'),
    });
  });

  it('that is older than what is known changes no time of it', async () => {
    await leave(20);
    await told({ subscribedAt: at(5), language: 'en' }, 10);
    expect((await user())!['provenance']).toEqual({
      ...originsOf('push', 20, 'subscribed', 'unsubscribedAt'),
      ...originsOf('user_info', 10, 'language'),
    });
  });

  it('as part of the whole list is told as such', async () => {
    await infos.keep(account, [info({ language: 'en' })], { source: 'sync', at: at(10) });
    expect((await user())!['provenance']).toEqual(originsOf('sync', 10, 'subscribed', 'language'));
  });

  it('of somebody never known to follow, who does not, is no leaving', async () => {
    await database.sql.rows('INSERT INTO wechat_user (account_id, openid) VALUES ($1, $2)', [
      account.id,
      openid,
    ]);
    await told({ subscribed: false }, 10);
    expect(await user()).toMatchObject({
      subscribed: false,
      unsubscribed_at: null,
      provenance: originsOf('user_info', 10, 'subscribed'),
    });
    expect(await history()).toEqual([]);
  });

  it('of many is written in one go, also when it names one of them twice', async () => {
    const many = Array.from({ length: 500 }, (_, number) =>
      info({ openid: `oMany${number % 400}`, unionid: `u${number % 300}` }),
    );
    await infos.keep(account, many, { source: 'user_info', at: at(10) });
    expect([await database.count('wechat_user'), await database.count('person')]).toEqual([400, 300]);
  });
});

describe('somebody who is erased while WeChat is asked about them', () => {
  /** Asks WeChat, who takes as long as `meanwhile` does. */
  const asking = (meanwhile: () => Promise<unknown>): Promise<unknown> => {
    const calls = { run: (_account: Account, call: (token: string) => unknown) => call('t') };
    const wechat = {
      info: async () => {
        await meanwhile();
        return info({ unionid: 'uErased' });
      },
    };
    const service = new UserInfoService(calls as never, wechat as never, infos, new SystemClock());
    return service.refresh(account, openid);
  };
  const erase = () => database.sql.change('DELETE FROM wechat_user WHERE openid = $1', [openid]);

  it('does not come back by the answer, nor does their unionid', async () => {
    await follow(10);
    await asking(erase);
    expect(await user()).toBeNull();
    expect(await database.count('person')).toBe(0);
  });

  it('does not come back when the answer waits for the erasure to end', async () => {
    await follow(10);
    let answered!: Promise<unknown>;
    await database.sql.transaction(async (sql) => {
      await sql.rows('SELECT FROM wechat_user WHERE openid = $1 FOR UPDATE', [openid]);
      answered = asking(async () => undefined);
      for (let waiting = 0; waiting === 0;) waiting = await waiters();
      await sql.change('DELETE FROM wechat_user WHERE openid = $1', [openid]);
    });
    await answered;
    expect(await user()).toBeNull();
    expect(await database.count('person')).toBe(0);
  });

  const waiters = async () =>
    Number(
      (await database.sql.one<{ n: string }>(
        `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      ))!.n,
    );
});
