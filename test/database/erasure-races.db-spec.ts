import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../src/accounts/account.entity.js';
import { SignInRepository } from '../../src/auth/login/sign-in.repository.js';
import { retentionOf } from '../../src/config/retention.js';
import type { Sql } from '../../src/database/sql.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { FollowerSyncRepository } from '../../src/followers/follower-sync.repository.js';
import { ListedFollowersRepository } from '../../src/followers/listed-followers.repository.js';
import { LinkConsumption } from '../../src/links/link-consumption.js';
import { FollowingHandler } from '../../src/messages/handlers/following.handler.js';
import type { WithdrawalHandler } from '../../src/messages/handlers/withdrawal.handler.js';
import { PushEffectsService } from '../../src/messages/push-effects.service.js';
import { PushInboxRepository } from '../../src/messages/push-inbox.repository.js';
import { PushMarks } from '../../src/messages/push-marks.js';
import { type Epitaph, ErasureRepository } from '../../src/privacy/erasure.repository.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { strangerOf } from '../../src/privacy/person.js';
import { RetentionRepository } from '../../src/privacy/retention.repository.js';
import { RetentionService } from '../../src/privacy/retention.service.js';
import { SweepRepository } from '../../src/privacy/sweep.repository.js';
import { SweepService } from '../../src/privacy/sweep.service.js';
import { FollowingRepository } from '../../src/users/following.repository.js';
import { FollowingService } from '../../src/users/following.service.js';
import { UserInfoRepository } from '../../src/users/user-info.repository.js';
import type { UserInfoService } from '../../src/users/user-info.service.js';
import { plainPush } from '../../src/wechat/push/push-envelope.js';
import { readPushMessage } from '../../src/wechat/push/push-message.js';
import { userInfo, type WeChatUserInfo } from '../../src/wechat/user/user.wire.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys, testSealer } from '../fakes/an-account.js';
import { aPrivacyRoom, type APrivacyRoom } from '../fakes/a-privacy-room.js';
import { RecordingLog } from '../fakes/recording-log.js';

const OPENID = 'oErasedPerson0000000000000-x';
const marks = new PersonMarks(testKeys);
let database: ADatabase;
let folder: string;
let main: Account;
let shop: Account;
let room: APrivacyRoom;

beforeAll(async () => {
  database = await aDatabase(6);
  folder = mkdtempSync(path.join(tmpdir(), 'lingpai-races-'));
});
beforeEach(async () => {
  await database.clear();
  rmSync(folder, { recursive: true, force: true });
  main = await database.addAccount();
  shop = await database.addAccount({
    id: '22222222-2222-4222-8222-222222222222',
    key: 'shop',
    appId: 'wxshop0000000001',
  });
  room = aPrivacyRoom(database.sql, { file: path.join(folder, 'erasures') });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.end();
});

/** Resolves when the work has ended, or somebody in this database waits for a lock. */
async function stuckOrDone(work: Promise<unknown>): Promise<void> {
  let done = false;
  const end = (): void => void (done = true);
  work.then(end, end);
  while (!done) {
    const waiting = await database.sql.one(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting) return;
  }
}

const aUser = (openid = OPENID, account = main, ago = '1 day') =>
  database.sql.rows(
    `INSERT INTO wechat_user (account_id, openid, first_seen_at) VALUES ($1, $2, now() - $3::interval)`,
    [account.id, openid, ago],
  );
const openids = async () =>
  (await database.sql.rows<{ openid: string }>('SELECT openid FROM wechat_user ORDER BY openid')).map(
    ({ openid }) => openid,
  );
const strangerFor = (openid: string) => strangerOf(main, openid, marks.all(openid));
const epitaph: Epitaph = { ...marks.of(OPENID), cause: 'cancellation', always: true };

