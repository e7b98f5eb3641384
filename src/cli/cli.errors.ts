import { AccountUnknown } from '../accounts/account.errors.js';
import { AppError } from '../kernel/errors/app-error.js';
import { editDistance, nearest } from '../kernel/words/nearest.js';

/** So many names are help; more are a wall. */
const MOST_NAMED = 12;

/** The command line cannot be understood; nothing was done. The program exits with 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'cli.usage';
}

/** A file named on the command line cannot be read. */
export class FileUnreadable extends AppError {
  override readonly code = 'cli.file_unreadable';
  override readonly kind = 'invalid';

  constructor(path: string, options: { cause: unknown }) {
    const { code } = options.cause as { code?: string };
    super(`${path} cannot be read${code ? ` (${code})` : ''}.`, options);
  }
}

/** Ctrl-C at a question. */
export class Interrupted extends AppError {
  override readonly code = 'cli.interrupted';
  override readonly kind = 'invalid';

  constructor() {
    super('Interrupted; nothing was changed.');
  }
}

/** The simulated WeChat was asked for where the real one is meant. */
export class SandboxInProduction extends AppError {
  override readonly code = 'cli.sandbox_in_production';
  override readonly kind = 'invalid';

  constructor() {
    super('NODE_ENV is production, and the sandbox is no WeChat: it does not run there.');
  }
}

/** A file that holds no world of the sandbox. */
export class NoWorldFile extends AppError {
  override readonly code = 'cli.no_world_file';
  override readonly kind = 'invalid';

  constructor(path: string, why: string) {
    super(`${path} holds no world of the sandbox (${why}).`);
  }
}

/** The database does not answer; says where it was looked for, never with which password. */
export class DatabaseOutOfReach extends AppError {
  override readonly code = 'cli.database_out_of_reach';
  override readonly kind = 'unavailable';

  constructor(place: string, reason: string, options: { cause: unknown }) {
    super(`The database at ${place} cannot be reached: ${reason}.`, options);
  }
}

/** No account is called so; says which there are, those that look most like it first. */
export class NoSuchAccount extends AccountUnknown {
  constructor(asked: string, keys: readonly string[]) {
    const like = (key: string) => editDistance(asked.toLowerCase(), key.toLowerCase());
    const sorted = keys.toSorted((left, right) => like(left) - like(right));
    const close = nearest(asked, keys);
    const listed = sorted.length > MOST_NAMED ? [...sorted.slice(0, MOST_NAMED), '…'] : sorted;
    super();
    this.message = [
      `There is no account "${asked}".`,
      ...(close === null ? [] : [`Did you mean "${close}"?`]),
      keys.length === 0 ? 'There is none yet (lingpai account add).' : `There are: ${listed.join(', ')}.`,
    ].join(' ');
  }
}

/** Tables are missing, and in production nobody makes them unasked. */
export class MigrationsPending extends AppError {
  override readonly code = 'cli.migrations_pending';
  override readonly kind = 'conflict';

  constructor(names: readonly string[]) {
    super(`The database lacks ${names.join(', ')}. Run "lingpai migrate" first.`);
  }
}

/** No follower sync of this account is under way. */
export class NothingToCancel extends AppError {
  override readonly code = 'cli.nothing_to_cancel';
  override readonly kind = 'missing';

  constructor() {
    super('No follower sync of this account is under way.');
  }
}
