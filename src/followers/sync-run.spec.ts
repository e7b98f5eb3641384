import { anAccount } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import type { WeChatUserInfo } from '../wechat/user/user.wire.js';
import { WeChatRefused, WeChatUnreachable } from '../wechat/wechat-error.js';
import type { ClaimedSync, SyncStep, SyncTrouble } from './follower-sync.repository.js';
import { SyncLost } from './followers.errors.js';
import { SyncRun, type SyncTools } from './sync-run.js';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const BATCH = 100;

const openidsFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `o${String(first + at).padStart(6, '0')}`);

/** A WeChat of so many followers in pages, and a database that remembers; a test says what fails, and when. */
function aReading(followers: string[], { pageSize = 10_000, claimed = {} as Partial<ClaimedSync> } = {}) {
  const clock = new FixedClock();
  const log = new RecordingLog();
  const pages: (string | null)[] = [];
  const batches: number[] = [];
  const steps: SyncStep[] = [];
  const written: string[] = [];
  const told: string[] = [];
  const troubles: SyncTrouble[] = [];
  const at = { page: noTrouble, infos: noTrouble, keep: noTrouble, beat: noTrouble, markLeft: noTrouble };
  const state = { total: followers.length, resumeAt: null as Date | null, slices: ['10000', null] };
  const tell = (what: string) => async (_hold: unknown, trouble?: unknown) => {
    told.push(what);
    if (what === 'waits' || what === 'fail') troubles.push(trouble as SyncTrouble);
  };
  const runs = {
    beat: async () => at.beat(),
    everybodyRead: tell('everybodyRead'),
    restart: tell('restart'),
    finish: tell('finish'),
    release: tell('release'),
    waits: tell('waits'),
    fail: tell('fail'),
    pausesUntil: async (_hold: unknown, resumeAt: Date, trouble: SyncTrouble) => {
      told.push('pausesUntil');
      troubles.push(trouble);
      state.resumeAt = resumeAt;
    },
  };
  const listed = {
    keep: async (_account: unknown, _run: unknown, infos: WeChatUserInfo[], _at: Date, step: SyncStep) => {
      await at.keep();
      written.push(...infos.map(({ openid }) => openid));
      steps.push(step);
    },
    markLeft: async () => {
      await at.markLeft();
      told.push('markLeft');
      return state.slices.shift() ?? null;
    },
  };
  const wechat = {
    page: async (after: string | null) => {
      pages.push(after);
      await at.page();
      const from = after === null ? 0 : followers.indexOf(after) + 1;
      return { total: state.total, openids: followers.slice(from, from + pageSize) };
    },
    infos: async (openids: readonly string[]) => {
      batches.push(openids.length);
      await at.infos();
      return openids.map((openid) => ({ openid, subscribed: true }) as WeChatUserInfo);
    },
  };
  const hold: ClaimedSync = {
    id: 'the-run',
    accountId: anAccount().id,
    phase: 'reading',
    total: null,
    done: 0,
    cursor: null,
    startedAt: NOW,
    now: NOW,
    fence: '1',
    ...claimed,
  };
  const tools = { runs, followers: listed, wechat, clock, log } as unknown as SyncTools;
  const run = new SyncRun(anAccount(), hold, tools);
  return { run, runs, clock, log, at, state, pages, batches, steps, written, told, troubles };
}

async function noTrouble(): Promise<void> {}

/** Fails so many times, then no more. */
function failing(times: number, error: Error): () => Promise<void> {
  let failures = 0;
  return async () => {
    if (failures++ < times) throw error;
  };
}

const refused = (errcode: number) => new WeChatRefused('cgi-bin.user_get', errcode, '');

