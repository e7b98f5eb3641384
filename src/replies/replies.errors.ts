import { AppError } from '../kernel/errors/app-error.js';
import type { WeChatRefused } from '../wechat/wechat-error.js';
import { MAX_TEXT_BYTES } from './reply-rule.schemas.js';

/** The account has no rule of this id. */
export class ReplyRuleUnknown extends AppError {
  override readonly code = 'reply.not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such reply rule.');
  }
}

/** A text that is longer than WeChat takes, once its links are in it. */
export class ReplyTooLong extends AppError {
  override readonly code = 'reply.too_long';
  override readonly kind = 'invalid';

  constructor(bytes: number) {
    super(`With its links filled in, the text has ${bytes} bytes; WeChat takes ${MAX_TEXT_BYTES}.`);
  }
}

/** `{{login_link}}` where no account can authorize whoever follows it. */
export class NoLoginAccount extends AppError {
  override readonly code = 'reply.no_login_account';
  override readonly kind = 'invalid';

  constructor(key: string) {
    super(
      `{{login_link}} needs a service account that authorizes, and "${key}" is none: name one in the rule, or for the account.`,
    );
  }
}

/** WeChat did not take a customer-service message, for a reason that has to do with who it is for. */
abstract class MessageRefused extends AppError {
  override readonly wechat;

  constructor(text: string, cause: WeChatRefused) {
    super(text, { cause });
    this.wechat = cause.wechat;
  }
}

/** They have not written, followed, scanned or tapped within the time that WeChat allows. */
export class MessageWindowClosed extends MessageRefused {
  override readonly code = 'message.window_closed';
  override readonly kind = 'conflict';

  constructor(cause: WeChatRefused) {
    super('WeChat allows messages only within 48 hours of what somebody wrote to the account.', cause);
  }
}

/** As many messages were sent as WeChat allows until they write again. */
export class MessageCountSpent extends MessageRefused {
  override readonly code = 'message.count_spent';
  override readonly kind = 'rate-limited';

  constructor(cause: WeChatRefused) {
    super('WeChat allows no further message to this person until they write again.', cause);
  }
}

/** The text is longer than WeChat takes. */
export class MessageTooLong extends MessageRefused {
  override readonly code = 'message.too_long';
  override readonly kind = 'invalid';

  constructor(cause: WeChatRefused) {
    super(`WeChat takes texts of ${MAX_TEXT_BYTES} bytes at most.`, cause);
  }
}

/** They do not follow the account, have blocked it, or are on its blacklist. */
export class MessageUnwanted extends MessageRefused {
  override readonly code = 'message.unwanted';
  override readonly kind = 'conflict';

  constructor(cause: WeChatRefused) {
    super('This person does not follow the account, refuses its messages, or is on its blacklist.', cause);
  }
}

/** WeChat knows no such openid at this account. */
export class MessageToNobody extends MessageRefused {
  override readonly code = 'message.openid_unknown';
  override readonly kind = 'missing';

  constructor(cause: WeChatRefused) {
    super('WeChat knows no such openid at this account.', cause);
  }
}
