import { SilentLog } from '../../src/kernel/logging/log.js';
import { SilentMeter } from '../../src/kernel/metering/meter.js';
import type { Sql } from '../../src/database/sql.js';
import { AppError } from '../../src/kernel/errors/app-error.js';
import type { Account } from '../../src/accounts/account.entity.js';
import { DeadPushRepository } from '../../src/messages/dead-push.repository.js';
import { InboxService } from '../../src/messages/inbox.service.js';
import type { PushEffectsService } from '../../src/messages/push-effects.service.js';
import {
  type Arrival,
  type ClaimedPush,
  PushInboxRepository,
} from '../../src/messages/push-inbox.repository.js';
import { PushMarks } from '../../src/messages/push-marks.js';
import { PersonMarks } from '../../src/privacy/person-marks.js';
import { type PushField, plainPush } from '../../src/wechat/push/push-envelope.js';
import type { PushMessage } from '../../src/wechat/push/push-message.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';
import { testKeys, testSealer } from '../fakes/an-account.js';
import { NoJitter } from '../fakes/a-token-room.js';
import { rowsReadOver } from '../support/rows-read.js';

jest.setTimeout(30_000);

let database: ADatabase;
let account: Account;
let inbox: PushInboxRepository;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
  inbox = anInbox();
});
afterAll(() => database.end());

const anInbox = (): PushInboxRepository =>
  new PushInboxRepository(database.sql, testSealer, new PushMarks(testKeys, new PersonMarks(testKeys)));

const xmlOf = (openid: string): string =>
  plainPush([
    ['ToUserName', 'gh_1'],
    ['FromUserName', openid],
    ['CreateTime', 1_770_000_000],
    ['MsgType', 'text'],
    ['Content', 'canary'],
  ] satisfies PushField[]);

const arrival = (given: Partial<Arrival> = {}): Arrival => ({
  accountId: account.id,
  identity: 'one',
  signedQuery: null,
  bodyDigest: Buffer.alloc(32, 1),
  openid: 'oVisitor1',
  kind: 'text',
  urgent: false,
  xml: xmlOf('oVisitor1'),
  ...given,
});
const claimOne = async (from = inbox): Promise<ClaimedPush> => (await from.claim(1, 20))[0] as ClaimedPush;
const stateOf = async (): Promise<{ state: string; tries: number; failure: string | null }[]> =>
  database.sql.rows('SELECT state, tries, failure FROM push_inbox ORDER BY id');

describe('the same push', () => {
  it('is kept once, and answered as it was by whoever kept it', async () => {
    expect(await inbox.find(arrival())).toBeNull();
    const kept = await Promise.all([1, 2, 3].map((at) => anInbox().keep(arrival(), `<xml>${at}</xml>`)));
    expect(kept.filter(Boolean)).toHaveLength(1);
    const winner = kept.indexOf(true) + 1;
    expect(await inbox.find(arrival())).toEqual({ answer: `<xml>${winner}</xml>`, forged: false });
    expect(await database.count('push_inbox')).toBe(1);
  });

  it('of another account is another push', async () => {
    const other = await database.addAccount({
      id: '22222222-2222-4222-8222-222222222222',
      key: 'b',
      appId: 'wxb',
    });
    await inbox.keep(arrival(), null);
    expect(await inbox.keep(arrival({ accountId: other.id }), null)).toBe(true);
  });

  it('under a query that has carried another body is forged', async () => {
    const signedQuery = '1770000000\n1234';
    await inbox.keep(arrival({ signedQuery }), null);
    const same = arrival({ signedQuery });
    expect(await inbox.find(same)).toEqual({ answer: null, forged: false });
    const other = arrival({ signedQuery, identity: 'two', bodyDigest: Buffer.alloc(32, 2) });
    expect(await inbox.keep(other, null)).toBe(false);
    expect(await inbox.find(other)).toMatchObject({ forged: true });
    const sameIdentity = arrival({ signedQuery, bodyDigest: Buffer.alloc(32, 2) });
    expect(await inbox.find(sameIdentity)).toMatchObject({ forged: true });
  });
});

