import { accountsOver } from '../accounts-over.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { repliesOver } from '../replies-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai reply remove`. */
export const replyRemove: Command = {
  summary: 'Removes a rule by which an account answers.',
  words: ['ID'],
  options: { account: { value: 'KEY', help: 'whose rule it is; main unless told' } },
  async run(given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const account = await accounts.get(given.text('account') ?? 'main');
      const id = given.word('ID');
      const record = await CommandRecord.open(dataSource, config, workplace);
      await record.change(async (change, note) => {
        await repliesOver(change, accounts, config, workplace).remove(account, id);
        await note({ action: 'reply.removed', target: id, account: account.key });
      });
      return { text: `Rule ${id} of ${account.key} is gone.`, json: { id, account: account.key } };
    });
  },
};
