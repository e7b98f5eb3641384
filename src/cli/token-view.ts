import type { Account } from '../accounts/account.entity.js';
import type { OpenedCredential } from '../token/credential.repository.js';
import { adviceOn } from '../token/diagnosis.js';
import type { HistoryLine } from '../token/token-history.repository.js';

/** A global token as `token show` tells of it. */
export function tokenViewOf(account: Account, held: OpenedCredential, reveal: boolean) {
  const { value, version, failure, failureDetail } = held;
  return {
    account: account.key,
    mode: account.tokenMode,
    state: stateOf(held),
    access_token: value === null ? null : reveal ? value : masked(value),
    version,
    expires_in: Math.max(0, Math.floor(held.livesMs / 1000)),
    expires_at: held.expiresAt?.toISOString() ?? null,
    fetched_at: held.fetchedAt?.toISOString() ?? null,
    refresh_after: held.refreshAfter?.toISOString() ?? null,
    failure:
      failure === null
        ? null
        : {
            code: failure,
            said: failureDetail,
            in_a_row: held.failures,
            next_attempt_in: Math.ceil(held.waitSeconds),
            ...adviceOn(failure, failureDetail ?? ''),
          },
  };
}

/** One line of the history, with what to do where something can be done. */
export function historyViewOf(line: HistoryLine) {
  const told = line.cause ?? line.failure;
  return {
    at: line.at.toISOString(),
    credential: line.credential,
    event: line.event,
    reason: line.reason,
    version: line.version,
    instance: line.instance,
    duration_ms: line.durationMs,
    cause: line.cause,
    failure: line.failure,
    reported_by: line.reportedBy,
    ...(told === null ? {} : { advice: adviceOn(told, line.detail ?? '') }),
  };
}

function stateOf({ version, livesMs, failures, leased }: OpenedCredential): string {
  if (version === 0)
    return failures > 0 ? 'never fetched, and failing' : 'never fetched: nobody has asked yet';
  if (livesMs <= 0)
    return failures > 0 ? 'dead, and cannot be renewed' : 'past; fetched anew when somebody asks';
  if (failures > 0) return 'works, but cannot be renewed';
  return leased ? 'works; being renewed' : 'works';
}

/** Enough to tell two tokens apart. */
function masked(value: string): string {
  return `${value.slice(0, 4)}…${value.slice(-4)} (${value.length} characters)`;
}
