import { DeadPushRepository } from '../../messages/dead-push.repository.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { CommandRecord } from '../record.js';

/** `lingpai push retry`. */
export const pushRetry: Command = {
  summary: 'Has every push that was given up tried again, by whichever server runs.',
  words: [],
  options: {},
  async run(_given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const revived = await record.change(async ({ sql }, note) => {
        const count = await new DeadPushRepository(sql).revive();
        await note({ action: 'push.retried', detail: { pushes: count } });
        return count;
      });
      const text = revived === 1 ? 'One push is tried again.' : `${revived} pushes are tried again.`;
      return { text, json: { revived } };
    });
  },
};
