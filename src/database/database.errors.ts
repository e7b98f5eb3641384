import { AppError } from '../kernel/errors/app-error.js';

/** Postgres is away, or too busy: for us, or for the statement. Nothing is wrong with the request; try again shortly. */
export class DatabaseUnavailable extends AppError {
  override readonly code = 'database.unavailable';
  override readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 5;

  constructor(options: { cause: unknown }) {
    super('The database cannot be reached just now.', options);
  }
}

/** A transaction was asked to commit after one of its statements had failed unheard. */
export class TransactionAborted extends AppError {
  override readonly code = 'database.transaction_aborted';
  override readonly kind = 'internal';

  constructor() {
    super('A statement of the transaction failed and the failure was ignored.');
  }
}

/** The database was migrated by a newer build, or by another product. */
export class UnknownMigrations extends AppError {
  override readonly code = 'database.unknown_migrations';
  override readonly kind = 'conflict';

  constructor(readonly names: readonly string[]) {
    super(
      `The database knows migrations that this build does not: ${names.join(', ')}. Run the build that made them, or use another database.`,
    );
  }
}

/**
 * SQLSTATE classes and codes that mean "not this connection, not now": lost, shutting down, starting, idle too long, or at the
 * end of one a server that has become a standby (25006) and would refuse every change.
 */
const AWAY = /^(08|57P0[1235]|53300|25P03|25006)/;
/** "Not now", from a connection that is well: out of memory or disk, a lock or a statement over its limit. */
const BUSY = /^(53|55P03|57014)/;

/** Whether an error of `pg` is about reaching Postgres rather than its answer to a statement. */
export function isAway(error: unknown): boolean {
  // A value that cannot be sent is our own mistake.
  return isOwnMistake(error) ? false : !hasSeverity(error) || AWAY.test(codeOf(error));
}

/** Whether the connection on which it happened must not be used again. pg loses track of one on which it could not send. */
export function spoils(error: unknown): boolean {
  return isAway(error) || isOwnMistake(error);
}

/** An error of `pg` in our words where we have some; others pass unchanged. */
export function inOurWords(error: unknown): unknown {
  const notNow = isAway(error) || (hasSeverity(error) && BUSY.test(codeOf(error)));
  return notNow ? new DatabaseUnavailable({ cause: error }) : error;
}

/** What comes from Postgres has a severity. */
function hasSeverity(error: unknown): boolean {
  return (error as { severity?: string }).severity !== undefined;
}

function isOwnMistake(error: unknown): boolean {
  return !hasSeverity(error) && (error as { name?: string }).name === 'TypeError';
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}
