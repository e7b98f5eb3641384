import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { HOLDINGS } from './holdings.js';
import { type HeldPerson, parametersOf, WHO } from './person.js';
import type { Withdrawn } from './withdrawal.js';

/** Columns of the profile, and the names under which `provenance` knows them. */
const PICTURE = { nickname: 'nickname', avatar_url: 'avatarUrl' };
const PROFILE = {
  ...PICTURE,
  sex: 'sex',
  language: 'language',
  city: 'city',
  province: 'province',
  country: 'country',
};

/** WeChat told us that they granted less from now on. */
const NARROWED = `jsonb_build_object('scope', jsonb_build_object('source', 'push',
  'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`;

/** Somebody whose data was partly taken away. */
export interface Diminished {
  readonly userId: string;
  /** Whether they follow the account, which is a reason of its own to know them. */
  readonly follows: boolean;
}

/** Takes away parts of what is held. */
@Injectable()
export class WithdrawalRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Signs somebody out everywhere, ends their own token, and takes away what they withdrew. Null when there is no such user.
   * Whoever withdrew everything and does not follow is left to be erased.
   */
  withdraw(stranger: HeldPerson, what: ReadonlySet<Withdrawn>): Promise<Diminished | null> {
    return this.sql.transaction(async (sql) => {
      const profile = what.has('profile') || what.has('everything');
      const user = await sql.one<Diminished>(
        `UPDATE wechat_user t SET updated_at = now()${
          profile
            ? `, granted_scope = CASE WHEN granted_scope IS NULL THEN NULL ELSE 'snsapi_base' END, ${without(PROFILE)}
             || CASE WHEN granted_scope <> 'snsapi_base' THEN ${NARROWED} ELSE '{}'::jsonb END`
            : ''
        }
         WHERE account_id = $1 AND openid = $2 RETURNING id AS "userId", COALESCE(subscribed, false) AS follows`,
        [stranger.accountId, stranger.openid],
      );
      if (what.has('messages') || what.has('everything')) await forgetMessages(sql, stranger);
      if (what.has('everything')) await forgetLinks(sql, stranger);
      if (!user) return null;
      await sql.change('DELETE FROM session WHERE user_id = $1', [user.userId]);
      await sql.change('DELETE FROM user_token WHERE user_id = $1', [user.userId]);
      if (profile)
        await sql.change(
          'UPDATE consent SET withdrawn_at = now() WHERE user_id = $1 AND withdrawn_at IS NULL',
          [user.userId],
        );
      return user;
    });
  }

  /** The nickname and the picture go. Answers the user's id, or null when there is no such user. */
  async forgetProfile({ accountId, openid }: HeldPerson): Promise<string | null> {
    const row = await this.sql.one<{ id: string }>(
      `UPDATE wechat_user t SET ${without(PICTURE)}, updated_at = now() WHERE account_id = $1 AND openid = $2 RETURNING id`,
      [accountId, openid],
    );
    return row?.id ?? null;
  }
}

function without(columns: Readonly<Record<string, string>>): string {
  const names = Object.values(columns).map((name) => `'${name}'`);
  const emptied = Object.keys(columns).map((column) => `${column} = NULL`);
  return `${emptied.join(', ')}, provenance = t.provenance - ARRAY[${names.join(', ')}]`;
}

async function forgetMessages(sql: Sql, stranger: HeldPerson): Promise<void> {
  const inbox = HOLDINGS.find(({ table }) => table === 'push_inbox')!;
  const content = 'payload_sealed = NULL, answer_sealed = NULL';
  // What still waits may be more than what was withdrawn: that they follow, for instance.
  const statement = `WITH ${WHO} UPDATE push_inbox t SET ${content} FROM who WHERE ${inbox.found} AND t.state <> 'waiting'`;
  await sql.change(statement, parametersOf(stranger));
}

/** What authorizing by a link has shown of their other openids; what an operator has said stays. */
async function forgetLinks(sql: Sql, stranger: HeldPerson): Promise<void> {
  for (const { table, found } of HOLDINGS) {
    const only = { linked_openid: ` AND t.source = 'link'`, login_link: '' }[table];
    if (only !== undefined)
      await sql.change(
        `WITH ${WHO} DELETE FROM ${table} t USING who WHERE (${found})${only}`,
        parametersOf(stranger),
      );
  }
}
