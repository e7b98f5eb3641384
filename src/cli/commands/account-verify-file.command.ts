import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accountsOver } from '../accounts-over.js';
import { FileUnreadable, UsageError } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';

const NAME = /^MP_verify_[0-9A-Za-z]{1,64}\.txt$/;
const MAX_BYTES = 1024;

/** `lingpai account verify-file`. */
export const accountVerifyFile: Command = {
  summary: 'Serves the file by which WeChat checks who owns the domain (网页授权域名), byte for byte.',
  words: ['KEY', 'FILE'],
  options: {},
  notes: ['FILE is MP_verify_….txt as WeChat’s console gave it; its name becomes its address.'],
  async run(given, workplace) {
    const key = given.word('KEY');
    const file = path.resolve(workplace.from, given.word('FILE'));
    const name = path.basename(file);
    if (!NAME.test(name))
      throw new UsageError('The file must keep the name WeChat gave it, MP_verify_….txt.');
    const body = read(file);
    if (body.length > MAX_BYTES)
      throw new UsageError('The file is larger than 1 KiB: not the one WeChat gave.');
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      await record.change(async (change, note) => {
        await accountsOver(change, config, workplace).setVerifyFile(key, name, body);
        await note({ action: 'account.verify_file_set', account: key, detail: { file: name } });
      });
      const url = `${config.http.publicUrl ?? ''}/${name}`;
      return { text: `Served at ${url} within two seconds.`, json: { key, url, bytes: body.length } };
    });
  },
};

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new FileUnreadable(file, { cause });
  }
}
