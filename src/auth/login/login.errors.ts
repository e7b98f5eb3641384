import { AppError } from '../../kernel/errors/app-error.js';

/** `return_to` is neither a path here nor an address that `RETURN_URLS` allows. */
export class ReturnToRefused extends AppError {
  override readonly code = 'login.return_to_refused';
  override readonly kind = 'invalid';

  constructor() {
    super('return_to must be a path on this server, or an address that RETURN_URLS lists.');
  }
}

/** A link or a callback that no login of ours made. */
export class LoginLinkBroken extends AppError {
  override readonly code = 'login.bad_link';
  override readonly kind = 'invalid';

  constructor(what: string) {
    super(`This login link is not valid (${what}).`);
  }
}

/** The link was good once: it has lapsed, was used, or began in another browser, and starting again did not help. */
export class LoginExpired extends AppError {
  override readonly code = 'login.expired';
  override readonly kind = 'invalid';

  constructor(options?: { cause?: unknown }) {
    super('This login has ended. Begin again from the page you wanted to see.', options);
  }
}

/** The browser does not keep our cookies: signing in cannot work there. */
export class CookiesMissing extends AppError {
  override readonly code = 'login.cookies_missing';
  override readonly kind = 'invalid';

  constructor() {
    super('The browser did not send back the cookie that binds the login to it.');
  }
}

/** More logins in a short time than a person begins: a loop. */
export class TooManyLogins extends AppError {
  override readonly code = 'login.too_many';
  override readonly kind = 'rate-limited';
  override readonly retryAfterSeconds = 60;

  constructor() {
    super('This browser has begun too many logins within a minute.');
  }
}

/** The account cannot authorize visitors in this way: a subscription account, or a website app asked for a page scope. */
export class ScopeUnavailable extends AppError {
  override readonly code = 'login.scope_unavailable';
  override readonly kind = 'invalid';

  constructor(scope: string, kind: string) {
    super(`An account of kind "${kind}" cannot ask for ${scope}.`);
  }
}

/** A login by QR was asked for, and no website app is there that could show one. */
export class WebsiteMissing extends AppError {
  override readonly code = 'login.no_website';
  override readonly kind = 'invalid';

  constructor() {
    super('Signing in by QR code takes a website app (网站应用), and no such account is set up here.');
  }
}

/** WeChat did not take the code, for a reason that an operator must look into. */
export class LoginMisconfigured extends AppError {
  override readonly code = 'login.misconfigured';
  override readonly kind = 'upstream';

  constructor(options: { cause: unknown }) {
    super('WeChat refused this account’s login.', options);
  }
}

/** WeChat did not answer, or only that it is busy. */
export class LoginUnavailable extends AppError {
  override readonly code = 'login.unavailable';
  override readonly kind = 'upstream';

  constructor(options: { cause: unknown }) {
    super('WeChat did not answer. Try again shortly.', options);
  }
}

/** A session is needed and there is none; programs get this, people are sent to WeChat. */
export class SessionRequired extends AppError {
  override readonly code = 'session.required';
  override readonly kind = 'unauthenticated';

  constructor() {
    super('There is no session, or it has ended. Sign in with GET /auth/wechat.');
  }
}

/** The request came from a page of another origin. */
export class CrossSiteRefused extends AppError {
  override readonly code = 'request.cross_site';
  override readonly kind = 'forbidden';

  constructor() {
    super('Requests that change something must come from this server’s own pages.');
  }
}

/** A snapshot visitor (快照页) may look, and nothing else. */
export class SnapshotRefused extends AppError {
  override readonly code = 'session.snapshot';
  override readonly kind = 'forbidden';

  constructor() {
    super('The visitor is in WeChat’s snapshot mode. They must tap 使用完整服务 first.');
  }
}
