import { SandboxClock } from '../sandbox-clock.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { CallerConfirmations } from './caller-confirmations.js';

let clock: SandboxClock;
let confirmations: CallerConfirmations;
beforeEach(() => {
  clock = new SandboxClock(new StoppedClock());
  confirmations = new CallerConfirmations(clock);
});
const check = (ip = '10.0.0.1') => confirmations.check('wxa', ip);
const decide = (approved: boolean) => confirmations.decide('wxa', '10.0.0.1', approved);

it('asks the administrator once and waits for the answer', () => {
  expect([check(), check()]).toEqual(['token.confirmation_needed', 'token.confirmation_pending']);
  decide(true);
  expect(check()).toBeNull();
  expect(check('10.0.0.2')).toBe('token.confirmation_needed');
});

it('holds the first no for an hour, after which the administrator is asked again', () => {
  check();
  decide(false);
  clock.advance(3599);
  expect(check()).toBe('token.refused_for_an_hour');
  clock.advance(1);
  expect(check()).toBe('token.confirmation_needed');
});

it('holds the second no within a day until a day has passed since the first', () => {
  decide(false);
  clock.advance(3600);
  decide(false);
  expect(check()).toBe('token.refused_for_a_day');
  clock.advance(82_799);
  expect(check()).toBe('token.refused_for_a_day');
  clock.advance(1);
  expect(check()).toBe('token.confirmation_needed');
});
