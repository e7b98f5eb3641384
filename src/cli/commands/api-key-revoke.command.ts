import { viewOf } from '../api-key-view.js';
import { callersOver } from '../callers-over.js';
import { printable } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';

/** `lingpai api-key revoke`. */
export const apiKeyRevoke: Command = {
  summary: 'Ends an API key for good, on every running server within two seconds.',
  words: ['ID'],
  options: {},
  notes: [
    'ID is the id or the prefix that "lingpai api-key list" shows, or a whole key that was found somewhere.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const key = await record.change(async (change, note) => {
        const revoked = await callersOver(change, workplace).revoke(given.word('ID'));
        await note({ action: 'caller.key_revoked', target: revoked.id, detail: { name: revoked.name } });
        return revoked;
      });
      const { id, name, prefix, revoked_at } = viewOf(key);
      return {
        text: `Revoked ${prefix}… (${printable(name)}, ${id}). Running servers refuse it within two seconds.`,
        json: { id, name, prefix, revoked_at },
      };
    });
  },
};
