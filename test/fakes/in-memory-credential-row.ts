import type { CredentialKey } from '../../src/token/credential.js';
import type { Claim, CredentialState, NewValue, Note } from '../../src/token/credential.repository.js';

/** One row; instants in milliseconds since 1970, 0 for never. */
export interface Row extends CredentialKey {
  value: string | null;
  /** No key opens it. */
  broken: boolean;
  previous: string | null;
  previousUntilMs: number;
  version: number;
  fetchedAtMs: number;
  expiresAtMs: number;
  refreshAfterMs: number;
  leaseUntilMs: number;
  fence: bigint;
  failures: number;
  failure: string | null;
  failureDetail: string | null;
  failedSecret: Buffer | null;
  nextAttemptAtMs: number;
  forcedAtMs: number;
  forcedDay: number;
  forcedCount: number;
  doubtfulAtMs: number;
}

/** A row before its first value. */
export function emptyRow(key: CredentialKey): Row {
  return {
    ...key,
    value: null,
    broken: false,
    previous: null,
    previousUntilMs: 0,
    version: 0,
    fetchedAtMs: 0,
    expiresAtMs: 0,
    refreshAfterMs: 0,
    leaseUntilMs: 0,
    fence: 0n,
    failures: 0,
    failure: null,
    failureDetail: null,
    failedSecret: null,
    nextAttemptAtMs: 0,
    forcedAtMs: 0,
    forcedDay: 0,
    forcedCount: 0,
    doubtfulAtMs: 0,
  };
}

/** What is told of a row; spans are those at `nowMs`. */
export function stateOf(row: Row, accountKey: string, nowMs: number): CredentialState {
  const instant = (ms: number) => (ms > 0 ? new Date(ms) : null);
  const { kind, accountId, version, failures, failure, failureDetail, failedSecret } = row;
  return {
    kind,
    accountId,
    accountKey,
    version,
    fetchedAt: instant(row.fetchedAtMs),
    expiresAt: instant(row.expiresAtMs),
    refreshAfter: instant(row.refreshAfterMs),
    livesMs: row.expiresAtMs > 0 ? row.expiresAtMs - nowMs : 0,
    due: row.refreshAfterMs > 0 && row.refreshAfterMs <= nowMs,
    leased: row.leaseUntilMs > nowMs,
    waitSeconds: Math.max(0, row.nextAttemptAtMs - nowMs) / 1000,
    failures,
    failure,
    failureDetail,
    failedSecret,
  };
}

/** Whether nobody has fulfilled the wish yet. */
export function isWanted(row: Row, { reason, version }: Claim, nowMs: number): boolean {
  if (reason === 'scheduled')
    return row.version === version && row.refreshAfterMs > 0 && row.refreshAfterMs <= nowMs;
  if (reason === 'reported' || reason === 'verify') return row.version === version;
  return reason === 'operator' || row.expiresAtMs <= nowMs;
}

/** Puts a value into a row, as a renewal does that succeeded. */
export function fill(row: Row, issued: NewValue, nowMs: number): void {
  if (!issued.same) {
    const overlapEndsMs = nowMs + issued.overlapSeconds * 1000;
    if (row.kind === 'token')
      Object.assign(row, {
        previous: row.value,
        previousUntilMs: Math.min(row.expiresAtMs, overlapEndsMs),
      });
    Object.assign(row, { value: issued.value, version: row.version + 1, fetchedAtMs: nowMs });
  }
  const planMs = nowMs + issued.renewInSeconds * 1e3;
  const doubtfulAtMs = row.doubtfulAtMs > nowMs - 60_000 ? row.doubtfulAtMs : 0;
  Object.assign(row, {
    expiresAtMs: nowMs + issued.lifeSeconds * 1e3,
    refreshAfterMs: doubtfulAtMs > 0 ? Math.min(planMs, doubtfulAtMs + 60_000) : planMs,
    doubtfulAtMs,
    leaseUntilMs: 0,
    nextAttemptAtMs: 0,
    failures: 0,
    failure: null,
    failureDetail: null,
    failedSecret: null,
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;
const BEIJING_MS = 8 * 60 * 60 * 1000;

/** Days since 1970 in Beijing. */
export function dayOf(ms: number): number {
  return Math.floor((ms + BEIJING_MS) / DAY_MS);
}

/** When the day ends in Beijing, in milliseconds since 1970. */
export function endOfDay(ms: number): number {
  return (dayOf(ms) + 1) * DAY_MS - BEIJING_MS;
}

/** One line of the history. */
export interface NotedLine extends CredentialKey, Note {
  readonly version: number;
  readonly atMs: number;
}

/** A credential's place in a map. */
export function nameOf({ kind, accountId }: CredentialKey): string {
  return `${kind}/${accountId}`;
}

/** Whether a line of the history is of this credential. */
export function isOf(line: CredentialKey, key: CredentialKey): boolean {
  return nameOf(line) === nameOf(key);
}
