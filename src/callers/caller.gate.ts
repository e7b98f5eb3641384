import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { digestOf, isInAddress, isWellFormed } from './api-key.js';
import type { ApiScope } from './api-scopes.js';
import { BadKeys } from './bad-keys.js';
import type { Caller } from './caller.js';
import {
  AccountRefused,
  CallerRefused,
  KeyInUrl,
  KeyMalformed,
  KeyMissing,
  KeyUnknown,
  NetworkRefused,
  ScopeMissing,
  TooManyBadKeys,
} from './callers.errors.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';
import { RateLimits } from './rate-limits.js';

const BEARER = /^bearer +/i;

/** What the gate reads of a request; Express's has it. */
export interface CallerRequest {
  readonly url?: string;
  readonly headers: { readonly authorization?: string };
  /** Where it comes from, as far as trusted proxies tell. */
  readonly ip?: string;
  readonly params?: { readonly account?: string };
  /** Set once the gate has let it in. */
  caller?: Caller;
}

/**
 * Lets callers in by their API key. A key that memory knows is decided on at once, without a promise or the
 * database. Its digest is looked up, not the key compared, so the time taken tells nothing of it.
 */
@Injectable()
export class CallerGate {
  constructor(
    private readonly known: KnownCallers,
    private readonly use: KeyUse,
    private readonly badKeys: BadKeys,
    private readonly limits: RateLimits,
  ) {}

  /**
   * The guard's way in: notes the caller in the request, or says in the answer's header what is wanted.
   * @param narrows the address names no account, and the route tells a key for one account of that one alone
   * @throws CallerRefused | DatabaseUnavailable
   */
  pass(
    request: CallerRequest,
    response: ServerResponse,
    scope: ApiScope,
    narrows = false,
  ): true | Promise<true> {
    const enter = (caller: Caller): true => {
      this.limits.take(caller.id, scope, response);
      request.caller = caller;
      return true;
    };
    const turnAway = (error: unknown): never => {
      if (error instanceof CallerRefused && error.challenge)
        response.setHeader('WWW-Authenticate', error.challenge);
      throw error;
    };
    try {
      const admitted = this.admit(request, scope, narrows ? undefined : (request.params?.account ?? null));
      return admitted instanceof Promise ? admitted.then(enter).catch(turnAway) : enter(admitted);
    } catch (error) {
      return turnAway(error);
    }
  }

  /**
   * Who calls, if they may do this; a promise only for a key that memory does not know.
   * @param accountKey the account that the address names; null: it is of all accounts; undefined: of whichever the caller
   *   may ask about
   * @throws CallerRefused with what is wrong | DatabaseUnavailable while no copy of the keys could be read
   */
  admit(
    request: CallerRequest,
    scope: ApiScope,
    accountKey: string | null | undefined,
  ): Caller | Promise<Caller> {
    if (isInAddress(request.url ?? '')) throw new KeyInUrl();
    const key = bearerOf(request.headers.authorization);
    if (key === null) throw new KeyMissing();
    if (!isWellFormed(key)) throw this.counted(request, new KeyMalformed());
    const digest = digestOf(key);
    const caller = this.known.find(digest);
    return caller
      ? this.allowed(caller, request, scope, accountKey)
      : this.admitAnew(digest, request, scope, accountKey);
  }

  private async admitAnew(
    digest: string,
    request: CallerRequest,
    scope: ApiScope,
    accountKey: string | null | undefined,
  ): Promise<Caller> {
    const caller = await this.known.findAnew(digest);
    if (!caller) throw this.counted(request, new KeyUnknown());
    return this.allowed(caller, request, scope, accountKey);
  }

  private allowed(
    caller: Caller,
    request: CallerRequest,
    scope: ApiScope,
    accountKey: string | null | undefined,
  ): Caller {
    if (caller.networks && !caller.networks.include(request.ip)) throw new NetworkRefused(request.ip);
    if (!caller.scopes.has(scope)) throw new ScopeMissing(scope);
    if (caller.account && accountKey !== undefined && caller.account.key !== accountKey)
      throw new AccountRefused(caller.account.key);
    this.use.note(caller, scope);
    return caller;
  }

  private counted(request: CallerRequest, refused: CallerRefused): CallerRefused {
    const waitSeconds = this.badKeys.count(request.ip);
    return waitSeconds > 0 ? new TooManyBadKeys(waitSeconds) : refused;
  }
}

/** What stands behind `Bearer`; null when nothing does, or another scheme is used. */
function bearerOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const scheme = BEARER.exec(header);
  return scheme && header.length > scheme[0].length ? header.slice(scheme[0].length) : null;
}
