import { accountsOver } from '../accounts-over.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';

/** `lingpai account login-account`. */
export const accountLoginAccount: Command = {
  summary: 'Says whose authorization the login links of an account use (借用授权); shows it without --set.',
  words: ['KEY'],
  options: {
    set: { value: 'KEY', help: 'a service account (服务号)' },
    own: { help: 'its own again' },
  },
  async run(given, workplace) {
    const config = workplace.config();
    const key = given.word('KEY');
    const lender = given.text('set');
    if (lender !== undefined && given.has('own')) throw new UsageError('Give either --set or --own.');
    return withTables(workplace, config, async ({ dataSource }) => {
      if (lender !== undefined || given.has('own')) {
        const record = await CommandRecord.open(dataSource, config, workplace);
        await record.change(async (change, note) => {
          const after = lender ?? null;
          await accountsOver(change, config, workplace).setLoginAccount(key, after);
          await note({ action: 'account.login_account_set', account: key, detail: { after } });
        });
      }
      const accounts = accountsOver(dataSource, config, workplace);
      const at = await accounts.loginAccountOf(await accounts.get(key));
      return {
        text: at ? `Login links of ${key} sign in at ${at.key}.` : `${key} can authorize nobody: use --set.`,
        json: { key, login_account: at?.key ?? null },
      };
    });
  },
};
