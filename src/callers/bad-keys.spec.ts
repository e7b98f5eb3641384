import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { BAD_KEYS_A_MINUTE, BadKeys } from './bad-keys.js';

let clock: FixedClock;
let badKeys: BadKeys;
beforeEach(() => {
  clock = new FixedClock();
  badKeys = new BadKeys(clock);
});
const send = (times: number, address?: string): number => {
  let wait = 0;
  for (let n = 0; n < times; n++) wait = badKeys.count(address);
  return wait;
};

it('lets thirty pass in a minute, and then says how long to wait', () => {
  expect(send(BAD_KEYS_A_MINUTE, '192.0.2.1')).toBe(0);
  clock.advance(20);
  expect(send(1, '192.0.2.1')).toBe(40);
  clock.advance(39.5);
  expect(send(1, '192.0.2.1')).toBe(1);
  clock.advance(0.5);
  expect(send(BAD_KEYS_A_MINUTE, '192.0.2.1')).toBe(0);
  expect(send(1, '192.0.2.1')).toBe(60);
});

it('counts each sender for itself, and a whole IPv6 line as one', () => {
  send(BAD_KEYS_A_MINUTE, '192.0.2.1');
  expect(send(1, '192.0.2.2')).toBe(0);
  for (let n = 0; n < BAD_KEYS_A_MINUTE; n++) badKeys.count(`2001:db8:1:2::${n}`);
  expect(send(1, '2001:db8:1:2:ffff::')).toBeGreaterThan(0);
  expect(send(1, '2001:db8:1:3::1')).toBe(0);
});

it('remembers ten thousand senders and no more, and forgets the oldest', () => {
  send(BAD_KEYS_A_MINUTE, '192.0.2.1');
  for (let n = 0; n < 20_000; n++) badKeys.count(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  expect(badKeys.size).toBe(10_000);
  expect(send(1, '192.0.2.1')).toBe(0);
});

it('takes what is no address for one sender', () => {
  for (let n = 0; n <= BAD_KEYS_A_MINUTE; n++) badKeys.count(`made up ${n}`);
  expect(badKeys.size).toBe(1);
  expect(send(1)).toBeGreaterThan(0);
});
