import type { Account } from '../../accounts/account.entity.js';
import type { PushMessage } from '../../wechat/push/push-message.js';
import type { PushKind } from '../push-kind.js';

/** A push as its handler wants it. */
export interface Pushed {
  readonly account: Account;
  readonly message: PushMessage;
  readonly kind: PushKind;
  /** Whom it is about. */
  readonly openid: string;
  /** When it happened, to the second. */
  readonly at: Date;
}
