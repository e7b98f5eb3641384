import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Sql } from '../database/sql.js';
import type { WeChatUserInfo } from '../wechat/user/user.wire.js';
import { type Asked, keepInfos, keepPersons } from './keep-infos.statement.js';

/** What WeChat said of users, into the database, as many rows a statement as wanted. */
@Injectable()
export class UserInfoRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Writes what WeChat said; null never erases. Answers how many rows there are now of these users. Within a transaction
   * when `sql` is one.
   */
  async keep(
    account: Account,
    infos: readonly WeChatUserInfo[],
    asked: Asked,
    sql: Sql = this.sql,
  ): Promise<number> {
    if (infos.length === 0) return 0;
    return sql.transaction(async (within) => {
      const persons = keepPersons(account, infos);
      if (persons) await within.change(persons.text, persons.values);
      const { text, values } = keepInfos(account, infos, asked);
      return within.change(text, values);
    });
  }

  /**
   * The same for a user who is there already, and makes no other: whoever was erased while WeChat was asked does not
   * come back by its answer.
   */
  async keepKnown(account: Account, info: WeChatUserInfo, asked: Asked): Promise<void> {
    try {
      await this.sql.transaction(async (within) => {
        const user = await idOf(within, account, info.openid);
        if (user === null) return;
        await this.keep(account, [info], asked, within);
        // An erasure that was under way is waited for, and then there was a new row to write.
        if ((await idOf(within, account, info.openid)) !== user) throw new ErasedMeanwhile();
      });
    } catch (error) {
      if (!(error instanceof ErasedMeanwhile)) throw error;
    }
  }
}

/** Takes back what was written. */
class ErasedMeanwhile extends Error {}

async function idOf(sql: Sql, account: Account, openid: string): Promise<string | null> {
  const row = await sql.one<{ id: string }>(
    'SELECT id FROM wechat_user WHERE account_id = $1 AND openid = $2',
    [account.id, openid],
  );
  return row?.id ?? null;
}
