import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { lineOf } from '../../privacy/tombstone.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { privacyOver } from '../privacy-over.js';
import { CommandRecord } from '../record.js';

const BITE = 1_000;

/** `lingpai privacy marks export`. */
export const privacyMarksExport: Command = {
  summary:
    'Writes the tombstones of the erased, one line each, to keep apart from the backups of the database.',
  words: [],
  options: { to: { value: 'FILE', help: 'where to; standard output when absent' } },
  notes: [
    'For servers whose DATA_DIR does not last, such as containers. The lines are keyed marks and name nobody. ' +
      'After a restore: lingpai privacy marks import FILE, then lingpai privacy sweep.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const { tombstones } = privacyOver(dataSource, config, workplace);
      const lines: string[] = [];
      for (let after = '0'; ;) {
        const rows = await tombstones.after(after, BITE);
        lines.push(...rows.map(lineOf));
        if (rows.length < BITE) break;
        after = rows.at(-1)!.number;
      }
      const record = await CommandRecord.open(dataSource, config, workplace);
      await record.note({ action: 'privacy.marks_exported', detail: { tombstones: lines.length } });
      const to = given.text('to');
      if (to === undefined) return { text: lines.join('\n'), json: { tombstones: lines } };
      const file = path.resolve(workplace.from, to);
      writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
      return {
        text: `${lines.length} tombstones written to ${file}`,
        json: { tombstones: lines.length, file },
      };
    });
  },
};
