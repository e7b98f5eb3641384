import { DatabaseUnavailable } from '../database/database.errors.js';
import { NoGlobalToken, TokenUnavailable } from '../token/token.errors.js';
import {
  WeChatQuotaSpent,
  WeChatRefused,
  WeChatTooManyCalls,
  WeChatUnreachable,
  WeChatUnreadable,
} from '../wechat/wechat-error.js';
import { quotaBackAt, remedyFor, troubleOf } from './sync-troubles.js';

const refused = (errcode: number) => new WeChatRefused('cgi-bin.user_get', errcode, 'canary');

it('waits longer each time while WeChat is busy or away, up to a minute', () => {
  const busy = [
    refused(-1),
    new WeChatUnreachable('x', 'timeout', true),
    new DatabaseUnavailable({ cause: null }),
  ];
  for (const error of busy) {
    const waits = [1, 2, 3, 7, 100].map((failures) => remedyFor(error, failures));
    expect(waits).toEqual([1, 2, 4, 60, 60].map((seconds) => ({ kind: 'wait', seconds })));
  }
});

it('waits a minute after too many calls in one, and till tomorrow after too many in a day', () => {
  expect(remedyFor(refused(45011), 1)).toEqual({ kind: 'wait', seconds: 60 });
  expect(remedyFor(refused(45009), 1)).toEqual({ kind: 'tomorrow' });
  // The same where we make no call for it.
  expect(remedyFor(new WeChatTooManyCalls(refused(45011), 42), 1)).toEqual({ kind: 'wait', seconds: 42 });
  expect(remedyFor(new WeChatQuotaSpent(refused(45009), 42), 1)).toEqual({ kind: 'tomorrow' });
});

it('waits for the global token as long as its own room says, but looks again after a minute', () => {
  expect(remedyFor(new TokenUnavailable('token', null, 9), 1)).toEqual({ kind: 'wait', seconds: 9 });
  expect(remedyFor(new TokenUnavailable('token', '40164', 3600), 1)).toEqual({ kind: 'wait', seconds: 60 });
});

it('waits out others who write the same rows, for a while', () => {
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' });
  expect(remedyFor(deadlock, 1)).toEqual({ kind: 'wait', seconds: 1 });
  expect(remedyFor(deadlock, 20)).toEqual({ kind: 'stop' });
});

it('stops where only a person can help', () => {
  for (const error of [refused(48001), refused(50001), refused(40013), new NoGlobalToken(), new Error('bug')])
    expect(remedyFor(error, 1)).toEqual({ kind: 'stop' });
  expect(remedyFor(new WeChatUnreadable('x', 'html'), 1).kind).toBe('wait');
  expect(remedyFor(new WeChatUnreadable('x', 'html'), 8).kind).toBe('stop');
});

it('finds the quota back shortly after the next midnight in Beijing', () => {
  const back = (now: string) => quotaBackAt(new Date(now)).toISOString();
  expect(back('2026-03-01T08:00:00Z')).toBe('2026-03-01T16:05:00.000Z');
  expect(back('2026-03-01T15:59:59Z')).toBe('2026-03-01T16:05:00.000Z');
  expect(back('2026-03-01T16:00:00Z')).toBe('2026-03-02T16:05:00.000Z');
});

it('tells of a failure its code and what WeChat said, and of one that is not ours nothing', () => {
  expect(troubleOf(refused(48001))).toMatchObject({ code: 'wechat.refused', errcode: 48001 });
  expect(JSON.stringify(troubleOf(new Error('canary')))).not.toContain('canary');
});
