import { AppError } from '../kernel/errors/app-error.js';

/** Nothing is held on this openid, and nobody with it was erased. */
export class NothingHeld extends AppError {
  override readonly code = 'privacy.nothing_held';
  override readonly kind = 'missing';

  constructor() {
    super('Nothing is held on this openid.');
  }
}
