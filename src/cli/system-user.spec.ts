import type { userInfo } from 'node:os';
import { systemUser } from './system-user.js';

const called = (username: string): string => systemUser((() => ({ username })) as typeof userInfo);
const nameless = (() => {
  throw new Error('no such user');
}) as typeof userInfo;

it('is the name that the system knows', () => {
  expect(called('alice')).toBe('alice');
  expect(called('wang.伟@corp')).toBe('wang.伟@corp');
});

it('cannot break a line of the record, nor look like somebody of the console', () => {
  expect(called('eve\noperator:alice \u001b[2J')).toBe('eve_operator_alice___2J');
  expect(called('x'.repeat(500))).toBe('x'.repeat(64));
});

it('is the number where the system has no name for it, as in containers', () => {
  expect(systemUser(nameless, 1000)).toBe('uid-1000');
  expect(systemUser(nameless, undefined)).toBe(process.getuid ? `uid-${process.getuid()}` : 'unknown');
  expect(called('')).toBe('unknown');
});
