import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../../wechat/wechat-error.js';
import { LoginExpired, LoginMisconfigured, LoginUnavailable } from './login.errors.js';

/** What a failure after the claim means for the visitor. */
export interface AfterFailure {
  /** What they are told when going through WeChat once more is not tried, or did not help. */
  readonly failure: unknown;
  /** Whether going through WeChat once more may help. */
  readonly again: boolean;
}

/** The loser of two exchanges of one code has been seen to get 40001 instead of 40163. */
const CODE_IS_GONE = new Set([40001, 40029, 40163, 41008, 42003]);
const BUSY = -1;

/**
 * Sorts what can go wrong between the claim of a state and its session. A code whose answer was lost
 * on the way cannot be tried again (40163), but a new one can; a WeChat that hangs is not asked twice.
 */
export function afterFailedExchange(error: unknown): AfterFailure {
  if (error instanceof WeChatRefused) {
    if (CODE_IS_GONE.has(error.errcode)) return { failure: new LoginExpired({ cause: error }), again: true };
    if (error.class === 'later')
      return { failure: new LoginUnavailable({ cause: error }), again: error.errcode === BUSY };
    return { failure: new LoginMisconfigured({ cause: error }), again: false };
  }
  if (error instanceof WeChatUnreachable) {
    const again = error.sent && error.reason !== 'timeout';
    return { failure: new LoginUnavailable({ cause: error }), again };
  }
  if (error instanceof WeChatUnreadable)
    return { failure: new LoginUnavailable({ cause: error }), again: true };
  return { failure: error, again: error instanceof LoginExpired };
}
