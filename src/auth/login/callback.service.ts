import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { ReturnTargets, readReturnTo } from '../../config/return-to.js';
import { Clock } from '../../kernel/clock/clock.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { AppError } from '../../kernel/errors/app-error.js';
import { Log } from '../../kernel/logging/log.js';
import type { LinkRefusal } from '../../links/link-outcome.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { SessionService } from '../session/session.service.js';
import { afterFailedExchange } from './failed-exchange.js';
import { type FoundAttempt, LoginAttemptRepository } from './login-attempt.repository.js';
import type { Landed, LoginRequest } from './login-request.js';
import { CookiesMissing, LoginExpired, LoginLinkBroken, ReturnToRefused } from './login.errors.js';
import { LoginGate } from './login.gate.js';
import { bringsNoCode } from './login.schemas.js';
import { LoginService } from './login.service.js';

/** Longer than a call to WeChat may take. */
const WAIT_MS = 12_000;

/** Somebody at our callback. */
export interface Visit {
  readonly account: Account;
  readonly code?: string;
  readonly state: string;
  readonly browser: string | null;
  readonly session: string | null;
}

/** Where a callback leads. */
export type Outcome =
  /** To where the visitor wanted to go; with a session cookie, unless the browser has its own already. */
  | { readonly kind: 'landed'; readonly returnTo: string; readonly sessionId: string | null }
  /** Signed in as themselves, though the link they came by did nothing for them. */
  | { readonly kind: 'link_refused'; readonly why: LinkRefusal; readonly sessionId: string }
  /** Through WeChat once more. */
  | { readonly kind: 'restarted'; readonly location: string; readonly cookie: string }
  | Denied;

/** The visitor said no. */
export interface Denied {
  readonly kind: 'denied';
  /** What to ask for, should they tap to try again. */
  readonly scope: Scope;
  readonly returnTo: string | null;
}

/**
 * Ends logins, and survives what browsers do with the callback: loading it twice at once or later,
 * going back to it, sharing it, losing its cookies.
 */
