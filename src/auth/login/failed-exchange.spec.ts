import { DatabaseUnavailable } from '../../database/database.errors.js';
import {
  type UnreachableReason,
  WeChatRefused,
  WeChatUnreachable,
  WeChatUnreadable,
} from '../../wechat/wechat-error.js';
import { afterFailedExchange } from './failed-exchange.js';
import { LoginExpired } from './login.errors.js';

const refused = (errcode: number): WeChatRefused => new WeChatRefused('sns.access_token', errcode, '');
const gone = (reason: UnreachableReason, sent: boolean): WeChatUnreachable =>
  new WeChatUnreachable('sns.access_token', reason, sent);

it.each([
  ['a code that is unknown or has lapsed', refused(40029), 'login.expired', true],
  ['a code that was used, or whose answer was lost', refused(40163), 'login.expired', true],
  ['the loser of two exchanges', refused(40001), 'login.expired', true],
  ['a code that timed out', refused(42003), 'login.expired', true],
  ['a code that did not arrive', refused(41008), 'login.expired', true],
  ['a busy WeChat', refused(-1), 'login.unavailable', true],
  ['too many calls this minute', refused(45011), 'login.unavailable', false],
  ['too many calls today', refused(45009), 'login.unavailable', false],
  ['a wrong AppSecret', refused(40125), 'login.misconfigured', false],
  ['a wrong appid', refused(40013), 'login.misconfigured', false],
  ['an address off the whitelist', refused(40164), 'login.misconfigured', false],
  ['a frozen AppSecret', refused(40243), 'login.misconfigured', false],
  ['a missing scope', refused(48001), 'login.misconfigured', false],
  ['a mistake of ours', refused(41002), 'login.misconfigured', false],
  ['an errcode nobody knows', refused(99999), 'login.misconfigured', false],
  ['no answer in time', gone('timeout', true), 'login.unavailable', false],
  ['no connection in time', gone('timeout', false), 'login.unavailable', false],
  ['a refused connection', gone('refused', false), 'login.unavailable', false],
  ['no such host', gone('dns', false), 'login.unavailable', false],
  ['a reset after the code was sent', gone('reset', true), 'login.unavailable', true],
  ['a connection closed after the code was sent', gone('closed', true), 'login.unavailable', true],
  [
    'an answer nobody can read',
    new WeChatUnreadable('sns.access_token', 'status 502'),
    'login.unavailable',
    true,
  ],
  ['an attempt that ended meanwhile', new LoginExpired(), 'login.expired', true],
  ['a database that is away', new DatabaseUnavailable({ cause: null }), 'database.unavailable', false],
])('%s', (_name, error, code, again) => {
  expect(afterFailedExchange(error)).toMatchObject({ failure: { code }, again });
});

it('keeps the cause for the log', () => {
  const cause = refused(40125);
  expect((afterFailedExchange(cause).failure as Error).cause).toBe(cause);
});

it('leaves what nobody expected as it is', () => {
  const error = new TypeError('x is not a function');
  expect(afterFailedExchange(error)).toEqual({ failure: error, again: false });
});
