import { inTime } from './in-time.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('answers what the work comes to, and leaves no timer behind', async () => {
  expect(await inTime(Promise.resolve('reply'), 100, fail)).toBe('reply');
  expect(jest.getTimerCount()).toBe(0);
});

it('answers null once the time is over, and says so', async () => {
  const heard: unknown[] = [];
  const answer = inTime(new Promise(() => undefined), 100, (why) => heard.push(why));
  jest.advanceTimersByTime(99);
  expect(heard).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(await answer).toBeNull();
  expect(heard).toEqual([new Error('not in time')]);
});

it('answers null where the work fails, and hands the failure on', async () => {
  const heard: unknown[] = [];
  expect(await inTime(Promise.reject(new Error('broken')), 100, (why) => heard.push(why))).toBeNull();
  expect(heard).toEqual([new Error('broken')]);
});

function fail(why: unknown): never {
  throw why;
}
