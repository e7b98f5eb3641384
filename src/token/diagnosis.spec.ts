import { errcodes } from '../wechat/errcodes.js';
import { adviceOn, type Cause, causeBehind, causeOf, type Death } from './diagnosis.js';

const death = (given: Partial<Death> = {}): Death => ({
  mode: 'stable',
  verdict: 'dead',
  lifeLeftSeconds: 3e3,
  replacedAlready: false,
  lateAnswer: false,
  ...given,
});
const LATE = { lateAnswer: true };
const ENDED = { lifeLeftSeconds: 0 };

describe('why a token died', () => {
  it.each<[Cause, Partial<Death>]>([
    ['fetched_elsewhere', { mode: 'classic' }],
    ['fetched_elsewhere', { mode: 'classic', lifeLeftSeconds: 100 }],
    ['unverified', { mode: 'classic', verdict: 'unknown' }],
    ['own_late_answer', { mode: 'classic', ...LATE }],
    ['own_late_answer', { mode: 'classic', verdict: 'unknown', ...LATE }],
    ['lapsed', { mode: 'classic', ...ENDED }],
    ['lapsed', { mode: 'classic', ...ENDED, ...LATE }],
    ['forced_elsewhere', { replacedAlready: true, verdict: null }],
    ['forced_elsewhere', { replacedAlready: true, verdict: null, lifeLeftSeconds: 301 }],
    ['lapsed', { replacedAlready: true, verdict: null, lifeLeftSeconds: 300 }],
    ['lapsed', { replacedAlready: true, verdict: null, lifeLeftSeconds: -5 }],
    ['own_late_answer', { replacedAlready: true, verdict: null, ...LATE }],
    ['unexplained', {}],
    ['unexplained', { lifeLeftSeconds: 100 }],
    ['unverified', { verdict: 'unknown' }],
    ['lapsed', ENDED],
  ])('%s: %j', (cause, given) => expect(causeOf(death(given))).toBe(cause));

  it.each<[string, Cause | null]>([
    ...([40001, 40125] as const).map((code) => [String(code), 'secret_reset'] as [string, Cause]),
    ['40243', 'secret_frozen'],
    ...([40013, 50004, 50007, 61024] as const).map(
      (code) => [String(code), 'account_state'] as [string, Cause],
    ),
    ['40164', null],
    ['-1', null],
    ['unreachable', null],
  ])('a renewal refused with %s tells %s', (failure, cause) => expect(causeBehind(failure)).toBe(cause));
});

describe('what an operator is told', () => {
  const CAUSES: Record<Cause, true> = {
    fetched_elsewhere: true,
    forced_elsewhere: true,
    own_late_answer: true,
    secret_reset: true,
    secret_frozen: true,
    account_state: true,
    lapsed: true,
    unexplained: true,
    unverified: true,
    late_caller: true,
    stale_copy: true,
    foreign_token: true,
  };
  const operatorCodes = [...errcodes]
    .filter(([, { class: kind }]) => kind === 'operator')
    .map(([code]) => String(code));

  it.each(Object.keys(CAUSES))('there is advice on %s', (cause) => {
    const { what, remedy } = adviceOn(cause);
    expect(what).not.toContain(cause);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  it.each(['40001', ...operatorCodes, '45009', '45011', 'unreachable', 'unreadable', 'token.force_budget'])(
    'there is advice on %s, in words',
    (failure) => {
      const { what, remedy } = adviceOn(failure);
      expect(what.replace(`WeChat refused with ${failure}`, '')).toMatch(/\w+ \w+/);
      expect(remedy).toMatch(/\.$/);
    },
  );

  it('an errcode nobody knows is named, and other failures are not laid at WeChat’s door', () => {
    expect(adviceOn('88888').what).toContain('88888');
    expect(adviceOn('token.unavailable', 'There is no global token that works.').what).toBe(
      'There is no global token that works.',
    );
    for (const failure of ['crypto.seal_broken', 'unexpected'])
      expect(adviceOn(failure).what).not.toMatch(/WeChat refused/);
  });

  it.each([
    [
      '40164',
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6206378a-793424c0',
      '203.0.113.7',
    ],
    ['40164', 'invalid ip 2001:db8::7 ipv6 2001:db8::7, not in whitelist', '2001:db8::7'],
    ['61004', 'invalid ip 198.51.100.20, not in whitelist', '198.51.100.20'],
  ])('%s: the address to put on the whitelist is in the remedy', (failure, errmsg, address) => {
    const { remedy } = adviceOn(failure, errmsg);
    expect(remedy).toContain('IP白名单');
    expect(remedy).toContain(` ${address}.`);
  });

  it.each([
    '',
    'invalid ip , not in whitelist',
    'invalid ip not in whitelist',
    `invalid ip ${'1'.repeat(99)}`,
  ])('a refusal that names no address (%j) names none', (errmsg) =>
    expect(adviceOn('40164', errmsg)).toEqual(adviceOn('40164')),
  );
});