describe('a push in the very moment of an erasure', () => {
  /** As many asked WeChat about somebody. */
  let asked: number;
  const push = (fields: readonly (readonly [string, string])[], at = new Date(Date.now() - 5_000)) => {
    const following = new FollowingService(new FollowingRepository(database.sql, testKeys));
    const infos = { refresh: async () => void asked++ } as unknown as UserInfoService;
    const handler = new FollowingHandler(following, infos, room.erasures, new RecordingLog());
    const effects = new PushEffectsService(handler, {} as WithdrawalHandler);
    const xml = plainPush([
      ['ToUserName', 'gh_1'],
      ['FromUserName', OPENID],
      ['CreateTime', Math.floor(at.getTime() / 1000)],
      ...fields,
    ]);
    return effects.apply(main, readPushMessage(xml));
  };
  const TEXT = [
    ['MsgType', 'text'],
    ['Content', 'hello'],
    ['MsgId', '1'],
  ] as const;
  const event = (name: string) =>
    [
      ['MsgType', 'event'],
      ['Event', name],
      ['EventKey', ''],
    ] as const;
  beforeEach(() => void (asked = 0));

  it.each([
    ['a message of somebody we know', true, TEXT],
    ['a message of somebody we do not know', false, TEXT],
    ['a follow of somebody we know', true, event('subscribe')],
    ['a follow of somebody we do not know', false, event('subscribe')],
    ['a leave of somebody we know', true, event('unsubscribe')],
  ])('does not bring them back: %s', async (_what, known, fields) => {
    if (known) await aUser();
    let pushed!: Promise<void>;
    await new ErasureRepository(database.sql).erase(strangerFor(OPENID), epitaph, {
      // The erasure has done everything and has not committed yet.
      told: async () => {
        pushed = push(fields);
        await stuckOrDone(pushed);
      },
    });
    await pushed;
    expect(await openids()).toEqual([]);
    expect(asked).toBe(0);
  });

  it('that came first is erased with them', async () => {
    let erased!: Promise<boolean>;
    await room.erasures.unlessErased(main, OPENID, new Date(), async (sql) => {
      erased = room.erasures.erase(main, OPENID, 'cancellation');
      await stuckOrDone(erased);
      await sql.rows('INSERT INTO wechat_user (account_id, openid) VALUES ($1, $2)', [main.id, OPENID]);
    });
    expect(await erased).toBe(true);
    expect(await openids()).toEqual([]);
  });

  it('that is of later makes a new user of them', async () => {
    await room.erasures.erase(main, OPENID, 'cancellation');
    await push(event('subscribe'), new Date(Date.now() + 2_000));
    expect(await openids()).toEqual([OPENID]);
    expect(asked).toBe(1);
  });
});

