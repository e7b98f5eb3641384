import { AppError } from '../kernel/errors/app-error.js';
import { type ErrcodeClass, meaningOf } from './errcodes.js';

const MAX_ERRMSG = 300;
const RID = /\brid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})\b/;

/** A call to WeChat that did not succeed. `operation` names it (`sns.userinfo`), never its address. */
export abstract class WeChatError extends AppError {
  abstract readonly operation: string;
}

/** WeChat answered with an errcode. */
export class WeChatRefused extends WeChatError {
  override readonly code = 'wechat.refused';
  override readonly kind = 'upstream';
  override readonly wechat: { errcode: number; errmsg: string; rid?: string };
  /** What to do about it. */
  readonly class: ErrcodeClass;

  /** `errmsg` must already be free of secrets; the transport sees to it. */
  constructor(
    readonly operation: string,
    readonly errcode: number,
    errmsg: string,
  ) {
    const { class: kind, meaning } = meaningOf(errcode);
    super(`WeChat refused ${operation} with ${errcode}: ${meaning}`);
    const rid = RID.exec(errmsg)?.[1];
    this.class = kind;
    this.wechat = { errcode, errmsg: errmsg.slice(0, MAX_ERRMSG), ...(rid ? { rid } : {}) };
  }
}

/** The day's quota of the call is used up. */
export const DAY_SPENT = 45009;
/** Too many calls this minute. */
export const MINUTE_SPENT = 45011;

/** What two refusals have in common: no such call is made until their time is over. */
abstract class WeChatCallsSpent extends WeChatError {
  override readonly operation: string;
  override readonly wechat: WeChatRefused['wechat'];
  /** Whole seconds, at least one. */
  override readonly retryAfterSeconds: number;

  constructor({ operation, wechat, message }: WeChatRefused, secondsLeft: number) {
    super(message);
    this.operation = operation;
    this.wechat = wechat;
    this.retryAfterSeconds = Math.max(1, Math.ceil(secondsLeft));
  }
}

/** The account has made a call as often as it may in a day (45009): WeChat takes no more until the next begins. */
export class WeChatQuotaSpent extends WeChatCallsSpent {
  override readonly code = 'wechat.quota_spent';
  override readonly kind = 'unavailable';
}

/** The account has made a call as often as it may in a minute (45011). */
export class WeChatTooManyCalls extends WeChatCallsSpent {
  override readonly code = 'wechat.too_many_calls';
  override readonly kind = 'rate-limited';
}

/** Why no answer came. */
export type UnreachableReason = 'timeout' | 'refused' | 'dns' | 'reset' | 'tls' | 'closed' | 'other';

/** No answer came. `sent` is false only when the request surely never left. */
export class WeChatUnreachable extends WeChatError {
  override readonly code = 'wechat.unreachable';
  override readonly kind = 'upstream';

  constructor(
    readonly operation: string,
    readonly reason: UnreachableReason,
    readonly sent: boolean,
  ) {
    super(`WeChat did not answer ${operation} (${reason})`);
  }
}

/** Something answered that is not what WeChat sends: an error page, half a body, a field of the wrong type. */
export class WeChatUnreadable extends WeChatError {
  override readonly code = 'wechat.unreadable';
  override readonly kind = 'upstream';

  constructor(
    readonly operation: string,
    readonly fault: string,
  ) {
    super(`WeChat's answer to ${operation} could not be read: ${fault}`);
  }
}
