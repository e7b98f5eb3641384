import { Sql } from '../../database/sql.js';
import { DeadPushRepository } from '../../messages/dead-push.repository.js';
import { aligned } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';

/** `lingpai push list`. */
export const pushList: Command = {
  summary: 'Lists the pushes that were tried in vain until nobody tried again, the newest first.',
  words: [],
  options: {},
  notes: ['Once the cause is gone, lingpai push retry has them tried again.'],
  async run(_given, workplace) {
    return withTables(workplace, workplace.config(), async ({ dataSource, place }) => {
      const dead = await new DeadPushRepository(new Sql(dataSource)).list();
      const rows = dead.map(({ id, account, kind, tries, failure, receivedAt }) => ({
        id,
        account,
        kind,
        tries,
        failure,
        received_at: receivedAt.toISOString(),
      }));
      const table = aligned([
        ['ID', 'ACCOUNT', 'KIND', 'TRIES', 'FAILURE', 'RECEIVED'],
        ...rows.map((row) => Object.values(row).map(String)),
      ]);
      return {
        text: rows.length > 0 ? table : `No push was given up in ${place}.`,
        json: { dead: rows },
      };
    });
  },
};
