import { Account } from '../../accounts/account.entity.js';
import { AccountRepository } from '../../accounts/account.repository.js';
import { Sql } from '../../database/sql.js';
import { viewOf } from '../account-view.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';

/** `lingpai account list`. */
export const accountList: Command = {
  summary: 'Lists the accounts, the oldest first. Secrets are never shown.',
  words: [],
  options: {},
  async run(_given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource, place }) => {
      // Not the service: it would want, and on a new machine make, the key for secrets nobody reads here.
      const rows = await new AccountRepository(dataSource.getRepository(Account), new Sql(dataSource)).all();
      const accounts = rows.map((account) => viewOf(account, config));
      const table = aligned([
        ['KEY', 'KIND', 'APPID', 'NAME', 'OPEN PLATFORM', 'VERIFY FILE', 'SINCE'],
        ...accounts.map((account) => [
          account.key,
          account.kind,
          account.app_id,
          account.name,
          account.open_platform,
          account.verify_file ?? '-',
          account.created_at.slice(0, 10),
        ]),
      ]);
      return {
        text: accounts.length > 0 ? table : `There are no accounts in ${place} yet.`,
        json: { accounts },
      };
    });
  },
};
