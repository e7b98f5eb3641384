import { SandboxClock } from '../sandbox-clock.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { ApiQuotas } from './api-quotas.js';
import { Clearances } from './clearances.js';

let clock: SandboxClock;
let quotas: ApiQuotas;
beforeEach(() => {
  clock = new SandboxClock(new StoppedClock());
  quotas = new ApiQuotas(clock);
});

/** How many calls go through, and what stops the next. */
function exhaust(path: string): { calls: number; stoppedBy: string } {
  for (let calls = 0; calls < 100_000; calls += 1) {
    const stoppedBy = quotas.use('wxa', path);
    if (stoppedBy) return { calls, stoppedBy };
  }
  throw new Error('nothing stops it');
}

it('lets classic tokens be fetched 2,000 times a day, until midnight in Beijing', () => {
  expect(exhaust('/cgi-bin/token')).toEqual({ calls: 2000, stoppedBy: 'day' });
  clock.advance(8 * 3600 - 1);
  expect(quotas.use('wxa', '/cgi-bin/token')).toBe('day');
  clock.advance(1);
  expect(quotas.use('wxa', '/cgi-bin/token')).toBeNull();
});

it('lets stable tokens be fetched 10,000 times a minute and 500,000 times a day', () => {
  expect(exhaust('/cgi-bin/stable_token')).toEqual({ calls: 10_000, stoppedBy: 'minute' });
  for (let minute = 1; minute < 50; minute += 1) {
    clock.advance(60);
    expect(exhaust('/cgi-bin/stable_token').calls).toBe(10_000);
  }
  clock.advance(60);
  expect(exhaust('/cgi-bin/stable_token')).toEqual({ calls: 0, stoppedBy: 'day' });
});

it('counts accounts and addresses apart, and calls without a published figure not at all', () => {
  exhaust('/cgi-bin/token');
  expect(quotas.use('wxb', '/cgi-bin/token')).toBeNull();
  expect(quotas.use('wxa', '/cgi-bin/user/info')).toBeNull();
  expect(quotas.use('wxa', '/cgi-bin/clear_quota')).toBeNull();
  expect(quotas.usage('wxa', '/cgi-bin/clear_quota')).toBeNull();
});

it('forgets one address or all of an account', () => {
  const used = (appId: string, path: string) => quotas.usage(appId, path)!.usedToday;
  for (const appId of ['wxa', 'wxb'])
    for (const path of ['/cgi-bin/token', '/cgi-bin/user/info']) quotas.use(appId, path);
  quotas.forget('wxa', '/cgi-bin/token');
  expect([used('wxa', '/cgi-bin/token'), used('wxa', '/cgi-bin/user/info')]).toEqual([0, 1]);
  quotas.forget('wxa');
  expect([used('wxa', '/cgi-bin/user/info'), used('wxb', '/cgi-bin/user/info')]).toEqual([0, 1]);
});

it('takes limits of an account’s own', () => {
  quotas.allow('wxa', '/cgi-bin/user/info', { day: 3, minute: 1 });
  expect(exhaust('/cgi-bin/user/info')).toEqual({ calls: 1, stoppedBy: 'minute' });
  clock.advance(60);
  expect(quotas.usage('wxa', '/cgi-bin/user/info')).toMatchObject({ usedToday: 1, usedThisMinute: 0 });
});

it('lets an account clear everything ten times a month and one address fifty times', () => {
  const clearances = new Clearances(clock);
  const granted = (kind: 'everything' | 'one') => {
    let count = 0;
    while (count < 100 && clearances.use('wxa', kind)) count += 1;
    return count;
  };
  expect([granted('everything'), granted('one')]).toEqual([10, 50]);
  expect(clearances.use('wxb', 'everything')).toBe(true);
  // November 22, 16:00 in Beijing: eight days and eight hours to December.
  clock.advance(8 * 86_400 + 8 * 3600 - 1);
  expect(granted('everything')).toBe(0);
  clock.advance(1);
  expect(granted('everything')).toBe(10);
});
