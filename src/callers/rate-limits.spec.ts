import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { CallTooOften } from './callers.errors.js';
import { RateLimits } from './rate-limits.js';

const clock = new FixedClock();
const limits = new RateLimits({ perMinute: 60 }, clock);

/** Calls once; answers what the headers say, or how long to wait. */
function call(caller: string, scope: 'users:read' | 'token:read' = 'users:read', by = limits) {
  const headers: Record<string, unknown> = {};
  const response = { setHeader: (name: string, value: unknown) => void (headers[name] = value) } as never;
  try {
    by.take(caller, scope, response);
    return { headers };
  } catch (error) {
    if (error instanceof CallTooOften) return { headers, wait: error.retryAfterSeconds };
    throw error;
  }
}

it('lets a key call a minute’s worth at once, then as often as calls flow in, and says so', () => {
  expect(call('a').headers).toEqual({ 'RateLimit-Policy': '"key";q=60;w=60', RateLimit: '"key";r=59;t=1' });
  for (let n = 0; n < 59; n++) expect(call('a').wait).toBeUndefined();
  expect(call('a')).toMatchObject({ headers: { RateLimit: '"key";r=0;t=60' }, wait: 1 });
  clock.advance(1);
  expect(call('a').wait).toBeUndefined();
  expect(call('a').wait).toBe(1);
  clock.advance(3_600);
  expect(call('a').headers['RateLimit']).toBe('"key";r=59;t=1');
});

it('counts each key for itself', () => {
  for (let n = 0; n < 60; n++) call('b');
  expect(call('b').wait).toBe(1);
  expect(call('c').wait).toBeUndefined();
});

it('leaves the token and the ticket alone, and everything when there is no limit', () => {
  for (let n = 0; n < 100; n++) expect(call('d', 'token:read')).toEqual({ headers: {} });
  const none = new RateLimits({ perMinute: null }, clock);
  for (let n = 0; n < 100; n++) expect(call('e', 'users:read', none)).toEqual({ headers: {} });
});
