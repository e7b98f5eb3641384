import { AppError, type ErrorKind } from '../kernel/errors/app-error.js';
import type { ProblemKind } from './models.js';

/** Failures that have a page of their own. */
const BY_CODE: Readonly<Record<string, ProblemKind>> = {
  'login.return_to_refused': 'bad-return',
  'login.bad_link': 'bad-link',
  'login.expired': 'expired',
  'login.cookies_missing': 'cookies',
  'login.too_many': 'too-many',
  'login.misconfigured': 'misconfigured',
  'login.scope_unavailable': 'misconfigured',
  'login.no_website': 'misconfigured',
  'account.not_found': 'bad-link',
  'link.unknown': 'bad-link',
  'link.used': 'link-used',
  'link.expired': 'link-expired',
  'link.conflict': 'link-conflict',
  'link.of_another': 'link-of-another',
  'privacy.exports_spent': 'data-shown',
};

const BY_KIND: Readonly<Record<ErrorKind, ProblemKind>> = {
  invalid: 'bad-link',
  unauthenticated: 'expired',
  forbidden: 'bad-link',
  missing: 'not-found',
  'not-allowed': 'method',
  conflict: 'expired',
  gone: 'expired',
  'too-large': 'too-large',
  misdirected: 'wrong-address',
  unprocessable: 'bad-link',
  'rate-limited': 'too-many',
  internal: 'internal',
  upstream: 'busy',
  unavailable: 'busy',
};

/** Which page tells a visitor of a failure. */
export function pageOfFailure(error: unknown): ProblemKind {
  if (!(error instanceof AppError)) return 'internal';
  return BY_CODE[error.code] ?? BY_KIND[error.kind];
}