@Injectable()
export class CallbackService {
  constructor(
    private readonly gate: LoginGate,
    private readonly logins: LoginService,
    private readonly attempts: LoginAttemptRepository,
    private readonly sessions: SessionService,
    private readonly targets: ReturnTargets,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws LoginLinkBroken | LoginExpired | CookiesMissing | LoginMisconfigured | LoginUnavailable | ReturnToRefused */
  async complete(visit: Visit): Promise<Outcome> {
    if (visit.browser === null) return this.recover(visit);
    const { account, code, state, browser, session } = visit;
    const stateHash = sha256(state);
    const request: LoginRequest = { query: { code, state }, stateHash, account, browser, session };
    try {
      const passed = await this.gate.finish(request);
      if ('landed' in passed) return landing(passed.landed);
      if (passed.refused === 'denied') return await this.deny(visit);
      if (passed.refused === 'return_to') throw new ReturnToRefused();
      return await this.recover(visit);
    } catch (error) {
      // Only what fails after the claim ends the attempt; a loser of the race must not.
      if (!request.attempt) throw error;
      return this.fail(visit, request.attempt, error);
    }
  }

  private async deny(visit: Visit): Promise<Outcome> {
    const key = {
      stateHash: sha256(visit.state),
      accountId: visit.account.id,
      browserHash: sha256(visit.browser!),
    };
    const attempt = (await this.attempts.deny(key)) ?? (await this.ownAttempt(visit));
    this.log.info('login.denied', { account: visit.account.key });
    return this.denied(visit.account, attempt);
  }

  private async fail(
    visit: Visit,
    attempt: { restarts: number; returnTo: string; linkHash: Buffer | null },
    error: unknown,
  ): Promise<Outcome> {
    const { failure, again } = afterFailedExchange(error);
    await this.attempts.fail(
      sha256(visit.state),
      failure instanceof AppError ? failure.code : 'internal.unexpected',
    );
    this.log.warn('login.exchange_failed', { account: visit.account.key, restarts: attempt.restarts, error });
    if (!again || attempt.restarts > 0) throw failure;
    return this.restart(visit, attempt);
  }

  /** The state could not be claimed: find out why, and lead the visitor on. */
  private async recover(visit: Visit): Promise<Outcome> {
    const attempt = await this.settled(visit);
    if (attempt?.accountId !== visit.account.id) {
      if (bringsNoCode(visit)) return this.denied(visit.account, null);
      throw new LoginLinkBroken(attempt ? 'state of another account' : 'unknown state');
    }
    const own = this.isOwn(attempt, visit);
    const landed = own ? await this.landAgain(attempt, visit) : null;
    if (landed) return landed;
    if (own && attempt.status === 'denied') return this.denied(visit.account, attempt);
    const signedIn = await this.sessions.find(visit.session);
    if (signedIn?.visitor.accountId === visit.account.id) {
      return { kind: 'landed', returnTo: this.checked(attempt.returnTo), sessionId: null };
    }
    if (!own)
      this.log.info('login.foreign_browser', { account: visit.account.key, bound: visit.browser !== null });
    if (bringsNoCode(visit)) return this.denied(visit.account, null);
    if (attempt.restarts > 0) throw visit.browser === null ? new CookiesMissing() : new LoginExpired();
    // A link is bound to the browser that opened it: another one signs in without.
    return this.restart(visit, own ? attempt : { ...attempt, linkHash: null });
  }

  /** A no; what was asked for is told where the attempt is known to be the visitor's own. */
  denied(account: Account, attempt: { scope: Scope; returnTo: string } | null): Denied {
    const returnTo = attempt && readReturnTo(attempt.returnTo, this.targets);
    return { kind: 'denied', scope: attempt?.scope ?? leastScopeOf(account), returnTo };
  }

  /** The same callback once more in the same browser: the same session, as long as it lives and the code would have. */
  private async landAgain(attempt: FoundAttempt, visit: Visit): Promise<Outcome | null> {
    if (attempt.status !== 'signed_in' || !attempt.recent || !attempt.sessionHash) return null;
    const sessionId = this.sessions.idBehind(attempt.sessionHash, visit.state, visit.browser!);
    if (!sessionId || !(await this.sessions.isAlive(attempt.sessionHash))) return null;
    return { kind: 'landed', returnTo: this.checked(attempt.returnTo), sessionId };
  }

  /** The attempt, once whoever is exchanging its code has finished or is surely gone. */
  private async settled(visit: Visit): Promise<FoundAttempt | null> {
    const stateHash = sha256(visit.state);
    const giveUpAt = this.clock.monotonicMs() + WAIT_MS;
    for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 250)) {
      const attempt = await this.attempts.find(stateHash);
      const waiting = attempt?.status === 'exchanging' && !attempt.stalled && this.isOwn(attempt, visit);
      if (!waiting || this.clock.monotonicMs() > giveUpAt) return attempt;
      await this.clock.pause(pauseMs);
    }
  }

  /** Through WeChat once more, silently: consent is asked for by a tap only. */
  private async restart(
    visit: Visit,
    attempt: { restarts: number; returnTo: string; linkHash: Buffer | null },
  ): Promise<Outcome> {
    const { account, browser } = visit;
    const scope = leastScopeOf(account);
    const { returnTo, linkHash } = attempt;
    const restarts = attempt.restarts + 1;
    const begun = await this.logins.begin({ account, scope, returnTo, browser, restarts, linkHash });
    return { kind: 'restarted', ...begun };
  }

  private async ownAttempt(visit: Visit): Promise<FoundAttempt | null> {
    const attempt = await this.attempts.find(sha256(visit.state));
    return attempt && attempt.accountId === visit.account.id && this.isOwn(attempt, visit) ? attempt : null;
  }

  private isOwn(attempt: FoundAttempt, visit: Visit): boolean {
    return visit.browser !== null && attempt.browserHash.equals(sha256(visit.browser));
  }

  private checked(returnTo: string): string {
    const checked = readReturnTo(returnTo, this.targets);
    if (checked === null) throw new ReturnToRefused();
    return checked;
  }
}

/** What an account can ask for without a person's consent. */
function leastScopeOf(account: Account): Scope {
  return account.kind === 'website' ? 'snsapi_login' : 'snsapi_base';
}

function landing({ sessionId, returnTo, linkRefused }: Landed): Outcome {
  if (linkRefused !== null) return { kind: 'link_refused', why: linkRefused, sessionId };
  return { kind: 'landed', returnTo, sessionId };
}
