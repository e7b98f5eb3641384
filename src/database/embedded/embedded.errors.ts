import { AppError } from '../../kernel/errors/app-error.js';

/** This machine cannot run the embedded Postgres; the message says what to do instead. */
export class EmbeddedPostgresUnavailable extends AppError {
  override readonly code = 'database.embedded_unavailable';
  override readonly kind = 'unavailable';

  constructor(reason: string, options?: { cause?: unknown }) {
    super(`The embedded Postgres cannot run here: ${reason}`, options);
  }
}

/** Postgres was found but did not start; `cause` holds its last words. */
export class EmbeddedPostgresFailed extends AppError {
  override readonly code = 'database.embedded_failed';
  override readonly kind = 'unavailable';

  constructor(what: string, lastWords: string) {
    super(`The embedded Postgres failed: ${what}`, {
      cause: new Error(lastWords.trim() || 'it said nothing'),
    });
  }
}
