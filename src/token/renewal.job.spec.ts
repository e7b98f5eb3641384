import { testSealer } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom, manyAccounts } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import type { Account } from '../accounts/account.entity.js';
import { WeChatRefused, WeChatUnreachable } from '../wechat/wechat-error.js';

let room: ATokenRoom;
let accounts: Account[];
/** As many accounts as wanted, each with a token that was fetched now. */
async function aRoomWith(count: number): Promise<void> {
  accounts = manyAccounts(count);
  room = aTokenRoom(accounts);
  for (const account of accounts) await room.tokens.current(account);
  room.wechat.asked.length = 0;
}
beforeEach(() => aRoomWith(1));

/** One look, and all that it began. */
async function look({ job, renewals }: Pick<ATokenRoom, 'job' | 'renewals'> = room): Promise<void> {
  await job.look();
  await renewals.settled();
  // What a renewal's end sets free is free in the next turn.
  await new Promise(setImmediate);
}
const rowOf = (account: Account) => room.rows.held.get(`token/${account.id}`)!;
const alarms = () =>
  room.log.lines.filter(({ event }) => event === 'token.runs_out').map(({ fields }) => fields);

describe('each look', () => {
  it('hands on what another instance has renewed', async () => {
    const other = room.anInstance('two/2');
    expect(other.tokens.held('a0')).toBeNull();
    await look(other);
    expect(other.tokens.held('a0')).toMatchObject({ value: 'T1' });
  });

  it('renews when the time has come, not before; readers have the old one meanwhile', async () => {
    room.clock.advance(6_899);
    await look();
    expect(room.wechat.asked).toEqual([]);
    room.clock.advance(1);
    let during: string | undefined;
    room.wechat.onStable = () => {
      during = room.tokens.held('a0')?.value;
      return issued('T2');
    };
    await look();
    expect(during).toBe('T1');
    expect(room.tokens.held('a0')).toMatchObject({ value: 'T2', version: 2 });
    expect(room.rows.history.at(-1)).toMatchObject({ event: 'renewed', reason: 'scheduled' });
  });

  it('leaves alone what another renews', async () => {
    room.clock.advance(6_900);
    rowOf(accounts[0]!).leaseUntilMs = room.clock.now().getTime() + 5_000;
    room.rows.ran.length = 0;
    await look();
    expect(room.rows.ran).toEqual(['states']);
    expect(room.wechat.asked).toEqual([]);
  });

  it('asks nothing for an account for which nobody ever asked', async () => {
    room = aTokenRoom();
    await room.rows.open({ kind: 'token', accountId: room.account.id });
    for (let second = 0; second < 10; second++) {
      await look();
      room.clock.advance(1_000);
    }
    expect(room.wechat.asked).toEqual([]);
  });

  it('renews tickets too', async () => {
    await room.tickets.current(accounts[0]!);
    // A ticket is renewed ten minutes ahead, whichever family the token is of.
    room.clock.advance(6_600);
    await look();
    expect(room.wechat.asked.filter((call) => call.startsWith('ticket'))).toHaveLength(2);
    expect(room.rows.told('ticket')).toEqual(['renewed', 'renewed']);
  });

  it('waits for the one before it', async () => {
    let reads = 0;
    let answer = (): void => undefined;
    const states = room.rows.states.bind(room.rows);
    room.rows.states = async () => {
      reads++;
      await new Promise<void>((resolve) => (answer = resolve));
      return states();
    };
    const first = room.job.look();
    await room.job.look();
    expect(reads).toBe(1);
    answer();
    await first;
    const second = room.job.look();
    answer();
    await second;
    expect(reads).toBe(2);
  });

  it('that finds the database away says so once, and once that it is back', async () => {
    room.log.lines.length = 0;
    room.rows.awayUntilMs = 4_000;
    for (let second = 0; second < 8; second++) {
      await look();
      expect(room.tokens.held('a0')).toMatchObject({ value: 'T1' });
      room.clock.advance(1);
    }
    expect(room.log.events).toEqual(['token.look_failed', 'token.database_back']);
  });

  it('is as good with four instances: one renewal', async () => {
    room.clock.advance(6_900);
    room.wechat.onStable = () => room.after(500, issued('T2'));
    const instances = ['two/2', 'three/3', 'four/4'].map((name) => room.anInstance(name));
    await Promise.all([room, ...instances].map(({ job }) => job.look()));
    room.clock.advance(1);
    await Promise.all([room, ...instances].map(({ renewals }) => renewals.settled()));
    expect(room.wechat.asked).toEqual(['stable']);
  });
});

