import type { Sql } from '../../src/database/sql.js';

/** Counts what statements read, by what Postgres says of them when it has run them. */
export interface RowsRead {
  /** Runs every statement, after it was tried once and taken back. */
  readonly sql: Sql;
  /** The most rows that any step of any statement looked at, those included that it looked at in vain. */
  most(): number;
}

/** Watches over the statements of a repository that is given `sql`. */
export function rowsReadOver(sql: Sql): RowsRead {
  let most = 0;
  const explained = async (text: string, params: readonly unknown[] = []): Promise<void> => {
    const takenBack = new Error('taken back');
    const trying = sql.transaction(async (within) => {
      const told = await within.rows<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${text}`,
        params,
      );
      const plan = told.map((row) => row['QUERY PLAN']).join('\n');
      for (const [, rows] of plan.matchAll(/(?:actual rows=|Rows Removed by \w+: )(\d+)/g))
        most = Math.max(most, Number(rows));
      throw takenBack;
    });
    await trying.catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
  };
  const watched = new Proxy(sql, {
    get(target, name: keyof Sql) {
      if (name !== 'rows' && name !== 'one' && name !== 'change') return Reflect.get(target, name) as unknown;
      return async (text: string, params?: readonly unknown[]): Promise<unknown> => {
        await explained(text, params);
        return target[name](text, params);
      };
    },
  });
  return { sql: watched, most: () => most };
}
