import { accountsOver } from '../accounts-over.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { lineOfRule, repliesOver, viewOfRule } from '../replies-over.js';

/** `lingpai reply list`. */
export const replyList: Command = {
  summary: 'Lists the rules by which accounts answer, in the order in which they are tried.',
  words: [],
  options: { account: { value: 'KEY', help: 'of this account alone' } },
  async run(given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource, place }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const key = given.text('account');
      const asked = key === undefined ? await accounts.all() : [await accounts.get(key)];
      const rules = repliesOver(dataSource, accounts, config, workplace);
      const found = await Promise.all(
        asked.map(async (account) => ({ account: account.key, rules: await rules.list(account) })),
      );
      const lines = found.flatMap(({ account, rules: held }) =>
        held.map((rule) => [
          rule.id,
          account,
          String(rule.position),
          rule.enabled ? 'yes' : 'no',
          lineOfRule(rule),
        ]),
      );
      const table = aligned([['ID', 'ACCOUNT', 'POSITION', 'ON', 'ANSWERS'], ...lines]);
      return {
        text: lines.length > 0 ? table : `There are no reply rules in ${place}.`,
        json: {
          rules: found.flatMap(({ account, rules: held }) => held.map((rule) => viewOfRule(account, rule))),
        },
      };
    });
  },
};
