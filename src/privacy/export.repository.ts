import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { Holding } from './holding.js';
import { HOLDINGS } from './holdings.js';
import { lockPerson } from './person-lock.js';
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

/** How often somebody was shown their own data within the last hour, in the seconds until the oldest of these is an hour old. */
export interface ShownOfLate {
  readonly times: number;
  readonly seconds: number;
}

/** Reads what is held on people. */
@Injectable()
export class ExportRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * In a transaction in which nobody else does so for this person: hears how often they were shown their own data of
   * late, up to `most` times, and lets `decide` write that they are shown it again, or refuse.
   */
  ration(
    who: { readonly accountId: string; readonly openid: string; readonly userId: string },
    most: number,
    decide: (shown: ShownOfLate, sql: Sql) => Promise<void>,
  ): Promise<void> {
    return this.sql.transaction(async (sql) => {
      await lockPerson(sql, who);
      const shown = await sql.one<ShownOfLate>(
        `SELECT count(*)::int AS times, COALESCE(extract(epoch FROM min(at) + interval '1 hour' - now()), 0)::float8 AS seconds
         FROM (SELECT at FROM audit_log
           WHERE actor = 'visitor' AND action = 'person.exported' AND target = $1 AND at > now() - interval '1 hour'
           ORDER BY at DESC LIMIT $2) late`,
        [who.userId, most],
      );
      await decide(shown!, sql);
    });
  }

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