describe('reading', () => {
  it('goes page by page until one is empty, writes everybody once and in order, then seeks who left', async () => {
    const everybody = openidsFrom(0, 2_345);
    const reading = aReading(everybody, { pageSize: 1_000 });
    expect(await reading.run.work()).toBe('done');
    expect(reading.pages).toEqual([null, 'o000999', 'o001999', 'o002344']);
    expect(reading.written).toEqual(everybody);
    expect(reading.told).toEqual(['everybodyRead', 'markLeft', 'markLeft', 'finish']);
  });

  it('asks for a hundred at a time, and each step says where it got to and how many came with it', async () => {
    const reading = aReading(openidsFrom(0, 1_250));
    await reading.run.work();
    expect(Math.max(...reading.batches)).toBe(BATCH);
    expect(reading.batches.reduce((sum, size) => sum + size)).toBe(1_250);
    expect(reading.steps.reduce((sum, { count }) => sum + count, 0)).toBe(1_250);
    let before = 0;
    for (const { cursor, count } of reading.steps) {
      before += count;
      expect(cursor).toBe(openidsFrom(before - 1, 1)[0]);
    }
  });

  it('goes on after the last follower that was written, and counts from there', async () => {
    const everybody = openidsFrom(0, 300);
    const claimed = { cursor: 'o000199', done: 200, total: 300 };
    const reading = aReading(everybody, { claimed });
    expect(await reading.run.work()).toBe('done');
    expect(reading.pages[0]).toBe('o000199');
    expect(reading.written).toEqual(everybody.slice(200));
  });

  it('of which everybody was read already only seeks who left', async () => {
    const reading = aReading(openidsFrom(0, 10), { claimed: { phase: 'leaving' } });
    expect(await reading.run.work()).toBe('done');
    expect(reading.pages).toEqual([]);
    expect(reading.told).toEqual(['markLeft', 'markLeft', 'finish']);
  });

  it('begins again when WeChat no longer knows where it was', async () => {
    const reading = aReading(openidsFrom(0, 20), { claimed: { cursor: 'oLeftMeanwhile', done: 9 } });
    reading.at.page = failing(1, refused(40003));
    expect(await reading.run.work()).toBe('done');
    expect(reading.pages.slice(0, 2)).toEqual(['oLeftMeanwhile', null]);
    expect(reading.told[0]).toBe('restart');
    expect(reading.written).toHaveLength(20);
  });

  it('holds no more than two steps, however slowly they are written', async () => {
    const reading = aReading(openidsFrom(0, 10_000));
    let furthest = 0;
    reading.at.keep = async () => {
      const asked = reading.batches.length * BATCH;
      furthest = Math.max(furthest, asked - reading.written.length);
    };
    await reading.run.work();
    expect(furthest).toBe(2 * reading.steps[0]!.count);
  });

  it('of an account that nobody follows is done at once', async () => {
    const reading = aReading([]);
    expect(await reading.run.work()).toBe('done');
    expect(reading.batches).toEqual([]);
  });
});

describe('a list that ends too early', () => {
  it('fails the run, and nobody is sought who left', async () => {
    const reading = aReading(openidsFrom(0, 900));
    reading.state.total = 1_000;
    expect(await reading.run.work()).toBe('failed');
    expect(reading.told).toEqual(['fail']);
    expect(reading.troubles[0]).toMatchObject({ code: 'followers.list_incomplete' });
  });

  it('is complete enough when one in a hundred has left meanwhile', async () => {
    const reading = aReading(openidsFrom(0, 990));
    reading.state.total = 1_000;
    expect(await reading.run.work()).toBe('done');
  });
});

describe('trouble that passes', () => {
  it.each([
    ['page', new WeChatUnreachable('cgi-bin.user_get', 'timeout', true)],
    ['infos', new WeChatUnreachable('cgi-bin.user_info_batchget', 'reset', true)],
    ['infos', refused(45011)],
    ['keep', new DatabaseUnavailable({ cause: new Error('away') })],
    ['markLeft', new DatabaseUnavailable({ cause: new Error('away') })],
  ] as const)('at %s is waited out, said once, and costs nobody', async (where, error) => {
    const reading = aReading(openidsFrom(0, 50));
    reading.at[where] = failing(3, error);
    expect(await reading.run.work()).toBe('done');
    expect(reading.written).toHaveLength(50);
    expect(reading.told.filter((what) => what === 'waits')).toHaveLength(1);
    expect(reading.clock.monotonicMs()).toBeGreaterThan(0);
    expect(reading.log.events).toEqual(['followers.sync_waits', 'followers.synced']);
  });
});

