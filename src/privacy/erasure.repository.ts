import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { KeyedMark } from '../kernel/crypto/keyed-marks.js';
import type { ErasureCause } from './erasure.entity.js';
import type { Holding } from './holding.js';
import { HOLDINGS } from './holdings.js';
import { lockAccountToErase, lockPerson } from './person-lock.js';
import { type HeldPerson, parametersOf, WHO } from './person.js';
import type { NumberedTombstone } from './tombstone.repository.js';

/** What an erasure is to leave behind. */
export interface Epitaph extends KeyedMark {
  readonly cause: ErasureCause;
  /** Leave it even when nothing was there. */
  readonly always: boolean;
}

/** What an erasure did. */
export interface ErasureDone {
  readonly userId: string | null;
  /** Table → how many rows went or were blanked; tables without any are left out. */
  readonly rows: Readonly<Record<string, number>>;
  readonly tombstone: NumberedTombstone | null;
}

/** What an erasure asks and tells, within its own transaction. */
export interface ErasureTerms {
  /** Asked once nobody else can write the person's rows: whether they are to be erased still. */
  readonly due?: (person: HeldPerson, sql: Sql) => Promise<boolean>;
  /** What it writes is kept if the erasure is. */
  readonly told?: (done: ErasureDone, sql: Sql) => Promise<void>;
}

const NOTHING_DONE: ErasureDone = { userId: null, rows: {}, tombstone: null };
const DEADLOCK = '40P01';

/** Erases people, each in one transaction. */
@Injectable()
export class ErasureRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Erases everything that {@link HOLDINGS} names; `epitaph` null: whoever came back from a backup has a tombstone already.
   * Whoever turns out not to be due is left as they are.
   */
  async erase(stranger: HeldPerson, epitaph: Epitaph | null, terms: ErasureTerms = {}): Promise<ErasureDone> {
    const once = (): Promise<ErasureDone> =>
      this.sql.transaction((sql) => erased(sql, stranger, epitaph, terms));
    try {
      return await once();
    } catch (error) {
      // Whoever writes many people's rows in one statement, such as a sync, takes them in an order of its own.
      if ((error as { code?: unknown } | null)?.code !== DEADLOCK) throw error;
      return once();
    }
  }
}

async function erased(
  sql: Sql,
  stranger: HeldPerson,
  epitaph: Epitaph | null,
  { due, told }: ErasureTerms,
): Promise<ErasureDone> {
  await lockPerson(sql, stranger);
  await lockAccountToErase(sql, stranger.accountId);
  const person = await locked(sql, stranger);
  if (due && !(await due(person, sql))) return NOTHING_DONE;
  const rows: Record<string, number> = {};
  for (const holding of HOLDINGS) {
    const changed = await sql.change(statementOf(holding), parametersOf(person));
    if (changed > 0) rows[holding.table] = changed;
  }
  const bury = epitaph && (epitaph.always || Object.keys(rows).length > 0);
  const tombstone = bury ? await buried(sql, person.accountId, epitaph) : null;
  const done = { userId: person.userId, rows, tombstone };
  await told?.(done, sql);
  return done;
}

/** The rows of which a login writes several, locked in its order: the person, then the user. */
async function locked(sql: Sql, stranger: HeldPerson): Promise<HeldPerson> {
  const { accountId, openid } = stranger;
  await sql.rows(
    `SELECT FROM person WHERE id = (SELECT person_id FROM wechat_user WHERE account_id = $1 AND openid = $2) FOR UPDATE`,
    [accountId, openid],
  );
  const row = await sql.one<{ userId: string; personId: string | null }>(
    `SELECT id AS "userId", person_id AS "personId" FROM wechat_user WHERE account_id = $1 AND openid = $2 FOR UPDATE`,
    [accountId, openid],
  );
  return { ...stranger, userId: row?.userId ?? null, personId: row?.personId ?? null };
}

function statementOf({ table, found, erased }: Holding): string {
  if (erased.how === 'blanked')
    return `WITH ${WHO} UPDATE ${table} t SET ${erased.set} FROM who WHERE ${found}`;
  const unless = erased.unless ? ` AND NOT (${erased.unless})` : '';
  return `WITH ${WHO} DELETE FROM ${table} t USING who WHERE ${found}${unless}`;
}

/** A second erasure of somebody moves the tombstone to the end of the order, so that whoever copies them sees it again. */
async function buried(
  sql: Sql,
  accountId: string,
  { mark, keyId, cause }: Epitaph,
): Promise<NumberedTombstone> {
  const row = await sql.one<{ number: string; erasedAt: Date }>(
    `INSERT INTO erasure (account_id, mark, key_id, cause) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, mark) DO UPDATE
       SET erased_at = EXCLUDED.erased_at, cause = EXCLUDED.cause, number = DEFAULT
     RETURNING number, erased_at AS "erasedAt"`,
    [accountId, mark, keyId, cause],
  );
  return { accountId, mark, keyId, cause, ...row! };
}
