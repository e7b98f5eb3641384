import { AppError } from '../kernel/errors/app-error.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { adviceOn } from './diagnosis.js';
import type { CredentialKind } from './credential.js';

/** There is no credential that works, and WeChat does not give one just now. */
export class TokenUnavailable extends AppError {
  override readonly code = 'token.unavailable';
  override readonly kind = 'unavailable';
  override readonly retryAfterSeconds: number;
  override readonly wechat: WeChatRefused['wechat'] | undefined;

  /** @param failure what the last renewal failed with; null when it is still under way */
  constructor(kind: CredentialKind, failure: string | null, retryAfterSeconds: number, detail = '') {
    const name = kind === 'token' ? 'global token' : 'ticket';
    const advice = failure === null ? null : adviceOn(failure, detail);
    super(
      advice
        ? `No working ${name} can be had just now. ${advice.what} ${advice.remedy}`
        : `The ${name} is being renewed. Try again in a few seconds.`,
    );
    const refused = failure !== null && /^-?\d+$/.test(failure);
    this.wechat = refused ? new WeChatRefused('cgi-bin', Number(failure), detail).wechat : undefined;
    this.retryAfterSeconds = Math.max(1, Math.min(86_400, Math.ceil(retryAfterSeconds)));
  }
}

/** An operator asked for another token, and WeChat gave none; whatever worked before still does. */
export class TokenRenewalFailed extends AppError {
  override readonly code = 'token.renewal_failed';
  override readonly kind = 'upstream';

  constructor(failure: string, detail: string) {
    const { what, remedy } = adviceOn(failure, detail);
    super(`WeChat gave no token. ${what} ${remedy}`);
  }
}

/** Website apps have no global token. */
export class NoGlobalToken extends AppError {
  override readonly code = 'token.none_for_website';
  override readonly kind = 'missing';

  constructor() {
    super('A website app has no global token and no ticket; only official accounts do.');
  }
}

/** Inside a call: WeChat refused the global token. Whoever runs the call drops that token and tries the newest, once. */
export class GlobalTokenRejected extends AppError {
  override readonly code = 'token.rejected';
  override readonly kind = 'upstream';

  constructor(
    readonly version: number,
    readonly refusal: WeChatRefused,
  ) {
    super('WeChat refused the global token.', { cause: refusal });
  }
}

/** A token was reported dead, and WeChat says that it lives: nothing is renewed. */
export class ReportUnfounded extends AppError {
  override readonly code = 'token.report_unfounded';
  override readonly kind = 'conflict';

  constructor() {
    super('WeChat takes this token: it was not renewed.');
  }
}

/** Forcing another stable token is not allowed just now: 30 seconds apart, 20 times a day. */
export class ForceBudgetSpent extends AppError {
  override readonly code = 'token.force_budget';
  override readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 30;

  constructor() {
    super('WeChat allows no other forced renewal of the stable token just now.');
  }
}

/** Another instance has taken the renewal over meanwhile. */
export class LeaseLost extends AppError {
  override readonly code = 'token.lease_lost';
  override readonly kind = 'unavailable';

  constructor() {
    super('Another instance renews this token now.');
  }
}

/** The page is not registered for the JS-SDK here. */
export class PageNotRegistered extends AppError {
  override readonly code = 'ticket.page_not_registered';
  override readonly kind = 'forbidden';

  constructor() {
    super(
      'This page’s host is registered neither as PUBLIC_URL, nor in RETURN_URLS, nor as a JS domain of the account (lingpai account js-domains).',
    );
  }
}
