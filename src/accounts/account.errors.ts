import { AppError } from '../kernel/errors/app-error.js';

/** No account has this key. */
export class AccountUnknown extends AppError {
  override readonly code = 'account.not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such account.');
  }
}

/** The key or the appid is already taken. */
export class AccountTaken extends AppError {
  override readonly code = 'account.taken';
  override readonly kind = 'conflict';

  constructor(what: 'key' | 'appid') {
    super(`Another account has this ${what}.`);
  }
}

/** Compat and safe mode encrypt, and there is no key to do it with. */
export class PushKeyMissing extends AppError {
  override readonly code = 'account.push_key_missing';
  override readonly kind = 'invalid';

  constructor() {
    super("The modes compat and safe need the EncodingAESKey that WeChat's console shows.");
  }
}

/** `main` in the database belongs to another appid than the one configured; its users' openids would mean nothing. */
export class AccountMismatch extends AppError {
  override readonly code = 'account.mismatch';
  override readonly kind = 'conflict';

  constructor(inDatabase: string, configured: string) {
    super(
      `The database knows account "main" as ${inDatabase}, the configuration says ${configured}. ` +
        'Openids belong to an appid, so the two cannot share a row: use another database or DATA_DIR, ' +
        'or add the second account under another key (lingpai account add).',
    );
  }
}

/** Visitors were to be authorized by an account that cannot: only service accounts can, within WeChat. */
export class CannotAuthorize extends AppError {
  override readonly code = 'account.cannot_authorize';
  override readonly kind = 'invalid';

  constructor(key: string) {
    super(`The account "${key}" cannot authorize visitors in WeChat: only a service account (服务号) can.`);
  }
}
