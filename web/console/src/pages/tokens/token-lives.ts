import type { HistoryLine } from './token-health';

/** How long a replaced token goes on working, in milliseconds. */
const OVERLAP_MS = 300_000;

/** One token from its first to its last moment. */
export interface TokenLife {
  readonly version: number;
  readonly from: number;
  readonly until: number;
  /** It did not live as long as it should have. */
  readonly cut: boolean;
}

/** The lives of the tokens that a history (newest first) tells of, the oldest first; the present one lives until `now`. */
export function livesOf(history: readonly HistoryLine[], now: number): TokenLife[] {
  const token = history.filter(({ credential }) => credential === 'token').toReversed();
  const renewals = token.filter(({ event, version }) => event === 'renewed' && version !== null);
  return renewals.map(({ version, at }, nth) => {
    const from = new Date(at).getTime();
    const next = renewals[nth + 1];
    const replaced = next ? new Date(next.at).getTime() : now;
    const death = token.find((line) => line.event === 'died' && line.version === version);
    const until = death || !next ? replaced : Math.min(now, replaced + OVERLAP_MS);
    return { version: version!, from, until: Math.max(from, until), cut: death !== undefined };
  });
}
