import type { Sql } from '../database/sql.js';

/** Apart from the other locks that are taken by a number: this one is part of the number. */
const PERSONS = 17_638_014;

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
