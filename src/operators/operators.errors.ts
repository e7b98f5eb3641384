import { AppError } from '../kernel/errors/app-error.js';

/** Nobody is signed in to the console. */
export class OperatorSessionRequired extends AppError {
  override readonly code = 'operator.session_required';
  override readonly kind = 'unauthenticated';

  constructor() {
    super('Sign in to the console first.');
  }
}

/** The password was right; the one-time code is still to come. */
export class OperatorCodeRequired extends AppError {
  override readonly code = 'operator.code_required';
  override readonly kind = 'unauthenticated';

  constructor() {
    super('The code of your authenticator app is still missing.');
  }
}

/** Name and password do not go together, whichever of the two is wrong. */
export class LoginRefused extends AppError {
  override readonly code = 'operator.login_refused';
  override readonly kind = 'unauthenticated';

  constructor() {
    super('Name and password do not go together.');
  }
}

/** The one-time or recovery code is wrong, past, or was used before. */
export class CodeRefused extends AppError {
  override readonly code = 'operator.code_refused';
  override readonly kind = 'unauthenticated';

  constructor() {
    super('This code is not valid, or was used before.');
  }
}

/** The password that should confirm something is wrong. */
export class ConfirmationRefused extends AppError {
  override readonly code = 'operator.confirmation_refused';
  override readonly kind = 'forbidden';

  constructor() {
    super('This is not your password.');
  }
}

/** Too many failed tries, from here, with this name, or by everybody. */
export class TooManyLogins extends AppError {
  override readonly code = 'operator.too_many_logins';
  override readonly kind = 'rate-limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('Too many failed attempts to sign in. Wait, then try again.');
  }
}

/** The role may not do this. */
export class RoleInsufficient extends AppError {
  override readonly code = 'operator.role_insufficient';
  override readonly kind = 'forbidden';

  constructor(roles: readonly string[]) {
    super(`Your role may not do this; it takes: ${roles.join(', ')}.`);
  }
}

/** What is asked for is delicate: the operator has to prove to be there. */
export class ConfirmationRequired extends AppError {
  override readonly code = 'operator.confirmation_required';
  override readonly kind = 'forbidden';

  constructor() {
    super('Confirm with your password or a code of your authenticator app first.');
  }
}

/** The request was made by a page that is not the console. */
export class NotFromConsole extends AppError {
  override readonly code = 'operator.not_from_console';
  override readonly kind = 'forbidden';

  constructor() {
    super('This can only be asked by a page of the console itself.');
  }
}

/** The set-up link was used, has lapsed, was never ours, or there is an operator already. */
export class SetupGone extends AppError {
  override readonly code = 'operator.setup_gone';
  override readonly kind = 'gone';

  constructor() {
    super('This set-up link is no longer good. While there is no operator, each start prints a new one.');
  }
}

/** No operator has this name or id. */
export class OperatorUnknown extends AppError {
  override readonly code = 'operator.not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such operator.');
  }
}

/** Another operator has this name. */
export class OperatorTaken extends AppError {
  override readonly code = 'operator.taken';
  override readonly kind = 'conflict';

  constructor() {
    super('Another operator has this name.');
  }
}

/** Without an owner nobody could let anybody in. */
export class LastOwner extends AppError {
  override readonly code = 'operator.last_owner';
  override readonly kind = 'conflict';

  constructor() {
    super('This is the last owner. Make another operator an owner first.');
  }
}

/** There is no secret of one-time codes that waits for its first code. */
export class NoEnrolment extends AppError {
  override readonly code = 'operator.no_enrolment';
  override readonly kind = 'conflict';

  constructor() {
    super('Begin with a new secret, then give its first code.');
  }
}

/** One-time codes are asked for already. */
export class CodesActive extends AppError {
  override readonly code = 'operator.codes_active';
  override readonly kind = 'conflict';

  constructor() {
    super('Codes of an authenticator app are asked for already; switch them off first.');
  }
}
