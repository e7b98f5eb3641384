import { RecordingLog } from '../../test/fakes/recording-log.js';
import { SweepJob } from './sweep.job.js';
import type { SweepService } from './sweep.service.js';
import type { SweepTurn } from './sweep-turn.js';
import type { Looked, TombstoneKeeper } from './tombstone-keeper.js';

let looked: () => Promise<Looked>;
let sweeps: number;
/** Whether it is another instance's turn. */
let elsewhere: boolean;
let lingering: boolean[];
let log: RecordingLog;
let job: SweepJob;
beforeEach(() => {
  looked = async () => ({ putBack: 0, noted: 0 });
  sweeps = 0;
  elsewhere = false;
  lingering = [];
  log = new RecordingLog();
  const keeper = { look: () => looked() } as TombstoneKeeper;
  const service = {
    sweep: async () => (sweeps++, { people: 0, unknownKeys: [] }),
  } as unknown as SweepService;
  const turn = {
    take: async (work: () => Promise<void>, { lingers }: { lingers: boolean }) => {
      if (elsewhere) return false;
      lingering.push(lingers);
      await work();
      return true;
    },
  } as unknown as SweepTurn;
  job = new SweepJob(keeper, service, turn, log);
});

it('sweeps at the start', async () => {
  job.onApplicationBootstrap();
  await job.beforeApplicationShutdown();
  expect(sweeps).toBe(1);
});

it('sweeps on a look only when tombstones had been lost', async () => {
  await job.look();
  expect(sweeps).toBe(0);
  looked = async () => ({ putBack: 2, noted: 0 });
  await job.look();
  expect(sweeps).toBe(1);
  expect(log.events).toEqual(['privacy.marks_put_back']);
  await job.sweep();
  expect(sweeps).toBe(2);
});

it('leaves the hourly sweep to another instance that is at it, and does it so that others find it done', async () => {
  elsewhere = true;
  await job.sweep();
  elsewhere = false;
  await job.look();
  expect(sweeps).toBe(0);
  await job.sweep();
  expect([sweeps, lingering]).toEqual([1, [true]]);
});

it.each([
  ['at the start', () => job.onApplicationBootstrap()],
  ['after tombstones had been lost', () => (looked = async () => ({ putBack: 2, noted: 0 }))],
])(
  'sweeps %s as soon as the other instance has ended, since that one may have begun before',
  async (_when, begin) => {
    elsewhere = true;
    begin();
    await job.look();
    // What nobody waits for is over by then.
    await new Promise(setImmediate);
    looked = async () => ({ putBack: 0, noted: 0 });
    await job.look();
    expect(sweeps).toBe(0);
    elsewhere = false;
    await job.look();
    await job.look();
    expect([sweeps, lingering]).toEqual([1, [false]]);
  },
);

it('outlives a database that is away, and does nothing once it has been stopped', async () => {
  looked = () => Promise.reject(new Error('away'));
  await job.look();
  expect(log.events).toEqual(['privacy.sweep_failed']);
  await job.beforeApplicationShutdown();
  await job.sweep();
  expect(log.events).toHaveLength(1);
});

it('never does it twice at once', async () => {
  let looks = 0;
  let letGo = (): void => undefined;
  looked = () => new Promise((resolve) => (looks++, (letGo = () => resolve({ putBack: 0, noted: 0 }))));
  const first = job.look();
  await job.look();
  letGo();
  await first;
  expect(looks).toBe(1);
});
