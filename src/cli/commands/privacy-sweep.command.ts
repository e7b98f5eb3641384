import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { withTables } from '../database/open-database.js';
import { privacyOver } from '../privacy-over.js';

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
      const { keeper, sweeps } = privacyOver(dataSource, config, workplace);
      const { putBack } = await keeper.look();
      const { people, unknownKeys } = await sweeps.sweep();
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