describe('joining two openids in the very moment of an erasure', () => {
  const one = () => ({ accountId: main.id, openid: 'oOne' });
  const other = () => ({ accountId: shop.id, openid: 'oOther' });
  const by = { source: 'operator', linkId: null } as const;

  it('waits for the user before it takes the link, as the erasure does: neither is the death of the other', async () => {
    await aUser('oOne');
    const tokenHash = sha256('link');
    await database.links.insert({ ...one(), tokenHash, atAccountId: shop.id, returnTo: '/me' });
    const signIn = await aClaimedSignIn(database, shop, { openid: 'oOther' });
    let came!: ReturnType<ADatabase['signIns']['signInByLink']>;
    await database.sql.transaction(async (sql) => {
      // As an erasure does: the user, then their links, then the user's row.
      await sql.rows(`SELECT FROM wechat_user WHERE openid = 'oOne' FOR UPDATE`);
      came = database.signIns.signInByLink(signIn, tokenHash);
      await stuckOrDone(came);
      expect(await sql.change(`DELETE FROM login_link WHERE openid = 'oOne'`)).toBe(1);
      await sql.change(`DELETE FROM wechat_user WHERE openid = 'oOne'`);
    });
    expect(await came).toMatchObject({ refused: 'unknown' });
    expect(await openids()).toEqual(['oOther']);
  });

  it('keeps the two from being erased until they are joined; then they are', async () => {
    await aUser('oOne');
    await aUser('oOther', shop);
    let erased!: Promise<boolean>;
    const joined = await database.sql.transaction(async (sql) => {
      const beforeThePair: Sql = Object.create(sql, {
        change: {
          value: async (text: string, params: readonly unknown[]) => {
            if (text.includes('INTO linked_openid')) {
              erased = room.erasures.erase(main, 'oOne', 'caller');
              await stuckOrDone(erased);
            }
            return sql.change(text, params);
          },
        },
      });
      return database.pairs.join(beforeThePair, one(), other(), by);
    });
    expect(joined).toBe('linked');
    expect(await erased).toBe(true);
    expect(await database.count('linked_openid')).toBe(0);
    expect(await openids()).toEqual(['oOther']);
  });

  it('meets somebody anew who was found, and erased before they could be held', async () => {
    await aUser('oOne');
    await aUser('oOther', shop);
    let erased = false;
    const joined = await database.sql.transaction((sql) => {
      const beforeTheyAreHeld: Sql = Object.create(sql, {
        one: {
          value: async (text: string, params: readonly unknown[]) => {
            if (text.includes('FOR KEY SHARE') && !erased)
              erased = await room.erasures.erase(main, 'oOne', 'caller');
            return sql.one(text, params);
          },
        },
      });
      return database.pairs.join(beforeTheyAreHeld, one(), other(), by);
    });
    expect([erased, joined]).toEqual([true, 'linked']);
    expect(await openids()).toEqual(['oOne', 'oOther']);
  });

  it('of people whom nobody has met yet goes well from both sides at once', async () => {
    let second!: Promise<unknown>;
    const first = await database.sql.transaction(async (sql) => {
      let inserted = 0;
      const betweenTheTwo: Sql = Object.create(sql, {
        change: {
          value: async (text: string, params: readonly unknown[]) => {
            if (text.includes('INTO wechat_user') && ++inserted === 2) {
              second = database.sql.transaction((elsewhere) =>
                database.pairs.join(elsewhere, other(), one(), by),
              );
              await stuckOrDone(second);
            }
            return sql.change(text, params);
          },
        },
      });
      return database.pairs.join(betweenTheTwo, one(), other(), by);
    });
    expect([first, await second]).toEqual(['linked', 'already_linked']);
  });
});

describe('a follower sync in the very moment of an erasure', () => {
  const listed = (openid: string): WeChatUserInfo => ({
    ...userInfo.parse({ openid, subscribe: 1, subscribe_time: 1_700_000_000 }),
  });
  const syncing = async () => {
    const runs = new FollowerSyncRepository(database.sql, testSealer);
    const infos = new UserInfoRepository(database.sql);
    const followers = new ListedFollowersRepository(database.sql, runs, infos, marks);
    await runs.request('99999999-9999-4999-8999-999999999999', main.id, 'crm');
    const run = (await runs.claim())!;
    const step = { cursor: OPENID, count: 2, total: 2, seconds: 1 };
    return (sql?: Sql) =>
      (sql ? new ListedFollowersRepository(sql, runs, infos, marks) : followers).keep(
        main,
        run,
        [listed('oListed'), listed(OPENID)],
        run.now,
        step,
      );
  };

  it.each([
    ['we know', true],
    ['we do not know', false],
  ])('does not bring back somebody %s', async (_who, known) => {
    if (known) await aUser();
    const sync = await syncing();
    let synced!: Promise<void>;
    await new ErasureRepository(database.sql).erase(strangerFor(OPENID), epitaph, {
      told: async () => {
        synced = sync();
        await stuckOrDone(synced);
      },
    });
    await synced;
    expect(await openids()).toEqual(['oListed']);
  });

  it('that came first is erased with them', async () => {
    const sync = await syncing();
    let erased!: Promise<boolean>;
    const writing: Sql = Object.create(database.sql, {
      transaction: {
        value: (work: (sql: Sql) => Promise<unknown>) =>
          database.sql.transaction(async (within) => {
            const written = await work(within);
            erased = room.erasures.erase(main, OPENID, 'cancellation');
            await stuckOrDone(erased);
            return written;
          }),
      },
    });
    await sync(writing);
    expect(await erased).toBe(true);
    expect(await openids()).toEqual(['oListed']);
  });
});

