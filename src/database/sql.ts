import { Injectable } from '@nestjs/common';
import { type Pool, Query } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseUnavailable, inOurWords, spoils } from './database.errors.js';
import { Patience } from './patience.js';
import type { Lender, Pipelines } from './pipelines.js';
import type { SturdyClient } from './sturdy-client.js';
import { type Answer, inTransaction, type Run } from './transaction.js';

/**
 * Plain SQL over TypeORM's own pool, for the paths where its query runner would cost more than the
 * query. Nobody waits longer than three seconds. Postgres keeps the statements planned where we talk to
 * it directly; behind a transaction pooler, which may hand each one to another connection, they are sent
 * whole every time. There, a statement that may wait for a lock belongs in {@link transaction}: only
 * there does Postgres itself end the wait.
 */
@Injectable()
export class Sql {
  private readonly patience = new Patience();
  private readonly briefly: Sql;

  /** @param pipelines what {@link brief} uses; without, it is the same as the rest */
  constructor(
    private readonly dataSource: DataSource,
    pipelines: Pipelines | null = null,
  ) {
    this.briefly = pipelines ? new BriefSql(dataSource, pipelines) : this;
  }

  /**
   * The same for statements that find their few rows by a key and are many: they share connections, see
   * {@link Pipelines}. One that does wait for a lock, or takes long, goes on by itself.
   */
  get brief(): Pick<Sql, 'rows' | 'one' | 'change'> {
    return this.briefly;
  }

  /**
   * The rows of one statement; `bigint` and `numeric` come as text.
   * @throws DatabaseUnavailable when Postgres is away; what it says of the statement comes as `pg` has it
   */
  async rows<T>(text: string, params?: readonly unknown[]): Promise<T[]> {
    return (await this.run<T>(text, params)).rows;
  }

  /**
   * The rows of a statement that Postgres plans anew, with these very parameters: for those whose best plan depends on
   * what is asked, and whose text is put together as they are needed.
   */
  async plannedRows<T>(text: string, params?: readonly unknown[]): Promise<T[]> {
    return (await this.run<T>(text, params, 'planned anew')).rows;
  }

  /** The first row, or null when there is none. */
  async one<T>(text: string, params?: readonly unknown[]): Promise<T | null> {
    return (await this.rows<T>(text, params))[0] ?? null;
  }

  /** How many rows a statement changed; spares the description of rows that nobody reads. */
  async change(text: string, params?: readonly unknown[]): Promise<number> {
    return (await this.run(text, params)).rowCount ?? 0;
  }

  /**
   * Runs `work` in one transaction on one connection and commits; rolls back when it throws. Within,
   * a statement ends after 2 s, a wait for a lock after 1 s, silence between statements after 5 s.
   * A transaction within a transaction is part of it.
   * @throws TransactionAborted when `work` swallowed a statement's failure: nothing was committed
   */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return inTransaction(this.pool(), this.patience, (run) => work(new TransactionSql(this.dataSource, run)));
  }

  protected run<T>(
    text: string,
    params?: readonly unknown[],
    plan: 'kept' | 'planned anew' = 'kept',
  ): Promise<Answer<T>> {
    const pool = this.pool();
    return new Promise((resolve, reject) => {
      let used: SturdyClient | null = null;
      const wait = this.patience.start(() => {
        used?.cut();
        reject(new DatabaseUnavailable({ cause: new Error('no answer in time') }));
      });
      const ask = (lender: Lender): void =>
        lender.connect((refused, client, release) => {
          if (wait.over) return release();
          if (refused || !client) {
            this.patience.end(wait);
            return reject(inOurWords(refused));
          }
          used = client;
          const name = plan === 'kept' ? client.nameFor(text) : undefined;
          let answered = false;
          const ended = (error: Error | null | undefined, result?: Answer<T>) => {
            // What could not be sent is told twice: at once, and when Postgres is ready again.
            if (answered) return;
            answered = true;
            const lost = name !== undefined && isLostStatement(error);
            // pool.query would throw the connection away for a mere unique violation.
            release(lost || (error ? spoils(error) : false));
            if (!wait.over && (lost || (lender !== (pool as Lender) && isHeldUp(error)))) {
              used = null;
              return ask(pool);
            }
            this.patience.end(wait);
            if (error) reject(inOurWords(error));
            else resolve(result!);
          };
          // A query object made by hand: pg would copy a config object, property by property, at each call.
          const query = new Query(text, params as unknown[]) as Query & {
            name?: string;
            callback: typeof ended;
          };
          query.name = name;
          query.callback = ended;
          client.query(query);
        });
      ask(this.lender(pool));
    });
  }

  /** Who lends the connection for the next statement. */
  protected lender(pool: Pool): Lender {
    return pool as Lender;
  }

  private pool(): Pool {
    const { master } = this.dataSource.driver as { master?: Pool };
    if (!master) throw new DatabaseUnavailable({ cause: new Error('never connected yet') });
    return master;
  }
}

/** It waited for a lock, or worked, longer than its lender allows; it changed nothing. */
function isHeldUp(error: Error | null | undefined): boolean {
  return ['55P03', '57014'].includes((error as { code?: string } | null)?.code ?? '');
}

/**
 * A kept statement was not run, because the connection has lost it: a migration changed what it answers, or it was sent
 * behind one that failed before it was planned. A new connection will plan it anew.
 */
function isLostStatement(error: Error | null | undefined): boolean {
  const { code, routine } = (error ?? {}) as { code?: string; routine?: string };
  return code === '26000' || code === '42P05' || (code === '0A000' && routine === 'RevalidateCachedQuery');
}

/** Plain SQL over shared connections, and over the pool when none is free. */
class BriefSql extends Sql {
  constructor(
    dataSource: DataSource,
    private readonly pipelines: Pipelines,
  ) {
    super(dataSource);
  }

  protected override lender(pool: Pool): Lender {
    return this.pipelines.free(pool) ?? (pool as Lender);
  }
}

/** Plain SQL on the one connection of a transaction. */
class TransactionSql extends Sql {
  constructor(
    dataSource: DataSource,
    private readonly runWithin: Run,
  ) {
    super(dataSource);
  }

  protected override run<T>(text: string, params?: readonly unknown[]): Promise<Answer<T>> {
    return this.runWithin(text, params) as Promise<Answer<T>>;
  }

  override async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return work(this);
  }
}
