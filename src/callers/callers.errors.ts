import { AppError } from '../kernel/errors/app-error.js';
import type { ApiScope } from './api-scopes.js';

const REALM = 'Bearer realm="lingpai"';

/** A caller was not let in. */
export abstract class CallerRefused extends AppError {
  /** What `WWW-Authenticate` says of it (RFC 6750, §3). */
  readonly challenge?: string;
}

/** No key came with the request. */
export class KeyMissing extends CallerRefused {
  override readonly code = 'caller.key_missing';
  override readonly kind = 'unauthenticated';
  override readonly challenge = REALM;

  constructor() {
    super('This address wants an API key, in the header "Authorization: Bearer lp_…".');
  }
}

/** What came as a key cannot be one: it was cut off, mistyped, or is something else. */
export class KeyMalformed extends CallerRefused {
  override readonly code = 'caller.key_malformed';
  override readonly kind = 'unauthenticated';
  override readonly challenge = `${REALM}, error="invalid_token"`;

  constructor() {
    super('This is no API key as we issue them: one was mistyped or cut off, or it is something else.');
  }
}

/** The key was never issued here, was revoked, or has lapsed. */
export class KeyUnknown extends CallerRefused {
  override readonly code = 'caller.key_unknown';
  override readonly kind = 'unauthenticated';
  override readonly challenge = `${REALM}, error="invalid_token"`;

  constructor() {
    super('This API key is not valid here: it was revoked, it has lapsed, or another server issued it.');
  }
}

/** The key may not be used from where the request comes from. */
export class NetworkRefused extends CallerRefused {
  override readonly code = 'caller.network_refused';
  override readonly kind = 'forbidden';

  constructor(address: string | undefined) {
    super(
      `This API key may not be used from ${address ?? 'an unknown address'}. ` +
        'Behind a proxy, TRUSTED_PROXIES must name it for the address to be the caller’s.',
    );
  }
}

/** The key is good, but not for this. */
export class ScopeMissing extends CallerRefused {
  override readonly code = 'caller.scope_missing';
  override readonly kind = 'forbidden';
  override readonly challenge: string;

  constructor(scope: ApiScope) {
    super(`This API key lacks the scope ${scope}.`);
    this.challenge = `${REALM}, error="insufficient_scope", scope="${scope}"`;
  }
}

/**
 * The key is for one account, and the address is of another or of all. Refused before anybody looks whether
 * the other exists, so that a plain 403 gives nothing away and a developer sees what is wrong.
 */
export class AccountRefused extends CallerRefused {
  override readonly code = 'caller.account_refused';
  override readonly kind = 'forbidden';

  constructor(own: string) {
    super(`This API key is for the account "${own}" alone.`);
  }
}

/** A key was written into an address, where it stays in logs and histories. */
export class KeyInUrl extends CallerRefused {
  override readonly code = 'caller.key_in_url';
  override readonly kind = 'invalid';

  constructor() {
    super(
      'There is an API key in the address, where logs keep it. Send it in the header ' +
        '"Authorization: Bearer …", and replace this one: it counts as leaked.',
    );
  }
}

/** Too many bad keys from one address. Good ones pass all the same. */
export class TooManyBadKeys extends CallerRefused {
  override readonly code = 'caller.too_many_bad_keys';
  override readonly kind = 'rate-limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('Too many requests with bad API keys from your address; wait a little.');
  }
}

/** The key called more often than it may. */
export class CallTooOften extends CallerRefused {
  override readonly code = 'caller.rate_limited';
  override readonly kind = 'rate-limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('This API key calls more often than it may; wait as long as Retry-After says.');
  }
}

/** Another request with the same Idempotency-Key has not been answered yet. */
export class RequestInFlight extends AppError {
  override readonly code = 'caller.request_in_flight';
  override readonly kind = 'conflict';
  override readonly retryAfterSeconds = 1;

  constructor() {
    super('A request with this Idempotency-Key is being worked on; send it again in a moment.');
  }
}

/** An Idempotency-Key is for one request, and this is another one. */
export class IdempotencyKeyReused extends AppError {
  override readonly code = 'caller.idempotency_key_reused';
  override readonly kind = 'unprocessable';

  constructor() {
    super('This Idempotency-Key came before with another body; give each request a key of its own.');
  }
}

/** No key is known by this id, prefix or text. */
export class KeyNotFound extends AppError {
  override readonly code = 'caller.key_not_found';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such API key.');
  }
}

/** Several keys begin like this. */
export class KeyAmbiguous extends AppError {
  override readonly code = 'caller.key_ambiguous';
  override readonly kind = 'conflict';

  constructor(ids: readonly string[]) {
    super(`Several API keys begin like this; say which by its id: ${ids.join(', ')}.`);
  }
}

/** The key has a successor already, and lapses soon. */
export class KeyRolled extends AppError {
  override readonly code = 'caller.key_in_grace';
  override readonly kind = 'conflict';

  constructor() {
    super('This API key was replaced already and works on for a while only; replace its successor instead.');
  }
}