describe('a quota that is used up', () => {
  it('pauses the run until five past midnight in Beijing', async () => {
    const reading = aReading(openidsFrom(0, 50));
    reading.at.page = failing(1, refused(45009));
    expect(await reading.run.work()).toBe('paused');
    expect(reading.told).toEqual(['pausesUntil']);
    expect(reading.state.resumeAt).toEqual(new Date('2026-03-01T16:05:00.000Z'));
    expect(reading.troubles[0]).toMatchObject({ errcode: 45009 });
  });

  it('loses none of the steps that came before it', async () => {
    const reading = aReading(openidsFrom(0, 400), { pageSize: 200 });
    const spent = refused(45009);
    reading.at.page = async () => {
      if (reading.pages.length > 2) throw spent;
    };
    expect(await reading.run.work()).toBe('paused');
    expect(reading.steps.at(-1)?.cursor).toBe('o000199');
    expect(reading.written).toHaveLength(200);
  });
});

it('what no waiting helps ends the run, and tells nothing of anybody', async () => {
  const reading = aReading(openidsFrom(0, 50));
  reading.at.infos = failing(Infinity, new Error('o000007 is odd'));
  expect(await reading.run.work()).toBe('failed');
  expect(reading.told).toEqual(['fail']);
  expect(JSON.stringify(reading.troubles)).not.toContain('o000007');
});

describe('a run that is no longer ours', () => {
  it.each(['paused', 'cancelled', 'taken over'])('because it was %s, ends without a word', async () => {
    const reading = aReading(openidsFrom(0, 5_000));
    reading.at.keep = async () => {
      if (reading.steps.length === 2) throw new SyncLost();
    };
    expect(await reading.run.work()).toBe('lost');
    expect(reading.steps).toHaveLength(2);
    expect(reading.told).toEqual([]);
  });

  it('hears of it by its beat even while WeChat makes it wait', async () => {
    const reading = aReading(openidsFrom(0, 50));
    reading.at.beat = failing(Infinity, new SyncLost());
    reading.at.page = async () => {
      await reading.run.beat();
      throw refused(45011);
    };
    expect(await reading.run.work()).toBe('lost');
    expect(reading.pages).toHaveLength(1);
    expect(reading.told).toEqual([]);
  });

  it('is still ours when only the beat could not be written', async () => {
    const reading = aReading(openidsFrom(0, 50));
    reading.at.beat = failing(1, new DatabaseUnavailable({ cause: new Error('away') }));
    reading.at.page = () => reading.run.beat();
    expect(await reading.run.work()).toBe('done');
  });

  it('is dropped when its end cannot be written: the lease runs out', async () => {
    const reading = aReading(openidsFrom(0, 900));
    reading.state.total = 1_000;
    reading.at.keep = failing(Infinity, new Error('odd'));
    const away = () => Promise.reject(new DatabaseUnavailable({ cause: new Error('away') }));
    Object.assign(reading.runs, { fail: away });
    expect(await reading.run.work()).toBe('lost');
    expect(reading.log.events).toContain('followers.sync_dropped');
  });
});

it('told to stop, ends within the step and is given back', async () => {
  const reading = aReading(openidsFrom(0, 5_000));
  reading.at.keep = async () => {
    if (reading.steps.length === 1) reading.run.stop();
  };
  expect(await reading.run.work()).toBe('released');
  expect(reading.told).toEqual(['release']);
  expect(reading.steps.length).toBeLessThanOrEqual(2);
});

it('says how long each step took by a clock that never jumps', async () => {
  const reading = aReading(openidsFrom(0, 1_000));
  reading.at.infos = async () => reading.clock.advance(0.25);
  await reading.run.work();
  const seconds = reading.steps.reduce((sum, step) => sum + step.seconds, 0);
  expect(seconds).toBe(2.5);
});
