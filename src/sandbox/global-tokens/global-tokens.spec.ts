import { SystemRandom } from '../../kernel/random/system-random.js';
import { Refusal } from '../rules.js';
import { SandboxClock } from '../sandbox-clock.js';
import { DEFAULT_SWITCHES, type Switches } from '../switches.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { GlobalTokens, tokenDigest } from './global-tokens.js';

const APP = 'wxa';
let clock: SandboxClock;
let tokens: GlobalTokens;
let switches: Switches;
beforeEach(() => {
  clock = new SandboxClock(new StoppedClock());
  switches = DEFAULT_SWITCHES;
  tokens = new GlobalTokens(clock, new SystemRandom(), () => switches);
});

const classic = (appId = APP) => tokens.fetchClassic(appId).token.value;
const stable = (force = false) => tokens.fetchStable(APP, force).token.value;
const left = () => tokens.secondsLeft(tokens.current(APP, 'stable')!);
/** The rule a token is refused by, or null while it works. */
const fateOf = (value: string) => {
  try {
    tokens.check(value);
    return null;
  } catch (error) {
    return (error as Refusal).ruleId;
  }
};

describe('classic tokens', () => {
  it('are new with each call, and live two hours', () => {
    const { token } = tokens.fetchClassic(APP);
    expect(tokens.secondsLeft(token)).toBe(7200);
    expect(classic()).not.toBe(token.value);
  });

  it('lapse on their own with 42001, not a second early', () => {
    const token = classic();
    clock.advance(7199);
    expect(fateOf(token)).toBeNull();
    clock.advance(1);
    expect(fateOf(token)).toBe('cgi.token_lapsed');
  });

  it('work five minutes longer once superseded, then are dead with 40001', () => {
    const old = classic();
    classic();
    clock.advance(299);
    expect(fateOf(old)).toBeNull();
    expect(tokens.judge(old)!.state).toBe('overlap');
    clock.advance(1);
    expect(fateOf(old)).toBe('cgi.bad_token');
  });

  it('older than the previous one are dead at once', () => {
    const [first, second, third] = [classic(), classic(), classic()];
    expect([first, second, third].map(fateOf)).toEqual(['cgi.bad_token', null, null]);
  });

  it('gain no time by being superseded near their end', () => {
    const old = classic();
    clock.advance(7100);
    classic();
    clock.advance(100);
    expect(fateOf(old)).toBe('cgi.token_lapsed');
  });
});

describe('stable tokens', () => {
  it('stay the same until their last five minutes, with the seconds they have left', () => {
    const token = stable();
    clock.advance(6899);
    expect(stable()).toBe(token);
    expect(left()).toBe(301);
    clock.advance(1);
    expect(stable()).not.toBe(token);
    expect(left()).toBe(7200);
  });

  it('never have less than five minutes when handed out', () => {
    stable();
    for (let half = 0; half < 20_000; half += 1) {
      clock.advance(0.5);
      stable();
      if (left() < 300) throw new Error(`${left()} seconds after ${half} steps`);
    }
  });

  it('are both good for five minutes after the change', () => {
    const old = stable();
    clock.advance(7000);
    const young = stable();
    clock.advance(299);
    expect([old, young].map(fateOf)).toEqual([null, null]);
    clock.advance(1);
    expect([old, young].map(fateOf)).toEqual(['cgi.bad_token', null]);
  });

  it('void the one before them at once when forced', () => {
    const old = stable();
    const young = stable(true);
    expect([old, young].map(fateOf)).toEqual(['cgi.bad_token', null]);
  });

  it('are not renewed by force within thirty seconds of the last time', () => {
    const token = stable(true);
    clock.advance(29);
    expect(stable(true)).toBe(token);
    clock.advance(1);
    expect(stable(true)).not.toBe(token);
  });

  it('are renewed by force twenty times a day, and again after midnight in Beijing', () => {
    // It is 16:00 there.
    for (let forced = 0; forced < 20; forced += 1) {
      stable(true);
      clock.advance(30);
    }
    expect(tokens.forcedToday(APP)).toBe(20);
    const token = stable(true);
    expect(stable(true)).toBe(token);
    clock.advance(8 * 3600 - 20 * 30 - 1);
    const last = stable(true);
    expect(tokens.forcedToday(APP)).toBe(20);
    clock.advance(1);
    expect(tokens.forcedToday(APP)).toBe(0);
    expect(stable(true)).not.toBe(last);
  });

  it('may answer 45009 to the 21st force instead', () => {
    switches = { ...switches, forced_beyond_quota: 'refused' };
    for (let forced = 0; forced < 20; forced += 1) {
      stable(true);
      clock.advance(30);
    }
    expect(() => stable(true)).toThrow(expect.objectContaining({ ruleId: 'token.day_quota' }) as Error);
    expect(stable()).toBe(tokens.current(APP, 'stable')!.value);
  });

  it('are new when the last one has lapsed, which stays lapsed', () => {
    const old = stable();
    clock.advance(7200);
    expect(stable()).not.toBe(old);
    expect(fateOf(old)).toBe('cgi.token_lapsed');
  });
});

describe('all of them', () => {
  it('know nothing of the other family', () => {
    const [one, other] = [stable(), classic()];
    classic();
    classic();
    stable(true);
    expect(fateOf(one)).toBe('cgi.bad_token');
    expect(fateOf(other)).toBe('cgi.bad_token');
    const [kept, alone] = [stable(), tokens.fetchClassic('wxb').token.value];
    for (let call = 0; call < 5; call += 1) classic();
    expect([kept, alone].map(fateOf)).toEqual([null, null]);
  });

  it('look like the real ones, as long as told', () => {
    expect(classic()).toMatch(/^\d\d_[\w-]{133}$/);
    switches = { ...switches, token_length: 600, token_seconds: 60, token_overlap_seconds: 10 };
    expect(stable()).toMatch(/^\d\d_[\w-]{597}$/);
    clock.advance(49);
    expect(left()).toBe(11);
    const old = stable();
    clock.advance(1);
    expect(stable()).not.toBe(old);
  });

  it('are told from what was never issued: 40001 with the form of a token, else 40014', () => {
    expect(fateOf(`94_${'x'.repeat(133)}`)).toBe('cgi.bad_token');
    expect(fateOf('x')).toBe('cgi.malformed_token');
  });

  it('die together when the account loses them', () => {
    const held = [classic(), stable()];
    const other = tokens.fetchStable('wxb', false).token.value;
    tokens.void(APP);
    expect(held.map(fateOf)).toEqual(['cgi.bad_token', 'cgi.bad_token']);
    expect(fateOf(other)).toBeNull();
    expect(fateOf(stable())).toBeNull();
  });

  it('are remembered in number, a current one for as long as it is', () => {
    const kept = stable();
    const first = classic('wxb');
    for (let call = 0; call < 20_000; call += 1) classic('wxb');
    expect(fateOf(kept)).toBeNull();
    expect(tokens.judge(first)).toBeNull();
    expect(tokens.list('wxb').length).toBeLessThanOrEqual(20_000);
  });

  it('are named by a digest that does not tell them', () => {
    const token = classic();
    expect(tokenDigest(token)).toMatch(/^[0-9a-f]{16}$/);
    expect(tokenDigest(token)).not.toBe(tokenDigest(classic()));
  });
});
