import { AppError } from '../../kernel/errors/app-error.js';
import type { WeChatError } from '../../wechat/wechat-error.js';

/** The visitor's own token cannot be renewed: they must authorize again. */
export class UserTokenReauthorize extends AppError {
  override readonly code = 'user_token.reauthorize';
  override readonly kind = 'conflict';

  constructor(options?: { cause?: unknown }) {
    super('The authorization has ended. Send the visitor through WeChat again.', options);
  }
}

/** WeChat would not renew the visitor's token just now; the grant itself still stands. */
export class UserTokenRefreshFailed extends AppError {
  override readonly code = 'user_token.refresh_failed';
  override readonly kind = 'upstream';
  override readonly wechat;

  constructor(cause: WeChatError) {
    super('WeChat did not renew the visitor’s token. Try again shortly.', { cause });
    this.wechat = cause.wechat;
  }
}

/** Another instance is renewing this token and has not finished in time. */
export class UserTokenBusy extends AppError {
  override readonly code = 'user_token.busy';
  override readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('The visitor’s token is being renewed. Try again in a few seconds.');
  }
}
