import { AppError } from '../kernel/errors/app-error.js';

/** Postgres is away, or too busy to take us. Nothing is wrong with the request; try again shortly. */
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

/** SQLSTATE classes and codes that mean "not now": connection lost, too many of them, shutting down, starting. */
const AWAY = /^(08|57P0[123]|53300|25P03)/;

/** Whether an error of `pg` is about reaching Postgres rather than its answer to a statement. */
export function isAway(error: unknown): boolean {
  const { code, severity, name } = error as { code?: string; severity?: string; name?: string };
  // A value that cannot be sent is our own mistake.
  if (severity === undefined) return name !== 'TypeError';
  return AWAY.test(code ?? '');
}

/** An error of `pg` in our words where we have some; others pass unchanged. */
export function inOurWords(error: unknown): unknown {
  return isAway(error) ? new DatabaseUnavailable({ cause: error }) : error;
}
