import { AppError } from '../../kernel/errors/app-error.js';

/** The EncodingAESKey is not 43 characters of base64. */
export class PushKeyInvalid extends AppError {
  override readonly code = 'wechat.push_key_invalid';
  override readonly kind = 'invalid';

  constructor() {
    super('An EncodingAESKey has 43 characters of [A-Za-z0-9+/].');
  }
}

/** A push, or an answer to one, cannot be read: not its XML, or not its cipher. The text repeats nothing of it. */
export class PushUnreadable extends AppError {
  override readonly code = 'wechat.push_unreadable';
  override readonly kind = 'invalid';

  constructor(readonly fault: string) {
    super(`The push could not be read: ${fault}`);
  }
}
