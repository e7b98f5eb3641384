import { accountsOver } from '../accounts-over.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { tokenViewOf } from '../token-view.js';
import { tokensOver } from '../tokens-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai token refresh`. */
export const tokenRefresh: Command = {
  summary: 'Asks WeChat for the global token now, whatever stood in the way before.',
  words: [],
  options: {
    account: { value: 'KEY', help: 'the account; main when absent' },
    force: { help: 'void the present stable token for another one: 20 times a day, 30 seconds apart' },
    reveal: { help: 'show the value itself; it is a secret' },
  },
  notes: [
    'In stable mode WeChat gives the same token until its last five minutes; in classic mode each call gives another. ' +
      'Use it after a setting was corrected that WeChat had refused. Running servers follow within a second.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const account = await accounts.get(given.text('account') ?? 'main');
      const open = tokensOver(dataSource, accounts, config, workplace);
      const record = await CommandRecord.open(dataSource, config, workplace);
      const action = given.has('force') ? 'token.forced' : 'token.renewed';
      try {
        const key = { kind: 'token', accountId: account.id } as const;
        const before = await open.rows.open(key);
        const after = await record.attempt({ action, account: account.key }, async () => {
          await open.tokens.renew(account, { force: given.has('force') });
          const held = (await open.rows.open(key))!;
          return { answer: held, detail: { version: held.version } };
        });
        const { version } = after;
        if (given.has('reveal'))
          await record.note({ action: 'token.revealed', account: account.key, detail: { version } });
        const another = version !== before?.version;
        const view = tokenViewOf(account, after, given.has('reveal'));
        const what = another ? `another token, version ${after.version}` : 'the same token';
        return {
          text: `WeChat gave ${what}; it works for ${view.expires_in} s.${given.has('reveal') ? `\n${view.access_token}` : ''}`,
          json: { ...view, refreshed: another },
        };
      } finally {
        await open.close();
      }
    });
  },
};
