import { accountsOver } from '../accounts-over.js';
import { UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';
import { readSecret } from '../secret-input.js';

const SHORTEST = 8;
const LONGEST = 128;

/** `lingpai account rotate-secret`. */
export const accountRotateSecret: Command = {
  summary: 'Replaces the AppSecret of an account, after it was reset in WeChat’s console.',
  words: ['KEY'],
  options: {
    'secret-file': {
      value: 'FILE',
      help: 'a file with the new AppSecret, or - for standard input; asked for when absent',
    },
  },
  notes: ['It also seals anew with the first key of SECRET_KEY; running servers follow within two seconds.'],
  async run(given, workplace) {
    const config = workplace.config();
    const key = given.word('KEY');
    const secret = await readSecret('AppSecret', given.text('secret-file'), workplace);
    if (secret.length < SHORTEST || secret.length > LONGEST)
      throw new UsageError(`The AppSecret has ${SHORTEST} to ${LONGEST} characters.`);
    return withTables(workplace, config, async ({ dataSource }) => {
      // A key given on purpose may be new because the old one is lost; one that happens to lie here may not.
      const keyMayBeNew = config.secretKeys !== null;
      const record = await CommandRecord.open(dataSource, config, workplace, { keyMayBeNew });
      await record.change(async (change, note) => {
        await accountsOver(change, config, workplace).rotateSecret(key, secret);
        await note({ action: 'account.secret_rotated', account: key });
      });
      const configured = key === 'main' && config.wechat.main !== null;
      if (configured && config.wechat.main?.appSecret !== secret)
        workplace.terminal.errors.write(
          'WECHAT_APP_SECRET decides the secret of "main" at every start: change it there as well.\n',
        );
      return { text: `The secret of ${key} is replaced.`, json: { key, rotated: true } };
    });
  },
};
