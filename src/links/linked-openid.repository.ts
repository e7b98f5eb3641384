import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';

/** An openid and the account that it is of. */
export interface AccountOpenid {
  readonly accountId: string;
  readonly openid: string;
}

/** What came of an attempt to join two openids; `first` and `second` as they were given. */
export type Joining = 'linked' | 'already_linked' | 'first_taken' | 'second_taken' | 'unionid_differs';

/** Somebody's openid at another account, and how we know. */
export interface LinkedOpenidFound extends AccountOpenid {
  /** By which it is undone; null where unionids say so. */
  readonly id: string | null;
  readonly source: 'link' | 'operator' | 'unionid';
  readonly linkedAt: Date | null;
  /** What unionids have said since then says otherwise. */
  readonly contradicted: boolean;
}

/** Whether unionids say that ($1, $2) and ($3, $4) are two people: by their own, or because either is known at the other's account. */
const UNIONID_DIFFERS = `
  SELECT FROM wechat_user one, wechat_user two
  WHERE one.account_id = $1 AND one.openid = $2 AND two.account_id = $3 AND two.openid = $4
    AND one.person_id <> two.person_id
    AND (SELECT open_platform FROM person WHERE id = one.person_id)
      = (SELECT open_platform FROM person WHERE id = two.person_id)
  UNION ALL
  SELECT FROM wechat_user one JOIN wechat_user known ON known.person_id = one.person_id
  WHERE one.account_id = $1 AND one.openid = $2 AND known.account_id = $3 AND known.openid <> $4
  UNION ALL
  SELECT FROM wechat_user two JOIN wechat_user known ON known.person_id = two.person_id
  WHERE two.account_id = $3 AND two.openid = $4 AND known.account_id = $1 AND known.openid <> $2`;

const OF = `
  WITH own AS (
    SELECT u.id, u.person_id, p.open_platform FROM wechat_user u LEFT JOIN person p ON p.id = u.person_id
    WHERE u.account_id = $1 AND u.openid = $2),
  joined AS (
    SELECT id, source, linked_at, other_account_id AS account_id, other_openid AS openid FROM linked_openid
    WHERE account_id = $1 AND openid = $2
    UNION ALL
    SELECT id, source, linked_at, account_id, openid FROM linked_openid
    WHERE other_account_id = $1 AND other_openid = $2)
  SELECT j.id, j.source, j.account_id AS "accountId", j.openid, j.linked_at AS "linkedAt",
    COALESCE(q.open_platform = own.open_platform AND v.person_id <> own.person_id, false)
      OR EXISTS (SELECT FROM wechat_user k
        WHERE k.person_id = own.person_id AND k.account_id = j.account_id AND k.openid <> j.openid) AS contradicted
  FROM joined j CROSS JOIN own
  JOIN wechat_user v ON v.account_id = j.account_id AND v.openid = j.openid
  LEFT JOIN person q ON q.id = v.person_id
  UNION ALL
  SELECT NULL, 'unionid', k.account_id, k.openid, NULL, false
  FROM own JOIN wechat_user k ON k.person_id = own.person_id AND k.id <> own.id
  WHERE NOT EXISTS (SELECT FROM joined j WHERE j.account_id = k.account_id AND j.openid = k.openid)
  ORDER BY 3, 4`;

/** The pairs of openids in the database. */
@Injectable()
export class LinkedOpenidRepository {
  /** A pair was written by this instance since it started. */
  wroteOne = false;

  constructor(private readonly sql: Sql) {}

  /** Whether anybody at all is joined. */
  async any(): Promise<boolean> {
    const row = await this.sql.one<{ any: boolean }>('SELECT EXISTS (SELECT FROM linked_openid) AS any');
    return row!.any;
  }

  /** The openids at other accounts that are the same person's: joined ones, and those with the same unionid. */
  of({ accountId, openid }: AccountOpenid): Promise<LinkedOpenidFound[]> {
    return this.sql.rows<LinkedOpenidFound>(OF, [accountId, openid]);
  }

  /**
   * Joins two openids of two accounts, unless either is joined to another one of the other's account, or unionids
   * say that they are two people. However many ask at once, each openid ends up with one partner at most.
   * An openid that nobody has met yet becomes a user. Neither is erased before the transaction ends.
   * @param sql of the transaction that this is part of
   */
  async join(
    sql: Sql,
    first: AccountOpenid,
    second: AccountOpenid,
    by: { readonly source: 'link' | 'operator'; readonly linkId: string | null },
  ): Promise<Joining> {
    if (await this.contradict(sql, first, second)) return 'unionid_differs';
    const [one, other] = inOrder(first, second);
    // In this order, whoever comes with which of the two: else two at once would wait for each other.
    for (const side of [one, other]) await hold(sql, side);
    const written = await sql.change(
      `INSERT INTO linked_openid (account_id, openid, other_account_id, other_openid, source, link_id)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [one.accountId, one.openid, other.accountId, other.openid, by.source, by.linkId],
    );
    if (written === 0) return this.inTheWay(sql, first, second);
    this.wroteOne = true;
    return 'linked';
  }

  /** Whether unionids say that these are two people. */
  private async contradict(sql: Sql, first: AccountOpenid, second: AccountOpenid): Promise<boolean> {
    const params = [first.accountId, first.openid, second.accountId, second.openid];
    const row = await sql.one<{ differs: boolean }>(`SELECT EXISTS (${UNIONID_DIFFERS}) AS differs`, params);
    return row!.differs;
  }

  /** What kept a pair from being written. */
  private async inTheWay(sql: Sql, first: AccountOpenid, second: AccountOpenid): Promise<Joining> {
    const partner = await this.partnerAt(sql, first, second.accountId);
    if (partner === second.openid) return 'already_linked';
    return partner === null ? 'second_taken' : 'first_taken';
  }

  private async partnerAt(sql: Sql, of: AccountOpenid, accountId: string): Promise<string | null> {
    const row = await sql.one<{ openid: string }>(
      `SELECT other_openid AS openid FROM linked_openid WHERE account_id = $1 AND openid = $2 AND other_account_id = $3
       UNION ALL
       SELECT openid FROM linked_openid WHERE other_account_id = $1 AND other_openid = $2 AND account_id = $3`,
      [of.accountId, of.openid, accountId],
    );
    return row?.openid ?? null;
  }

  /** Takes a pair apart, if it is one of this openid's; answers whether it was. */
  async undo(id: string, { accountId, openid }: AccountOpenid): Promise<boolean> {
    const removed = await this.sql.change(
      `DELETE FROM linked_openid
       WHERE id = $1 AND ($2, $3) IN ((account_id, openid), (other_account_id, other_openid))`,
      [id, accountId, openid],
    );
    return removed === 1;
  }
}

/** Makes sure of a user until the transaction ends. */
async function hold(sql: Sql, { accountId, openid }: AccountOpenid): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    await sql.change(
      'INSERT INTO wechat_user (account_id, openid) VALUES ($1, $2) ON CONFLICT (account_id, openid) DO NOTHING',
      [accountId, openid],
    );
    const held = await sql.one(
      'SELECT 1 FROM wechat_user WHERE account_id = $1 AND openid = $2 FOR KEY SHARE',
      [accountId, openid],
    );
    // Found by the first statement, and erased before the second.
    if (held) return;
  }
}

/** The order in which a pair is kept: uuids compare as their text does. */
function inOrder(first: AccountOpenid, second: AccountOpenid): [AccountOpenid, AccountOpenid] {
  return first.accountId < second.accountId ? [first, second] : [second, first];
}
