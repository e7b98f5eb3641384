import { AppError } from '../kernel/errors/app-error.js';
import { ForceBudgetSpent } from './token.errors.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../wechat/wechat-error.js';

/** Who can end a failure: nobody need do anything (`later`), the quota's window must pass, or an operator must act. */
export type FailureKind = 'later' | 'quota' | 'operator';

/** A renewal that failed, and when to try again. */
export interface Pace {
  readonly kind: FailureKind;
  /** An errcode as text, or `unreachable`, `unreadable` and the like. */
  readonly failure: string;
  /** What WeChat said, free of secrets. */
  readonly detail: string;
  readonly delaySeconds: number;
  /** Wait at least until the day ends in Beijing, when daily quotas begin anew. */
  readonly untilMidnight: boolean;
}

const FIRST_BACKOFF_SECONDS = 0.5;
const LONGEST_BACKOFF_SECONDS = 10;
const FIRST_OPERATOR_SECONDS = 60;
const LONGEST_OPERATOR_SECONDS = 600;
/** Refused by the account's administrator: for an hour, for a day. */
const REFUSED_SECONDS: Record<number, number> = { 89507: 60 * 60, 89506: 24 * 60 * 60 };

/**
 * How to go on after a renewal failed.
 * @param failures how many failed in a row, this one included
 * @param chance from 0 to 1; spreads several instances and accounts
 */
export function paceAfter(error: unknown, failures: number, chance: number): Pace {
  if (error instanceof WeChatRefused) return afterRefusal(error, failures, chance);
  if (error instanceof ForceBudgetSpent) return afterForce(error, failures);
  const base = { detail: error instanceof AppError ? error.message : '', untilMidnight: false } as const;
  const failure =
    error instanceof WeChatUnreachable
      ? 'unreachable'
      : error instanceof WeChatUnreadable
        ? 'unreadable'
        : error instanceof AppError
          ? error.code
          : 'unexpected';
  return { ...base, kind: 'later', failure, delaySeconds: backoffSeconds(failures, chance) };
}

/** Half a minute at first, which is how far apart they must be; ten at last, because the day's may be used up. */
function afterForce({ code, message }: ForceBudgetSpent, failures: number): Pace {
  const delaySeconds = Math.min(LONGEST_OPERATOR_SECONDS, 30 * 2 ** (failures - 1));
  return { kind: 'quota', failure: code, detail: message, delaySeconds, untilMidnight: false };
}

function afterRefusal({ errcode, wechat, ...error }: WeChatRefused, failures: number, chance: number): Pace {
  const said = { failure: String(errcode), detail: wechat.errmsg };
  if (errcode === 45009)
    return { ...said, kind: 'quota', delaySeconds: 60 * (1 + chance), untilMidnight: true };
  if (errcode === 45011)
    return { ...said, kind: 'quota', delaySeconds: 60 + 10 * chance, untilMidnight: false };
  // Here, where no token is sent, 40001 means a wrong AppSecret.
  if (error.class === 'later')
    return { ...said, kind: 'later', delaySeconds: backoffSeconds(failures, chance), untilMidnight: false };
  const refused = REFUSED_SECONDS[errcode];
  const delaySeconds = refused ?? operatorSeconds(failures);
  return { ...said, kind: 'operator', delaySeconds: delaySeconds * (1 + chance / 10), untilMidnight: false };
}

/**
 * Half a second, doubling to ten, of which the last third or so is left to chance: with more of it left to chance,
 * four minutes of outage could be more than forty calls.
 */
function backoffSeconds(failures: number, chance: number): number {
  const most = Math.min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** (failures - 1));
  return most * (0.7 + 0.3 * chance);
}

/** A minute, doubling to ten: a setting that somebody must change does not change by asking. */
function operatorSeconds(failures: number): number {
  return Math.min(LONGEST_OPERATOR_SECONDS, FIRST_OPERATOR_SECONDS * 2 ** (failures - 1));
}
