import type { Sql } from '../database/sql.js';

/** Apart from the other locks that are taken by a number: these are part of the number. */
const PERSONS = 17_638_014;
const ACCOUNTS = 17_638_015;

/**
 * Until the transaction ends, nobody else who asks for it has this person: whether a row of theirs is written before
 * their erasure or after it is decided here, whether or not there is a row yet that could be locked. Asked for before
 * anything of theirs is locked.
 */
export async function lockPerson(
  sql: Sql,
  { accountId, openid }: { readonly accountId: string; readonly openid: string },
): Promise<void> {
  await sql.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', [
    `${accountId} ${openid}`,
    PERSONS,
  ]);
}

/**
 * What an erasure asks for, after the person's own lock: any number of them go on side by side, but none within an
 * account of which somebody writes many people at once.
 */
export async function lockAccountToErase(sql: Sql, accountId: string): Promise<void> {
  await sql.rows('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, $2))', [accountId, ACCOUNTS]);
}

/**
 * Until the transaction ends nobody of this account is erased: for whoever writes so many people that a lock for each
 * would be a burden to Postgres. Asked for before anything of theirs is locked, and together with no person's own lock.
 */
export async function lockAccountFromErasures(sql: Sql, accountId: string): Promise<void> {
  await sql.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', [accountId, ACCOUNTS]);
}