describe('a renewal that fails', () => {
  const fail = (error: Error): void => {
    room.wechat.onStable = () => {
      throw error;
    };
  };
  const goOnUntil = async (seconds: number): Promise<void> => {
    for (; room.clock.monotonicMs() < seconds * 1_000; room.clock.advance(1)) await look();
  };

  it('for four minutes inside the window costs forty calls, no reader, and ends ten seconds after the outage', async () => {
    fail(new WeChatUnreachable('cgi-bin.stable_token', 'refused', false));
    room.clock.advance(6_900);
    for (let second = 0; second < 240; second++) {
      await look();
      expect(room.tokens.held('a0')).not.toBeNull();
      room.clock.advance(1);
    }
    expect(room.wechat.asked.length).toBeLessThanOrEqual(40);
    room.wechat.onStable = () => issued('T2');
    await goOnUntil(6_900 + 240 + 11);
    expect(room.tokens.held('a0')).toMatchObject({ value: 'T2' });
  });

  it('is alarming three minutes before the end, one minute before, and at the end: once each', async () => {
    fail(new WeChatUnreachable('cgi-bin.stable_token', 'timeout', true));
    room.clock.advance(6_900);
    await goOnUntil(7_300);
    expect(alarms()).toMatchObject([
      { account: 'a0', kind: 'token', secondsLeft: 180, failure: 'unreachable' },
      { secondsLeft: 60 },
      { secondsLeft: 0 },
    ]);
  });

  it('is no alarm while it succeeds, and is one again the next time', async () => {
    const renewOnSchedule = async (): Promise<void> => {
      room.wechat.onStable = () => room.wechat.next();
      await goOnUntil(room.clock.monotonicMs() / 1_000 + 30);
    };
    fail(new WeChatRefused('cgi-bin.stable_token', -1, ''));
    await goOnUntil(7_050);
    expect(alarms()).toHaveLength(1);
    await renewOnSchedule();
    expect(room.tokens.held('a0')).toMatchObject({ version: 2 });
    expect(alarms()).toHaveLength(1);
    fail(new WeChatRefused('cgi-bin.stable_token', -1, ''));
    room.clock.advance(6_870);
    await goOnUntil(room.clock.monotonicMs() / 1_000 + 220);
    expect(alarms().map(({ secondsLeft }) => secondsLeft)).toEqual([expect.any(Number), 180]);
  });

  it('is tried at once with another AppSecret', async () => {
    fail(new WeChatRefused('cgi-bin.stable_token', 40125, ''));
    room.clock.advance(6_900);
    await goOnUntil(6_910);
    expect(room.wechat.asked).toHaveLength(1);
    const place = { table: 'account', column: 'secret_sealed', row: accounts[0]!.id };
    room.accountRows.held[0] = { ...accounts[0]!, secretSealed: testSealer.seal('the new secret', place) };
    room.wechat.onStable = () => issued('T2');
    await goOnUntil(6_914);
    expect(room.wechat.apps.at(-1)).toMatchObject({ appSecret: 'the new secret' });
    expect(room.tokens.held('a0')).toMatchObject({ value: 'T2' });
  });
});

describe('the end of the process', () => {
  it('waits for what is under way, and begins nothing more', async () => {
    room.clock.advance(6_900);
    let answer = (): void => undefined;
    room.wechat.onStable = async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return issued('T2');
    };
    await room.job.look();
    for (let turn = 0; room.wechat.asked.length === 0 && turn < 100; turn++) await Promise.resolve();
    let ended = false;
    const end = room.job.beforeApplicationShutdown().then(() => (ended = true));
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    answer();
    await end;
    expect(rowOf(accounts[0]!)).toMatchObject({ value: 'T2', leaseUntilMs: 0 });
    room.clock.advance(7_000);
    await look();
    expect(room.wechat.asked).toHaveLength(1);
  });
});

describe('the nightly purge of the history', () => {
  it.each([
    ['says how much went', async () => 7, 'token.history_purged'],
    ['says nothing of nothing', async () => 0, undefined],
    ['raises nothing when it fails', () => Promise.reject(new Error('away')), 'token.purge_failed'],
  ])('%s', async (_name, purge, event) => {
    room.log.lines.length = 0;
    room.history.purge = purge;
    await room.job.purge();
    expect(room.log.events[0]).toBe(event);
  });
});

it('an account that was removed is not renewed any more', async () => {
  room.clock.advance(6_900);
  room.accountRows.held.length = 0;
  await look();
  expect(room.wechat.asked).toEqual([]);
});
