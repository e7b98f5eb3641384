import { RecordingLog } from '../test/fakes/recording-log.js';
import { onceDatabaseAnswers, type Step } from './once-database-answers.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A step that fails so many times, then answers. */
function aStep(failures: number, isFinal = false): Step<string> & { tries: number } {
  return {
    tries: 0,
    event: 'start.something_waits',
    async work() {
      this.tries += 1;
      if (this.tries <= failures) throw new Error(`away ${this.tries}`);
      return 'done';
    },
    isFinal: () => isFinal,
  };
}
const log = new RecordingLog();
beforeEach(() => log.lines.splice(0));
const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1_000);

it('is done at once where the database answers', async () => {
  const step = aStep(0);
  const running = await onceDatabaseAnswers(step, log);
  expect([running.now, await running.later, step.tries]).toEqual(['done', undefined, 1]);
  expect(log.lines).toEqual([]);
});

it('is done as soon as it answers, and the log is told once a minute meanwhile', async () => {
  const step = aStep(90);
  const running = await onceDatabaseAnswers(step, log);
  expect(running.now).toBeUndefined();
  await pass(89);
  expect(step.tries).toBe(90);
  expect(log.lines.map(({ event }) => event)).toEqual(['start.something_waits', 'start.something_waits']);
  await pass(1);
  expect(await running.later).toBe('done');
  await pass(10);
  expect(step.tries).toBe(91);
});

it('is refused at once where waiting mends nothing', async () => {
  await expect(onceDatabaseAnswers(aStep(1, true), log)).rejects.toThrow('away 1');
});

it('ends where it turns out later that waiting mends nothing', async () => {
  const step = { ...aStep(9), isFinal: (error: unknown) => (error as Error).message === 'away 2' };
  const running = await onceDatabaseAnswers(step, log);
  await pass(1);
  expect(await running.later).toBeUndefined();
  await pass(5);
  expect(step.tries).toBe(2);
  expect(log.lines.at(-1)).toMatchObject({ event: 'start.step_refused' });
});

it('is tried no more once it was given up', async () => {
  const step = aStep(9);
  const running = await onceDatabaseAnswers(step, log);
  running.giveUp();
  expect(await running.later).toBeUndefined();
  await pass(5);
  expect(step.tries).toBe(1);
});
