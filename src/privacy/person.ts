import type { Account } from '../accounts/account.entity.js';
import type { KeyedMark } from '../kernel/crypto/keyed-marks.js';

/** Somebody as the holdings know them. */
export interface HeldPerson {
  readonly accountId: string;
  readonly openid: string;
  /** Null when there is no such user; something may be held on them all the same. */
  readonly userId: string | null;
  readonly personId: string | null;
  /** The marks that their openid may have been given, one for each key. */
  readonly marks: readonly Buffer[];
}

/** The part `who` of a statement over a holding; its parameters are {@link parametersOf}. */
export const WHO = `who AS (SELECT $1::uuid AS account_id, $2::text AS openid, $3::bigint AS user_id, $4::bigint AS person_id,
  $5::bytea[] AS marks)`;

/** What `WHO` is about. */
export function parametersOf(person: HeldPerson): unknown[] {
  return [person.accountId, person.openid, person.userId, person.personId, person.marks];
}

/** The person, before anybody has looked whether there is a user. */
export function strangerOf(
  account: Pick<Account, 'id'>,
  openid: string,
  marks: readonly KeyedMark[],
): HeldPerson {
  return {
    accountId: account.id,
    openid,
    userId: null,
    personId: null,
    marks: marks.map(({ mark }) => mark),
  };
}
