import { jsDomain } from '../../accounts/account.schemas.js';
import { accountsOver } from '../accounts-over.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';

/** `lingpai account js-domains`. */
export const accountJsDomains: Command = {
  summary:
    'Sets the hosts whose pages may be signed for the JS-SDK (JS接口安全域名); shows them without --set.',
  words: ['KEY'],
  options: {
    set: {
      value: 'A,B',
      mayBeEmpty: true,
      help: 'hosts such as www.example.com; an empty text clears the list',
    },
  },
  notes: ['PUBLIC_URL and RETURN_URLS are registered without being listed here.'],
  async run(given, workplace) {
    const config = workplace.config();
    const key = given.word('KEY');
    const text = given.text('set');
    const asked = text
      ?.split(',')
      .map((item) => item.trim().toLowerCase())
      .filter((item) => item !== '');
    for (const host of asked ?? []) {
      const read = jsDomain.safeParse(host);
      if (!read.success) throw new UsageError(`--set: ${host} is not ${read.error.issues[0]!.message}`);
    }
    return withTables(workplace, config, async ({ dataSource }) => {
      const accounts = accountsOver(dataSource, config, workplace);
      const { jsDomains: before } = await accounts.get(key);
      if (asked !== undefined) {
        const record = await CommandRecord.open(dataSource, config, workplace);
        await record.change(async (change, note) => {
          await accountsOver(change, config, workplace).setJsDomains(key, asked);
          await note({ action: 'account.js_domains_set', account: key, detail: { before, after: asked } });
        });
      }
      const jsDomains = asked ?? before;
      return {
        text: jsDomains.length > 0 ? jsDomains.join('\n') : `${key} has no JS domains of its own.`,
        json: { key, js_domains: jsDomains },
      };
    });
  },
};
