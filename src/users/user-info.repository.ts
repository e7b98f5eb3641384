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
}
