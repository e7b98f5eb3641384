/** The two ways of fetching a global token (全局 access_token); neither ever voids the other's. */
export const TOKEN_FAMILIES = ['classic', 'stable'] as const;

/** `classic`: `/cgi-bin/token`. `stable`: `/cgi-bin/stable_token`. */
export type TokenFamily = (typeof TOKEN_FAMILIES)[number];

/** A global token as the platform remembers it. Instants in milliseconds since 1970. */
export interface GlobalToken {
  readonly value: string;
  readonly appId: string;
  readonly family: TokenFamily;
  readonly issuedAtMs: number;
  /** Its natural end. */
  lapsesAtMs: number;
  /** Its end because another took its place; null while none did. */
  diesAtMs: number | null;
}

/**
 * - `current`: the newest of its family
 * - `overlap`: another took its place, and it still works
 * - `superseded`: it was killed before its time, which callers are told with 40001
 * - `expired`: its time is over, 42001
 */
export type TokenState = 'current' | 'overlap' | 'superseded' | 'expired';

/** What a token is worth at an instant. */
export function stateOf(token: GlobalToken, nowMs: number): TokenState {
  const died = token.diesAtMs !== null && token.diesAtMs <= nowMs;
  const lapsed = token.lapsesAtMs <= nowMs;
  if (died && (!lapsed || token.diesAtMs! <= token.lapsesAtMs)) return 'superseded';
  if (lapsed) return 'expired';
  return token.diesAtMs === null ? 'current' : 'overlap';
}

/** Whether calls may be made with it. */
export function isAlive(token: GlobalToken, nowMs: number): boolean {
  const state = stateOf(token, nowMs);
  return state === 'current' || state === 'overlap';
}
