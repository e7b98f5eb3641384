import { AppError } from '../../kernel/errors/app-error.js';

/** The EncodingAESKey is not 43 characters of base64. */
export class PushKeyInvalid extends AppError {
  override readonly code = 'wechat.push_key_invalid';
  override readonly kind = 'invalid';

  constructor() {
    super('An EncodingAESKey has 43 characters of [A-Za-z0-9+/].');
  }
}

/** Why a push was refused; for the log and the meter, never for the sender. */
export type PushFault =
  | 'no_such_account'
  | 'not_configured'
  | 'stale'
  | 'signature'
  | 'unreadable'
  | 'not_encrypted'
  | 'cipher'
  | 'addressee'
  | 'another_body'
  | 'too_large';

/** A push, or a handshake, is not what the platform would send. Whoever sent it learns nothing more. */
export class PushRefused extends AppError {
  override readonly code = 'wechat.push_refused';
  override readonly kind = 'forbidden';

  constructor(
    readonly fault: PushFault,
    options?: { cause?: unknown },
  ) {
    super('The request was refused.', options);
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
