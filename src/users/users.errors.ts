import { AppError } from '../kernel/errors/app-error.js';

/** Nobody with this openid is known to the account. */
export class UserUnknown extends AppError {
  override readonly code = 'user.not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such user.');
  }
}

/** Nobody with this unionid is known here, or not to an account that the caller may ask about. */
export class PersonUnknown extends AppError {
  override readonly code = 'user.person_not_found';
  override readonly kind = 'missing';

  constructor() {
    super('Nobody here has this unionid.');
  }
}