it('is looked for and kept on the connections that brief statements share', async () => {
  const asked: string[] = [];
  const brief = Object.create(database.sql, {
    run: {
      value: (text: string, params: readonly unknown[]) => {
        asked.push(text.trim().split(' ')[0]!);
        return (database.sql as unknown as { run: (...of: unknown[]) => unknown }).run(text, params);
      },
    },
  }) as Sql;
  const sql = Object.create(database.sql, { brief: { value: brief } }) as Sql;
  const rows = new PushInboxRepository(sql, testSealer, new PushMarks(testKeys, new PersonMarks(testKeys)));
  expect(await rows.find(arrival())).toBeNull();
  expect(await rows.keep(arrival(), null)).toBe(true);
  await rows.claim(1, 20);
  expect(asked).toEqual(['SELECT', 'INSERT']);
});

it('holds nothing in clear', async () => {
  await inbox.keep(arrival({ xml: xmlOf('oCanary') }), '<xml>canary</xml>');
  const [row] = await database.sql.rows<{ all: string; payload: Buffer; answer: Buffer }>(
    'SELECT p::text AS all, payload_sealed AS payload, answer_sealed AS answer FROM push_inbox p',
  );
  for (const text of [row!.all, row!.payload.toString('latin1'), row!.answer.toString('latin1')]) {
    expect(text).not.toContain('anary');
    expect(text).not.toContain(Buffer.from('anary').toString('hex'));
  }
});

