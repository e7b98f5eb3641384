import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { Holding } from './holding.js';
import { HOLDINGS } from './holdings.js';
import { type HeldPerson, parametersOf, WHO } from './person.js';

/** A row as it is shown: column → value; times are dates, big numbers texts. */
export type HeldRow = Readonly<Record<string, unknown>>;

/** What a table holds on somebody. */
export interface HeldRows {
  readonly holding: Holding;
  readonly rows: readonly HeldRow[];
}

/** Everything held on somebody. */
export interface Held {
  /** Null when there is no such user. */
  readonly userId: string | null;
  readonly tables: readonly HeldRows[];
}

/** Reads what is held on people. */
@Injectable()
export class ExportRepository {
  constructor(private readonly sql: Sql) {}

  /** Everything on one person, table by table as {@link HOLDINGS} lists them; tables without anything are left out. */
  everything(stranger: HeldPerson): Promise<Held> {
    return this.sql.transaction(async (sql) => {
      const person = await known(sql, stranger);
      const found: HeldRows[] = [];
      for (const holding of HOLDINGS) {
        const rows = await sql.rows<HeldRow>(statementOf(holding), parametersOf(person));
        if (rows.length > 0) found.push({ holding, rows });
      }
      return { userId: person.userId, tables: found };
    });
  }
}

async function known(sql: Sql, stranger: HeldPerson): Promise<HeldPerson> {
  const { accountId, openid } = stranger;
  const row = await sql.one<{ userId: string; personId: string | null }>(
    'SELECT id AS "userId", person_id AS "personId" FROM wechat_user WHERE account_id = $1 AND openid = $2',
    [accountId, openid],
  );
  return { ...stranger, userId: row?.userId ?? null, personId: row?.personId ?? null };
}

function statementOf({ table, found, shown, also = {} }: Holding): string {
  const columns = shown.map((column) => `t.${column}`);
  const more = Object.entries(also).map(([name, expression]) => `${expression} AS ${name}`);
  return `WITH ${WHO} SELECT ${[...columns, ...more].join(', ')} FROM ${table} t, who WHERE ${found}`;
}
