import 'reflect-metadata';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../test/fakes/in-memory-api-keys.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { CallersJob } from './callers.job.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';

let clock: FixedClock;
let rows: InMemoryApiKeys;
let use: KeyUse;
let log: RecordingLog;
let job: CallersJob;
beforeEach(() => {
  clock = new FixedClock();
  rows = new InMemoryApiKeys(clock);
  use = new KeyUse(rows);
  log = new RecordingLog();
  job = new CallersJob(new KnownCallers(rows, clock), use, log);
});

const everyMs = (tick: object): number =>
  (Reflect.getMetadata('SCHEDULE_INTERVAL_OPTIONS', tick) as { timeout: number }).timeout;

describe('the copy of the keys', () => {
  it('is read twice within the two seconds that a revocation may take', async () => {
    expect(everyMs(CallersJob.prototype.refresh)).toBe(1_000);
    await job.refresh();
    await job.refresh();
    expect(rows.reads).toBe(2);
  });

  it('may not be readable for a while: said once, and once when it is over', async () => {
    rows.away = true;
    for (let second = 0; second < 60; second++) await job.refresh();
    rows.away = false;
    await job.refresh();
    await job.refresh();
    expect(log.events).toEqual(['callers.refresh_failed', 'callers.refreshed_again']);
  });
});

describe('the use of keys', () => {
  it('is written every ten seconds, all in one statement, each key once', async () => {
    expect(everyMs(CallersJob.prototype.writeUse)).toBe(10_000);
    for (const id of ['a', 'b', 'a', 'a']) use.note(id);
    await job.writeUse();
    await job.writeUse();
    expect(rows.noted).toEqual([['a', 'b']]);
  });

  it('that could not be written is written the next time, with what came meanwhile', async () => {
    use.note('a');
    rows.away = true;
    await job.writeUse();
    use.note('b');
    rows.away = false;
    await job.writeUse();
    expect(rows.noted.map((ids) => ids.toSorted())).toEqual([['a', 'b']]);
  });

  it('is written when the server stops', async () => {
    use.note('a');
    await job.beforeApplicationShutdown();
    expect(rows.noted).toEqual([['a']]);
  });

  it('costs the database nothing while nobody calls', async () => {
    await job.writeUse();
    expect(rows.noted).toEqual([]);
  });
});
