import type { Pool, PoolClient } from 'pg';
import { BEGIN_WITH_LIMITS } from './connection.js';
import { inOurWords, TransactionAborted } from './database.errors.js';

/** Runs one statement of the transaction and returns its rows. */
export type Run = (text: string, params?: readonly unknown[]) => Promise<unknown[]>;

/**
 * Commits what `work` did on one connection of the pool, or nothing. A connection of which it is
 * not certain that the transaction has ended is closed rather than handed to the next.
 */
export async function inTransaction<T>(pool: Pool, work: (run: Run) => Promise<T>): Promise<T> {
  const client = await reported(pool.connect());
  let ended = false;
  try {
    await reported(client.query(BEGIN_WITH_LIMITS));
    const value = await work(async (text, params) => {
      // Whoever keeps hold of the transaction after its end would write outside any.
      if (ended) throw new TransactionAborted();
      return (await reported(client.query(text, params as unknown[] | undefined))).rows as unknown[];
    });
    const { command } = await reported(client.query('COMMIT'));
    ended = true;
    if (command === 'ROLLBACK') throw new TransactionAborted();
    return value;
  } catch (error) {
    if (!ended) ended = await rolledBack(client);
    throw error;
  } finally {
    client.release(!ended);
    ended = true;
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
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
