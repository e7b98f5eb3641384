import { Sql } from '../../database/sql.js';
import { DeadPushRepository } from '../../messages/dead-push.repository.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';

/** `lingpai push retry`. */
export const pushRetry: Command = {
  summary: 'Has every push that was given up tried again, by whichever server runs.',
  words: [],
  options: {},
  async run(_given, workplace) {
    return withTables(workplace, workplace.config(), async ({ dataSource }) => {
      const revived = await new DeadPushRepository(new Sql(dataSource)).revive();
      const text = revived === 1 ? 'One push is tried again.' : `${revived} pushes are tried again.`;
      return { text, json: { revived } };
    });
  },
};
