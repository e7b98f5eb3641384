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
