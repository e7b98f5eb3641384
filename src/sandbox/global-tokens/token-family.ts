import type { GlobalToken } from './global-token.js';

/** Forced renewals of a stable token: at most so many a day, so many seconds apart. */
export const FORCED_A_DAY = 20;
export const FORCED_APART_SECONDS = 30;

/** What a fetch yields: a token, and whether it is a new one. */
export interface Fetched {
  readonly token: GlobalToken;
  readonly fresh: boolean;
}

/** How the platform treats the tokens of one family: lifetimes in milliseconds. */
export interface TokenTerms {
  /** How long a superseded token goes on working; also how early the stable family renews. */
  readonly overlapMs: number;
  /** Makes the token that comes next. */
  readonly mint: () => GlobalToken;
}

/** The classic tokens of one account: each fetch makes a new one. */
export class ClassicTokens {
  current: GlobalToken | null = null;
  private previous: GlobalToken | null = null;

  /** A new token. The one before it works a while longer, the one before that is dead at once. */
  fetch(nowMs: number, { overlapMs, mint }: TokenTerms): Fetched {
    if (this.previous) endAt(this.previous, nowMs);
    if (this.current) endAt(this.current, nowMs + overlapMs);
    this.previous = this.current;
    this.current = mint();
    return { token: this.current, fresh: true };
  }
}

/** The stable tokens of one account: the same one until its last minutes. */
export class StableTokens {
  current: GlobalToken | null = null;
  private forcedAtMs = -Infinity;
  private forcedDay = -1;
  private forced = 0;

  /** The current token while it has more than the overlap to live; otherwise a new one, both being good for a while. */
  fetch(nowMs: number, { overlapMs, mint }: TokenTerms): Fetched {
    const { current } = this;
    if (current && current.lapsesAtMs - nowMs > overlapMs) return { token: current, fresh: false };
    if (current && current.lapsesAtMs > nowMs) {
      // The page promises both for the whole overlap, the old one's own end notwithstanding.
      current.diesAtMs = nowMs + overlapMs;
      current.lapsesAtMs = current.diesAtMs;
    }
    this.current = mint();
    return { token: this.current, fresh: true };
  }

  /** Whether a forced renewal would be made on this day of the platform's. */
  mayForce(nowMs: number, day: number): boolean {
    return nowMs - this.forcedAtMs >= FORCED_APART_SECONDS * 1000 && this.forcedOn(day) < FORCED_A_DAY;
  }

  /** How many forced renewals were made that day. */
  forcedOn(day: number): number {
    return this.forcedDay === day ? this.forced : 0;
  }

  /** A new token; the one before it is void at once. */
  force(nowMs: number, day: number, { mint }: TokenTerms): Fetched {
    if (this.current) endAt(this.current, nowMs);
    this.forced = this.forcedOn(day) + 1;
    this.forcedDay = day;
    this.forcedAtMs = nowMs;
    this.current = mint();
    return { token: this.current, fresh: true };
  }
}

/** Ends a token, unless it has ended already. */
export function endAt(token: GlobalToken, atMs: number): void {
  if (token.diesAtMs === null || token.diesAtMs > atMs) token.diesAtMs = atMs;
}
