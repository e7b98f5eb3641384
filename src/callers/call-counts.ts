import type { ApiScope } from './api-scopes.js';

/** Calls by scope. */
export type CallCounts = Record<ApiScope, number>;

/** None yet. Written out: the engine then adds to a field of it in a few nanoseconds. */
export function noCalls(): CallCounts {
  return {
    'token:read': 0,
    'token:refresh': 0,
    'ticket:read': 0,
    'ticket:sign': 0,
    'users:read': 0,
    'users:write': 0,
    'messages:send': 0,
  };
}

/** A caller's calls since they were last gathered. */
export interface Tally {
  /** Nobody called since then. */
  blank: boolean;
  counts: CallCounts;
}
