import { DatabaseUnavailable } from '../database/database.errors.js';
import { errcodes } from '../wechat/errcodes.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../wechat/wechat-error.js';
import { paceAfter } from './pace.js';
import { ForceBudgetSpent } from './token.errors.js';

const CHANCES = [0, 0.1, 0.5, 0.9, 0.999999];
const refused = (errcode: number, errmsg = '') => new WeChatRefused('cgi-bin.token', errcode, errmsg);

/** How often WeChat is called in `seconds`, if each call fails so at once and the next comes as soon as it may. */
function callsWithin(seconds: number, error: unknown, chance: () => number): number {
  let calls = 0;
  for (let atSeconds = 0; atSeconds <= seconds;) {
    const { delaySeconds, untilMidnight } = paceAfter(error, ++calls, chance());
    atSeconds += untilMidnight ? Infinity : delaySeconds;
  }
  return calls;
}

const OUTAGES = {
  'WeChat busy': refused(-1),
  'no answer': new WeChatUnreachable('cgi-bin.token', 'timeout', true),
  'an error page': new WeChatUnreadable('cgi-bin.token', 'status 502'),
  'a fault of ours': new TypeError('oops'),
};

describe('an outage', () => {
  it.each(Object.entries(OUTAGES))(
    '(%s) is tried after half a second, and at least every ten',
    (_name, error) => {
      for (const chance of CHANCES)
        for (let failures = 1; failures < 100; failures++) {
          const { kind, delaySeconds, untilMidnight } = paceAfter(error, failures, chance);
          expect([kind, untilMidnight]).toEqual(['later', false]);
          expect(delaySeconds).toBeGreaterThan(0);
          expect(delaySeconds).toBeLessThanOrEqual(Math.min(10, 0.5 * 2 ** (failures - 1)));
        }
    },
  );

  it.each(Object.entries(OUTAGES))('(%s) of four minutes costs forty calls at most', (_name, error) => {
    for (const chance of CHANCES) expect(callsWithin(240, error, () => chance)).toBeLessThanOrEqual(40);
    expect(callsWithin(240, error, () => Math.random())).toBeLessThanOrEqual(40);
  });

  it('leaves a part of each pause to chance, so that several do not come at once', () => {
    for (const failures of [1, 3, 10]) {
      const delays = CHANCES.map((chance) => paceAfter(OUTAGES['no answer'], failures, chance).delaySeconds);
      expect(new Set(delays).size).toBe(CHANCES.length);
    }
  });
});

describe('what an operator must change', () => {
  const codes = [...errcodes].filter(([, { class: kind }]) => kind !== 'later').map(([errcode]) => errcode);

  it('is every refusal that does not pass by itself, 40001 too, and errcodes that nobody knows', () => {
    for (const errcode of [...codes, 12345, 99999])
      expect([errcode, paceAfter(refused(errcode), 1, 0).kind]).toEqual([errcode, 'operator']);
    expect(codes).toEqual(
      expect.arrayContaining([40001, 40013, 40125, 40164, 40243, 50004, 50007, 61024, 89503]),
    );
  });

  it('is tried after 60, 120, 240 and 480 seconds, then every 600', () => {
    const delays = [1, 2, 3, 4, 5, 6, 60].map(
      (failures) => paceAfter(refused(40125), failures, 0).delaySeconds,
    );
    expect(delays).toEqual([60, 120, 240, 480, 600, 600, 600]);
  });

  it.each([40001, 40125, 40164, 45009, 61004, 40243, 40013, 89503])(
    'with %i ten minutes cost five calls at most',
    (errcode) => {
      for (const chance of CHANCES)
        expect(callsWithin(600, refused(errcode), () => chance)).toBeLessThanOrEqual(5);
    },
  );

  it.each([
    [89507, 3_600],
    [89506, 86_400],
  ])('a refusal by the administrator (%i) is respected for %d seconds', (errcode, seconds) => {
    for (const failures of [1, 9])
      expect(paceAfter(refused(errcode), failures, 0).delaySeconds).toBeGreaterThanOrEqual(seconds);
  });
});

describe('a quota', () => {
  it('of the day waits for midnight, and a minute or two more', () => {
    for (const chance of CHANCES) {
      const { kind, untilMidnight, delaySeconds } = paceAfter(refused(45009), 1, chance);
      expect([kind, untilMidnight]).toEqual(['quota', true]);
      expect(delaySeconds).toBeGreaterThanOrEqual(60);
      expect(delaySeconds).toBeLessThan(120);
    }
  });

  it('of the minute waits for the next one', () => {
    for (const failures of [1, 9]) {
      const { kind, untilMidnight, delaySeconds } = paceAfter(refused(45011), failures, 0);
      expect([kind, untilMidnight, delaySeconds]).toEqual(['quota', false, 60]);
    }
  });
});

it.each([
  [refused(40164, 'invalid ip 1.2.3.4'), '40164', 'invalid ip 1.2.3.4'],
  [OUTAGES['no answer'], 'unreachable', 'WeChat did not answer cgi-bin.token (timeout)'],
  [OUTAGES['an error page'], 'unreadable', "WeChat's answer to cgi-bin.token could not be read: status 502"],
  [new ForceBudgetSpent(), 'token.force_budget', new ForceBudgetSpent().message],
  [
    new DatabaseUnavailable({ cause: null }),
    'database.unavailable',
    'The database cannot be reached just now.',
  ],
  [new TypeError('secret=abc'), 'unexpected', ''],
])('tells what failed, and of a fault of ours nothing: %s', (error, failure, detail) => {
  expect(paceAfter(error, 1, 0)).toMatchObject({ failure, detail });
});
