import 'reflect-metadata';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../test/fakes/in-memory-api-keys.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { noCalls } from './call-counts.js';
import type { Caller } from './caller.js';
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
  job = new CallersJob(new KnownCallers(rows, clock), use, rows, log);
});

const aCaller = (id: string): Pick<Caller, 'id' | 'tally'> => ({
  id,
  tally: { blank: true, counts: noCalls() },
});
let [a, b] = [aCaller('a'), aCaller('b')];
beforeEach(() => {
  [a, b] = [aCaller('a'), aCaller('b')];
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
    for (const caller of [a, b, a, a]) use.note(caller, 'token:read');
    await job.writeUse();
    await job.writeUse();
    expect(rows.noted).toEqual([['a', 'b']]);
  });

  it('that could not be written is written the next time, with what came meanwhile', async () => {
    use.note(a, 'token:read');
    rows.away = true;
    await job.writeUse();
    use.note(b, 'token:read');
    rows.away = false;
    await job.writeUse();
    expect(rows.noted.map((ids) => ids.toSorted())).toEqual([['a', 'b']]);
  });

  it('is written when the server stops', async () => {
    use.note(a, 'token:read');
    await job.beforeApplicationShutdown();
    expect(rows.noted).toEqual([['a']]);
  });

  it('costs the database nothing while nobody calls', async () => {
    await job.writeUse();
    await job.writeCalls();
    expect([rows.noted, rows.added]).toEqual([[], []]);
  });
});

describe('how often keys were used, and for what', () => {
  it('is counted in memory and written each minute, in one statement', async () => {
    expect(everyMs(CallersJob.prototype.writeCalls)).toBe(60_000);
    for (const caller of [a, b, a]) use.note(caller, 'token:read');
    use.note(a, 'users:read');
    expect(rows.added).toEqual([]);
    await job.writeCalls();
    await job.writeCalls();
    expect(rows.added).toEqual([
      [
        { id: 'a', scope: 'token:read', calls: 2 },
        { id: 'a', scope: 'users:read', calls: 1 },
        { id: 'b', scope: 'token:read', calls: 1 },
      ],
    ]);
  });

  it('is the same whether or not it was written in between who called', async () => {
    use.note(a, 'token:read');
    await job.writeUse();
    use.note(a, 'token:read');
    await job.writeUse();
    await job.writeCalls();
    expect(rows.added).toEqual([[{ id: 'a', scope: 'token:read', calls: 2 }]]);
    expect(rows.noted).toEqual([['a'], ['a']]);
  });

  it('that could not be written is written the next time, with what came meanwhile', async () => {
    use.note(a, 'token:read');
    rows.away = true;
    await job.writeCalls();
    use.note(a, 'token:read');
    use.note(b, 'ticket:sign');
    rows.away = false;
    await job.writeCalls();
    expect(rows.added.flat()).toEqual([
      { id: 'a', scope: 'token:read', calls: 2 },
      { id: 'b', scope: 'ticket:sign', calls: 1 },
    ]);
  });

  it('is written when the server stops, also when it cannot be written who called', async () => {
    use.note(a, 'users:write');
    jest.spyOn(rows, 'noteUse').mockRejectedValue(new Error('not now'));
    await job.beforeApplicationShutdown();
    expect(rows.added).toEqual([[{ id: 'a', scope: 'users:write', calls: 1 }]]);
  });

  it('is forgotten after ninety days', async () => {
    const forget = jest.spyOn(rows, 'forgetCalls').mockResolvedValue(0);
    await job.forgetCalls();
    expect(forget).toHaveBeenCalledWith(90);
  });
});
