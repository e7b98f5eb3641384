import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { withTables } from '../database/open-database.js';
import { privacyOver } from '../privacy-over.js';
import { CommandRecord } from '../record.js';

/** `lingpai privacy sweep`. */
export const privacySweep: Command = {
  summary:
    'Erases again whom a restored backup brought back. Run it after each restore; it may be run at any time.',
  words: [],
  options: {},
  notes: [
    'A server does the same when it starts, within half a minute of a restore, and every hour. First the tombstones in ' +
      'DATA_DIR/erasures are put back that the backup did not have; those of other machines come with privacy marks import.',
  ],
  async run(_given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const { keeper, sweeps } = privacyOver(dataSource, config, workplace);
      const { people, unknownKeys, putBack } = await record.attempt({ action: 'privacy.swept' }, async () => {
        const { putBack: back } = await keeper.look();
        const swept = await sweeps.sweep();
        const detail = { erased_again: swept.people, tombstones_put_back: back };
        return { answer: { ...swept, putBack: back }, detail };
      });
      const unknown =
        unknownKeys.length === 0
          ? ''
          : `\nSome tombstones were made with keys that are not in SECRET_KEY (${unknownKeys.join(', ')}): whoever they mean cannot be recognised. Add the older keys to the list.`;
      return {
        text: `${people} people erased again; ${putBack} tombstones put back.${unknown}`,
        json: { erased_again: people, tombstones_put_back: putBack, unknown_keys: unknownKeys },
        exitCode: unknownKeys.length === 0 ? EXIT.done : EXIT.failed,
      };
    });
  },
};
