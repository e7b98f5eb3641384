import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseUnavailable, inOurWords, isAway } from './database.errors.js';
import { inTransaction } from './transaction.js';

/**
 * Plain SQL over TypeORM's own pool, for the paths where its query runner would cost more than the
 * query. Statements are unnamed, so that a transaction pooler may hand each one to another connection.
 * Where a pooler is in between, a statement that may wait for a lock belongs in {@link transaction}:
 * only there does Postgres itself end the wait.
 */
@Injectable()
export class Sql {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The rows of one statement; `bigint` and `numeric` come as text.
   * @throws DatabaseUnavailable when Postgres is away; what it says of the statement comes as `pg` has it
   */
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.pool().connect((refused, client, release) => {
        if (refused || !client) return reject(inOurWords(refused));
        client.query(text, params as unknown[], (error: Error | null, result) => {
          // pool.query would throw the connection away for a mere unique violation.
          release(error !== null && error !== undefined && isAway(error));
          if (error) reject(inOurWords(error));
          else resolve(result.rows as T[]);
        });
      });
    });
  }

  /** The first row, or null when there is none. */
  async one<T>(text: string, params?: readonly unknown[]): Promise<T | null> {
    return (await this.rows<T>(text, params))[0] ?? null;
  }

  /**
   * Runs `work` in one transaction on one connection and commits; rolls back when it throws. Within,
   * a statement ends after 2 s, a wait for a lock after 1 s, silence between statements after 5 s.
   * A transaction within a transaction is part of it.
   * @throws TransactionAborted when `work` swallowed a statement's failure: nothing was committed
   */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return inTransaction(this.pool(), (run) => work(new TransactionSql(this.dataSource, run)));
  }

  private pool(): Pool {
    const { master } = this.dataSource.driver as { master?: Pool };
    if (!master) throw new DatabaseUnavailable({ cause: new Error('never connected yet') });
    return master;
  }
}

/** Plain SQL on the one connection of a transaction. */
class TransactionSql extends Sql {
  constructor(
    dataSource: DataSource,
    private readonly run: (text: string, params?: readonly unknown[]) => Promise<unknown[]>,
  ) {
    super(dataSource);
  }

  override rows<T>(text: string, params?: readonly unknown[]): Promise<T[]> {
    return this.run(text, params) as Promise<T[]>;
  }

  override async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return work(this);
  }
}
