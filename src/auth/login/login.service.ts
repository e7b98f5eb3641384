import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { ReturnTargets, readReturnTo } from '../../config/return-to.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { BrowserCookie } from './browser.cookie.js';
import { LoginGate } from './login.gate.js';
import { ReturnToRefused, ScopeUnavailable } from './login.errors.js';

/** A login to begin. */
export interface BeginLogin {
  readonly account: Account;
  readonly scope: Scope;
  /** As it came; checked here. */
  readonly returnTo: string;
  /** The browser's binding, if it has one. */
  readonly browser: string | null;
  /** How often this login was begun anew already. */
  readonly restarts?: number;
  /** Digest of the login link by which it begins. */
  readonly linkHash?: Buffer | null;
}

/** Where to send the visitor, and the cookie to send along. */
export interface BegunLogin {
  readonly location: string;
  readonly cookie: string;
}

/** Begins logins. */
@Injectable()
export class LoginService {
  constructor(
    private readonly gate: LoginGate,
    private readonly cookies: BrowserCookie,
    private readonly targets: ReturnTargets,
  ) {}

  /** @throws ReturnToRefused | ScopeUnavailable | TooManyLogins */
  async begin({
    account,
    scope,
    returnTo,
    browser,
    restarts = 0,
    linkHash = null,
  }: BeginLogin): Promise<BegunLogin> {
    const checked = this.checkReturnTo(returnTo);
    if (!canAsk(account, scope)) throw new ScopeUnavailable(scope, account.kind);
    const binding = browser ?? this.cookies.mint();
    const location = await this.gate.start(
      { query: {}, account, browser: binding, session: null },
      {
        account,
        redirectUri: this.callbackUrl(account),
        scope,
        state: { scope, returnTo: checked, restarts, linkHash },
      },
    );
    return { location, cookie: this.cookies.write(binding) };
  }

  /** Reads `return_to`. @throws ReturnToRefused */
  checkReturnTo(returnTo: string): string {
    const checked = readReturnTo(returnTo, this.targets);
    if (checked === null) throw new ReturnToRefused();
    return checked;
  }

  /** `redirect_uri`: one for each account, so that a code of one is never taken for another's (RFC 9700, §4.4). */
  callbackUrl(account: Account): string {
    return `${this.targets.publicUrl}/auth/wechat/${account.key}/callback`;
  }
}

/** Service accounts authorize in WeChat, website apps by QR on a PC, subscription accounts not at all. */
function canAsk(account: Account, scope: Scope): boolean {
  return account.kind === (scope === 'snsapi_login' ? 'website' : 'service');
}
