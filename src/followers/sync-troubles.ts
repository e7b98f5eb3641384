import { AppError } from '../kernel/errors/app-error.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { TokenUnavailable } from '../token/token.errors.js';
import {
  DAY_SPENT,
  MINUTE_SPENT,
  WeChatQuotaSpent,
  WeChatRefused,
  WeChatTooManyCalls,
  WeChatUnreachable,
  WeChatUnreadable,
} from '../wechat/wechat-error.js';
import type { SyncTrouble } from './follower-sync.repository.js';

export { quotaBackAt } from '../wechat/user/quota-day.js';

const LONGEST_WAIT_SECONDS = 60;
/** An answer that so often cannot be read will not be readable the next time. */
const UNREADABLE_TIMES = 8;
const CONTENTION_TIMES = 20;

/**
 * What to do about a failure. `wait`: try the same call again after some seconds; `tomorrow`: when the quota is there
 * again; `stop`: nothing but a person helps.
 */
export type Remedy =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'tomorrow' }
  | { readonly kind: 'stop' };

/** @param failures how often in a row it has failed, this time included */
export function remedyFor(error: unknown, failures: number): Remedy {
  const seconds = Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(failures - 1, 6));
  if (error instanceof WeChatQuotaSpent) return { kind: 'tomorrow' };
  if (error instanceof WeChatTooManyCalls)
    return { kind: 'wait', seconds: Math.min(LONGEST_WAIT_SECONDS, error.retryAfterSeconds) };
  if (error instanceof WeChatRefused) {
    if (error.errcode === DAY_SPENT) return { kind: 'tomorrow' };
    if (error.errcode === MINUTE_SPENT) return { kind: 'wait', seconds: LONGEST_WAIT_SECONDS };
    // The token was renewed in between and refused again: whoever breaks it has to stop first.
    return error.class === 'later' || error.class === 'renew' ? { kind: 'wait', seconds } : { kind: 'stop' };
  }
  if (error instanceof TokenUnavailable)
    return {
      kind: 'wait',
      seconds: Math.min(LONGEST_WAIT_SECONDS, Math.max(seconds, error.retryAfterSeconds)),
    };
  if (error instanceof WeChatUnreadable && failures >= UNREADABLE_TIMES) return { kind: 'stop' };
  if (isContention(error) && failures < CONTENTION_TIMES) return { kind: 'wait', seconds: 1 };
  const passing = [WeChatUnreachable, WeChatUnreadable, DatabaseUnavailable];
  return passing.some((type) => error instanceof type) ? { kind: 'wait', seconds } : { kind: 'stop' };
}

/** Others wrote the same rows: a deadlock, a lock or a statement that took too long, a person that went in between. */
function isContention(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return severity !== undefined && ['40001', '40P01', '55P03', '57014', '23503'].includes(String(code));
}

/** A failure as a run tells it: nothing of the cause, no openid. */
export function troubleOf(error: unknown): SyncTrouble {
  if (!(error instanceof AppError))
    return { code: 'internal.unexpected', detail: 'Something went wrong on our side.', errcode: null };
  return { code: error.code, detail: error.message, errcode: error.wechat?.errcode ?? null };
}
