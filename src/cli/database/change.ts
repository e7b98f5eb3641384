import type {
  DataSource,
  EntityManager,
  EntityTarget,
  ObjectLiteral,
  QueryRunner,
  Repository,
} from 'typeorm';
import { inOurWords } from '../../database/database.errors.js';
import { Sql } from '../../database/sql.js';
import type { Answer } from '../../database/transaction.js';

/** What plain SQL and TypeORM's repositories work on: a database, or one {@link Change} in it. */
export type Ground = DataSource | Change;

/** Plain SQL on some ground. */
export function sqlOn(ground: Ground): Sql {
  return ground instanceof Change ? ground.sql : new Sql(ground);
}

/** One transaction, for plain SQL and for TypeORM's repositories alike; made by {@link inOneChange}. */
export class Change {
  constructor(
    readonly sql: Sql,
    private readonly manager: EntityManager,
  ) {}

  getRepository<T extends ObjectLiteral>(target: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(target);
  }
}

/** Commits what `work` did in one transaction, or, when it throws, nothing of it. */
export async function inOneChange<T>(
  dataSource: DataSource,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await reported(runner.startTransaction());
    try {
      const answer = await work(new Change(new RunnerSql(dataSource, runner), runner.manager));
      // After a failure that somebody swallowed, this one fails too, where COMMIT would undo everything silently.
      await reported(runner.query('SELECT 1'));
      await reported(runner.commitTransaction());
      return answer;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** Plain SQL on the connection of a TypeORM transaction. */
class RunnerSql extends Sql {
  constructor(
    dataSource: DataSource,
    private readonly runner: QueryRunner,
  ) {
    super(dataSource);
  }

  protected override async run<T>(text: string, params?: readonly unknown[]): Promise<Answer<T>> {
    const client = (await this.runner.connect()) as {
      query(text: string, params?: unknown[]): Promise<Answer<T>>;
    };
    return reported(client.query(text, params as unknown[]));
  }

  override transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return work(this);
  }
}

async function reported<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw inOurWords(error);
  }
}
