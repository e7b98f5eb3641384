import { AccountUnknown } from '../accounts/account.errors.js';
import {
  CookiesMissing,
  LoginExpired,
  LoginLinkBroken,
  LoginMisconfigured,
  LoginUnavailable,
  ReturnToRefused,
  ScopeUnavailable,
  SessionRequired,
  TooManyLogins,
} from '../auth/login/login.errors.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { AppError, type ErrorKind } from '../kernel/errors/app-error.js';
import { NothingHere, STATUS } from '../kernel/errors/problem.js';
import { ExportsSpent } from '../privacy/privacy.errors.js';
import { pageOfFailure } from './page-of-failure.js';

const cause = null;
it.each([
  [new ReturnToRefused(), 'bad-return'],
  [new LoginLinkBroken('state'), 'bad-link'],
  [new LoginExpired(), 'expired'],
  [new CookiesMissing(), 'cookies'],
  [new TooManyLogins(), 'too-many'],
  [new LoginMisconfigured({ cause }), 'misconfigured'],
  [new ScopeUnavailable('snsapi_base', 'website'), 'misconfigured'],
  [new LoginUnavailable({ cause }), 'busy'],
  [new AccountUnknown(), 'bad-link'],
  [new SessionRequired(), 'expired'],
  [new ExportsSpent(60), 'data-shown'],
  [new NothingHere(), 'not-found'],
  [new DatabaseUnavailable({ cause }), 'busy'],
])('%o has the page %s', (error, page) => {
  expect(pageOfFailure(error)).toBe(page);
});

it.each([new Error('x'), 'x', null, undefined, { kind: 'missing', code: 'x' }])(
  'of %o only the number is told',
  (thrown) => {
    expect(pageOfFailure(thrown)).toBe('internal');
  },
);

it.each(Object.keys(STATUS) as ErrorKind[])(
  'a failure of kind %s has a page even when nobody thought of its code',
  (kind) => {
    class Fresh extends AppError {
      override readonly code = 'fresh.code';
      override readonly kind = kind;
    }
    expect(pageOfFailure(new Fresh('x'))).toMatch(/^[a-z-]+$/);
  },
);