describe('a claim', () => {
  it('is for one, among as many as try at once', async () => {
    for (let at = 0; at < 20; at += 1) await inbox.keep(arrival({ identity: `p${at}` }), null);
    const claims = await Promise.all(Array.from({ length: 8 }, () => anInbox().claim(5, 20)));
    const ids = claims.flat().map(({ id }) => id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('passes to another when its time is over, and the first one’s word counts no longer', async () => {
    await inbox.keep(arrival(), null);
    const first = await claimOne();
    expect(await claimOne()).toBeUndefined();
    await database.age('push_inbox', 21);
    const second = await claimOne();
    expect(second).toMatchObject({ id: first.id, tries: 2 });
    expect(await inbox.finish(first)).toBe(false);
    await inbox.bury(first, 'late.failure');
    await inbox.postpone(first, 0, 'late.failure');
    expect(await stateOf()).toEqual([{ state: 'waiting', tries: 2, failure: null }]);
    expect(await inbox.finish(second)).toBe(true);
  });

  it('is for what somebody takes back first, however much waits', async () => {
    for (let at = 0; at < 5; at += 1) await inbox.keep(arrival({ identity: `p${at}` }), null);
    await inbox.keep(arrival({ identity: 'urgent', kind: 'user_authorization_revoke', urgent: true }), null);
    expect((await claimOne()).kind).toBe('user_authorization_revoke');
    expect((await claimOne()).kind).toBe('text');
  });

  it('lasts as long as its holder says', async () => {
    await inbox.keep(arrival(), null);
    const held = await claimOne();
    await database.age('push_inbox', 15);
    await inbox.extend([held], 20);
    await database.age('push_inbox', 15);
    expect(await claimOne()).toBeUndefined();
  });
});

it('forgets what was said with its effect, the answer after an hour, and all of it after a day', async () => {
  await inbox.keep(arrival(), '<xml/>');
  await inbox.finish(await claimOne());
  expect(await database.count('push_inbox WHERE payload_sealed IS NULL AND answer_sealed IS NOT NULL')).toBe(
    1,
  );
  expect(await inbox.purge()).toBe(0);
  await database.age('push_inbox', 3601);
  expect(await inbox.purge()).toBe(1);
  expect(await database.count('push_inbox WHERE answer_sealed IS NULL')).toBe(1);
  await database.age('push_inbox', 24 * 3600);
  expect(await inbox.purge()).toBe(1);
  expect(await database.count('push_inbox')).toBe(0);
});

it('keeps what waits, and for thirty days what was given up', async () => {
  await inbox.keep(arrival(), null);
  await inbox.keep(arrival({ identity: 'dead' }), null);
  const [, dead] = (await inbox.claim(2, 20)) as ClaimedPush[];
  await inbox.bury(dead!, 'wechat.unreachable');
  expect(await inbox.depth()).toEqual({ waiting: 1, dead: 1 });
  await database.age('push_inbox', 29 * 86_400);
  await inbox.purge();
  expect(await inbox.depth()).toEqual({ waiting: 1, dead: 1 });
  await database.age('push_inbox', 2 * 86_400);
  await inbox.purge();
  expect(await inbox.depth()).toEqual({ waiting: 1, dead: 0 });
});

describe('among very many', () => {
  const MANY = 20_000;
  /** The most rows that any of the statements looked at. */
  async function rowsRead(work: (inbox: PushInboxRepository) => Promise<unknown>): Promise<number> {
    const watched = rowsReadOver(database.sql);
    await work(
      new PushInboxRepository(watched.sql, testSealer, new PushMarks(testKeys, new PersonMarks(testKeys))),
    );
    return watched.most();
  }
  const fill = async (state: string, when: string): Promise<void> => {
    await database.sql.rows(
      `INSERT INTO push_inbox (account_id, dedupe_key, body_digest, kind, state, due_at, ended_at, payload_sealed)
       SELECT $1, sha256((i || $2)::bytea), '', 'text', $2, ${when}, now(), '' FROM generate_series(1, ${MANY}) i`,
      [account.id, state],
    );
    await database.sql.rows('ANALYZE push_inbox');
  };

  it('that are due, or will be, a claim looks at those it takes', async () => {
    await fill('waiting', 'now() + make_interval(secs => (i % 200) - 100)');
    expect(await rowsRead((asked) => asked.claim(3, 20))).toBeLessThan(10);
  });

  it('that are done, counting and forgetting look at none', async () => {
    await fill('done', 'now()');
    expect(await rowsRead((asked) => asked.depth())).toBeLessThan(10);
    expect(await rowsRead((asked) => asked.purge())).toBeLessThan(10);
  });
});

describe('several workers', () => {
  class Failure extends AppError {
    override readonly code = 'wechat.unreachable';
    override readonly kind = 'upstream';
  }
  let done: string[];
  let failing: boolean;
  beforeEach(() => {
    done = [];
    failing = false;
  });

  /** One process of several. */
  function aWorker(effects = effectsThatCount()): InboxService {
    const random = new NoJitter();
    return new InboxService(
      anInbox(),
      effects,
      database.accountsOf(),
      random,
      new SilentMeter(),
      new SilentLog(),
    );
  }
  const effectsThatCount = (): PushEffectsService =>
    ({
      apply: async (_account: Account, { fromUserName }: PushMessage) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (failing) throw new Failure('not today');
        done.push(fromUserName);
      },
    }) as unknown as PushEffectsService;
  const worked = async (worker: InboxService): Promise<void> => {
    await worker.work();
    await worker.stop();
  };

  it('give each push its effect once', async () => {
    const openids = Array.from({ length: 60 }, (_, at) => `oVisitor${at}`);
    for (const openid of openids)
      await inbox.keep(arrival({ identity: openid, openid, xml: xmlOf(openid) }), null);
    const workers = [aWorker(), aWorker(), aWorker()];
    while ((await inbox.depth()).waiting > 0) await Promise.all(workers.map((worker) => worker.work()));
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(done.toSorted()).toEqual(openids.toSorted());
  });

  it('try again later and later, and give up in the end', async () => {
    failing = true;
    await inbox.keep(arrival(), null);
    const waits: number[] = [];
    for (let tries = 1; tries <= 12; tries += 1) {
      await worked(aWorker());
      const [row] = await database.sql.rows<{ wait: number }>(
        `SELECT round(extract(epoch FROM due_at - clock_timestamp()))::int AS wait FROM push_inbox`,
      );
      waits.push(row!.wait);
      await database.age('push_inbox', row!.wait + 1);
    }
    // The last one is the lease of a try that was none: nobody waits for what is dead.
    for (const [at, wait] of waits.slice(1, 7).entries()) expect(wait).toBeGreaterThan(waits[at]! * 1.5);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
    expect(await stateOf()).toEqual([{ state: 'dead', tries: 12, failure: 'wechat.unreachable' }]);
  });

  it('try once more what was given up when they are told to', async () => {
    failing = true;
    await inbox.keep(arrival(), null);
    await database.sql.rows('UPDATE push_inbox SET tries = 11');
    await worked(aWorker());
    const dead = new DeadPushRepository(database.sql);
    expect(await dead.list()).toMatchObject([
      { account: 'main', kind: 'text', tries: 12, failure: 'wechat.unreachable' },
    ]);
    failing = false;
    expect(await dead.revive()).toBe(1);
    await worked(aWorker());
    expect(done).toEqual(['oVisitor1']);
    expect(await dead.list()).toEqual([]);
  });

  it('are told to in bites, which pass over what somebody else has in hand', async () => {
    await database.sql.rows(
      `INSERT INTO push_inbox (account_id, dedupe_key, body_digest, kind, state, payload_sealed, ended_at)
       SELECT $1, decode(to_char(n, 'FM0000000000'), 'hex'), '\\x01', 'text', 'dead', '\\x01', now()
       FROM generate_series(1, 12001) n`,
      [account.id],
    );
    const bites: number[] = [];
    const sql: Sql = Object.create(database.sql, {
      change: {
        value: async (text: string, params?: readonly unknown[]) => {
          const bite = await database.sql.change(text, params);
          bites.push(bite);
          return bite;
        },
      },
    });
    await database.sql.transaction(async (within) => {
      await within.rows(`SELECT FROM push_inbox WHERE id = (SELECT min(id) FROM push_inbox) FOR UPDATE`);
      expect(await new DeadPushRepository(sql).revive()).toBe(12_000);
    });
    expect(bites).toEqual([5_000, 5_000, 2_000, 0]);
  });

  it('a withdrawal is not given up so soon', async () => {
    failing = true;
    await inbox.keep(arrival({ kind: 'user_authorization_cancellation' }), null);
    await database.sql.rows('UPDATE push_inbox SET tries = 40');
    await worked(aWorker());
    expect(await stateOf()).toMatchObject([{ state: 'waiting', tries: 41 }]);
  });

  it('what was left half done is done when the failure is over', async () => {
    failing = true;
    await inbox.keep(arrival(), null);
    await worked(aWorker());
    failing = false;
    await database.age('push_inbox', 5);
    await worked(aWorker());
    expect(done).toEqual(['oVisitor1']);
    expect(await stateOf()).toEqual([{ state: 'done', tries: 2, failure: null }]);
  });

  it('keep what takes long, and leave it to the others when they stop', async () => {
    await inbox.keep(arrival(), null);
    let end = (): void => undefined;
    const effects = { apply: () => new Promise<void>((resolve) => (end = resolve)) };
    const slow = aWorker(effects as unknown as PushEffectsService);
    await slow.work();
    await database.age('push_inbox', 15);
    await slow.keepHeld();
    await database.age('push_inbox', 15);
    await worked(aWorker());
    expect(done).toEqual([]);
    await slow.giveBack();
    await worked(aWorker());
    expect(done).toEqual(['oVisitor1']);
    end();
    await slow.stop();
    expect(await stateOf()).toEqual([{ state: 'done', tries: 2, failure: null }]);
  });

  it('a push that does not open holds up no other', async () => {
    await inbox.keep(arrival({ identity: 'sealed' }), null);
    await database.sql.rows(`UPDATE push_inbox SET payload_sealed = '\\x00'`);
    await inbox.keep(arrival(), null);
    await worked(aWorker());
    expect(done).toEqual(['oVisitor1']);
    expect(await stateOf()).toEqual([
      { state: 'waiting', tries: 1, failure: 'crypto.seal_broken' },
      { state: 'done', tries: 1, failure: null },
    ]);
  });
});