it('two erasures of one account do not wait for each other', async () => {
  await aUser();
  await aUser('oOther');
  await new ErasureRepository(database.sql).erase(strangerFor(OPENID), epitaph, {
    told: async () => void (await room.erasures.erase(main, 'oOther', 'caller')),
  });
  expect(await openids()).toEqual([]);
});

it('somebody whose link waits for another’s is signed in when one of the two is put off, once', async () => {
  let failures = 1;
  const unlucky: Sql = Object.create(database.sql, {
    transaction: {
      value: async (work: (sql: Sql) => Promise<unknown>) => {
        if (failures-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        return database.sql.transaction(work);
      },
    },
  });
  const links = new LinkConsumption(database.links, database.pairs);
  const signIns = new SignInRepository(unlucky, database.tokens, links);
  const come = async () => signIns.signInByLink(await aClaimedSignIn(database, main), sha256('no such link'));
  expect(await come()).toMatchObject({ refused: 'unknown' });
  failures = 2;
  await expect(come()).rejects.toMatchObject({ code: '40P01' });
});

it('an erasure that is chosen to end a deadlock is done again, once', async () => {
  await aUser();
  let failures = 1;
  const unlucky: Sql = Object.create(database.sql, {
    transaction: {
      value: async (work: (sql: Sql) => Promise<unknown>) => {
        if (failures-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        return database.sql.transaction(work);
      },
    },
  });
  const rows = new ErasureRepository(unlucky);
  expect((await rows.erase(strangerFor(OPENID), null)).rows).toEqual({ wechat_user: 1 });
  failures = 2;
  await expect(rows.erase(strangerFor(OPENID), null)).rejects.toMatchObject({ code: '40P01' });
});

describe('whoever comes back between being found and being erased', () => {
  it('by retention stays', async () => {
    await aUser('oOld', main, '200 days');
    await aUser('oBack', main, '200 days');
    const found = new RetentionRepository(database.sql);
    const forgotten = found.forgotten.bind(found);
    found.forgotten = async (...asked) => {
      const people = await forgotten(...asked);
      await database.sql.rows(`UPDATE wechat_user SET last_login_at = now() WHERE openid = 'oBack'`);
      return people;
    };
    const settings = { days: retentionOf(['users=100']) };
    const retention = new RetentionService(found, new ErasureRepository(database.sql), marks, settings);
    expect(await retention.purge()).toMatchObject({ users: 1 });
    expect(await openids()).toEqual(['oBack']);
  });

  it('by a sweep stays', async () => {
    await room.erasures.erase(main, OPENID, 'cancellation');
    await aUser();
    const rows = new SweepRepository(database.sql);
    const revived = rows.revived.bind(rows);
    let found = 0;
    rows.revived = async function* (...asked) {
      for await (const people of revived(...asked)) {
        found += people.length;
        // Another instance was faster, and they came anew.
        if (people.length > 0) {
          await database.sql.change('DELETE FROM wechat_user');
          await aUser(OPENID, main, '-1 second');
        }
        yield people;
      }
    };
    const erasures = new ErasureRepository(database.sql);
    const sweeps = new SweepService(rows, erasures, room.tombstones, marks, new RecordingLog());
    expect(await sweeps.sweep()).toMatchObject({ people: 0 });
    expect(found).toBe(1);
    expect(await openids()).toEqual([OPENID]);
  });
});

it('a dead push that an operator revives while the old ones are taken away is tried again', async () => {
  await database.sql.rows(
    `INSERT INTO push_inbox (account_id, dedupe_key, body_digest, kind, state, payload_sealed, received_at, ended_at)
     VALUES ($1, '\\x01', '\\x01', 'text', 'dead', '\\x01', now() - interval '40 days', now() - interval '31 days')`,
    [main.id],
  );
  let purged!: Promise<number>;
  await database.sql.transaction(async (sql) => {
    await sql.change(`UPDATE push_inbox SET state = 'waiting', tries = 0, ended_at = NULL`);
    purged = new PushInboxRepository(database.sql, testSealer, new PushMarks(testKeys, marks)).purge();
    await stuckOrDone(purged);
  });
  await purged;
  expect(await database.count('push_inbox')).toBe(1);
});
