import type { Account } from '../../accounts/account.entity.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import type { LinkRefusal } from '../../links/link-outcome.js';
import type { ClaimedAttempt } from './login-attempt.repository.js';

/**
 * What passport gets to see of a request: the two query parameters it looks for, read strictly, and
 * the login they belong to. No body, no headers, no session.
 */
export interface LoginRequest {
  readonly query: { readonly code?: string; readonly state?: string };
  /** SHA-256 of `state`, once there is one. */
  readonly stateHash?: Buffer;
  readonly account: Account;
  /** The browser's binding. */
  readonly browser: string;
  /** The session this browser has already, as its cookie says. */
  readonly session: string | null;
  /** What the state was worth, once claimed. */
  attempt?: ClaimedAttempt;
}

/** What a login that begins must remember; passport hands it to the state store. */
export interface LoginStart {
  readonly scope: Scope;
  readonly returnTo: string;
  readonly restarts: number;
  /** Digest of the login link by which it begins. */
  readonly linkHash: Buffer | null;
}

/** A login that succeeded: whose session, and where the visitor wanted to go. */
export interface Landed {
  readonly sessionId: string;
  readonly returnTo: string;
  /** Why the link they came by did nothing for them; null: it did, or they came by none. */
  readonly linkRefused: LinkRefusal | null;
}

/** Why a callback did not lead to a session, when nothing is broken. */
export type Refusal = 'denied' | 'unclaimed' | 'return_to';
