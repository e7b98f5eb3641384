import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Sql } from '../database/sql.js';
import { LISTED_COLUMNS } from './user-list.statement.js';
import type { DetailedUser, ListedUser } from './user-view.js';

type Row<User> = Omit<User, 'account'> & { readonly accountId: string };

/** One user by openid, or one person's users by unionid. Each method may raise DatabaseUnavailable. */
@Injectable()
export class UserLookup {
  constructor(private readonly sql: Sql) {}

  /** What we know of an openid; null when there is no such user. */
  async find(account: Account, openid: string): Promise<DetailedUser | null> {
    const row = await this.sql.one<Row<DetailedUser>>(
      `SELECT ${LISTED_COLUMNS.sql}, u.provenance, u.updated_at AS "updatedAt"
       FROM wechat_user u WHERE u.account_id = $1 AND u.openid = $2`,
      [account.id, openid],
    );
    return row && under(account, row);
  }

  /** The same by our own number, as lists and the audit name a person; null when there is no such user of these accounts. */
  async findById(accounts: readonly Account[], id: string): Promise<DetailedUser | null> {
    const row = await this.sql.one<Row<DetailedUser>>(
      `SELECT ${LISTED_COLUMNS.sql}, u.provenance, u.updated_at AS "updatedAt" FROM wechat_user u WHERE u.id = $1`,
      [id],
    );
    const account = accounts.find((candidate) => candidate.id === row?.accountId);
    return row && account ? under(account, row) : null;
  }

  /** Everybody under these accounts who is the person of a unionid. A unionid means something within its Open Platform account alone. */
  async ofPerson(accounts: readonly Account[], unionid: string): Promise<ListedUser[]> {
    const rows = await this.sql.rows<Row<ListedUser>>(
      `SELECT ${LISTED_COLUMNS.sql} FROM person
       JOIN wechat_user u ON u.person_id = person.id JOIN account a ON a.id = u.account_id
       WHERE person.unionid = $1 AND person.open_platform = ANY($2::text[]) AND u.account_id = ANY($3::uuid[])
       ORDER BY a.created_at, a.key, u.id`,
      [unionid, [...new Set(accounts.map((each) => each.openPlatform))], accounts.map(({ id }) => id)],
    );
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return rows.map((row) => under(byId.get(row.accountId)!, row));
  }
}

function under<User extends object>(
  account: Account,
  row: User,
): Omit<User, 'accountId'> & { account: string } {
  const { accountId: _, ...user } = row as User & { accountId: string };
  return { ...user, account: account.key };
}
