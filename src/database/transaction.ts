import type { Pool, PoolClient, QueryConfig } from 'pg';
import { BEGIN_WITH_LIMITS } from './connection.js';
import { DatabaseUnavailable, inOurWords, isAway, TransactionAborted } from './database.errors.js';
import type { Patience } from './patience.js';

/** What Postgres answers to one statement. */
export interface Answer<T> {
  readonly rows: T[];
  /** How many rows it changed or found; null for statements that do neither. */
  readonly rowCount: number | null;
}

/** Runs one statement of the transaction. */
export type Run = (text: string, params?: readonly unknown[]) => Promise<Answer<unknown>>;

/**
 * Commits what `work` did on one connection of the pool, or nothing. A connection of which it is
 * not certain that the transaction has ended is closed rather than handed to the next.
 */
export async function inTransaction<T>(
  pool: Pool,
  patience: Patience,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const client = await reported(borrowed(pool, patience));
  let ended = false;
  try {
    await reported(client.query(patiently(BEGIN_WITH_LIMITS)));
    const value = await work(async (text, params) => {
      // Whoever keeps hold of the transaction after its end would write outside any.
      if (ended) throw new TransactionAborted();
      return reported(client.query(patiently(text, params)));
    });
    const { command } = await reported(client.query(patiently('COMMIT')));
    ended = true;
    if (command === 'ROLLBACK') throw new TransactionAborted();
    return value;
  } catch (error) {
    // A connection that no longer answers is not asked again: closing it rolls back as well.
    if (!ended && !isGone(error)) ended = await rolledBack(client);
    throw error;
  } finally {
    client.release(!ended);
    ended = true;
  }
}

/** For a network that swallows packets: a little longer than the server's own limit, so that the server speaks first. */
const ANSWER_TIMEOUT_MS = 2_500;

function patiently(text: string, values?: readonly unknown[]): QueryConfig {
  return { text, values: values as unknown[] | undefined, query_timeout: ANSWER_TIMEOUT_MS } as QueryConfig;
}

/** A connection of the pool, within the time that anybody waits for the database. */
function borrowed(pool: Pool, patience: Patience): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    const wait = patience.start(() =>
      reject(new DatabaseUnavailable({ cause: new Error('no connection in time') })),
    );
    pool.connect((refused, client, release) => {
      if (wait.over) return release();
      patience.end(wait);
      if (client) resolve(client);
      else reject(refused!);
    });
  });
}

function isGone(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && isAway(error.cause);
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query(patiently('ROLLBACK')).then(
    () => true,
    () => false,
  );
}

async function reported<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw inOurWords(error);
  }
}
