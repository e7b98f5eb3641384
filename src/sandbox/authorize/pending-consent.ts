import type { Visitor } from '../personas/identity.js';

/** A consent sheet on somebody's screen, waiting for 允许 or 拒绝. */
export interface PendingConsent {
  readonly accountKey: string;
  readonly visitor: Visitor;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string;
  readonly login: string;
  /** Nobody is asked. */
  readonly silent?: boolean;
}

/** How long a sheet waits before the page must be opened again. */
export const CONSENT_SECONDS = 600;
