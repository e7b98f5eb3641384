import { AppError } from '../kernel/errors/app-error.js';

/** Somebody has been shown everything we hold on them often enough for now. */
export class ExportsSpent extends AppError {
  override readonly code = 'privacy.exports_spent';
  override readonly kind = 'rate-limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('You have seen your data several times within this hour. Come back later.');
  }
}

/** Nothing is held on this openid, and nobody with it was erased. */
export class NothingHeld extends AppError {
  override readonly code = 'privacy.nothing_held';
  override readonly kind = 'missing';

  constructor() {
    super('Nothing is held on this openid.');
  }
}
