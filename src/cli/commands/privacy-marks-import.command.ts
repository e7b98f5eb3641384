import { accessSync, constants, createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readLine, type Tombstone } from '../../privacy/tombstone.js';
import type { TombstoneRepository } from '../../privacy/tombstone.repository.js';
import { FileUnreadable } from '../cli.errors.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { privacyOver } from '../privacy-over.js';
import { CommandRecord } from '../record.js';

const BITE = 500;

/** `lingpai privacy marks import`. */
export const privacyMarksImport: Command = {
  summary: 'Puts tombstones back that a restored database lost; - reads standard input.',
  words: ['FILE'],
  options: {},
  notes: [
    'Those that are there stay; of accounts that are gone, none are taken. Then: lingpai privacy sweep.',
  ],
  async run(given, workplace) {
    const config = workplace.config();
    const name = given.word('FILE');
    const input = name === '-' ? workplace.terminal.input : opened(name, workplace.from);
    return withTables(workplace, config, async ({ dataSource }) => {
      const { tombstones } = privacyOver(dataSource, config, workplace);
      const record = await CommandRecord.open(dataSource, config, workplace);
      const { read, putBack, unreadable } = await record.attempt(
        { action: 'privacy.marks_imported' },
        async () => {
          const counts = await putAllBack(tombstones, input);
          return { answer: counts, detail: { read: counts.read, put_back: counts.putBack } };
        },
      );
      const skipped = unreadable === 0 ? '' : `; ${unreadable} lines were none`;
      return {
        text: `${read} tombstones read, ${putBack} of them put back${skipped}.`,
        json: { read, put_back: putBack, unreadable },
      };
    });
  },
};

async function putAllBack(
  tombstones: TombstoneRepository,
  input: NodeJS.ReadableStream,
): Promise<{ read: number; putBack: number; unreadable: number }> {
  let [putBack, read, unreadable] = [0, 0, 0];
  let bite: Tombstone[] = [];
  const put = async (): Promise<void> => {
    if (bite.length > 0) putBack += await tombstones.putBack(bite);
    bite = [];
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const tombstone = readLine(line);
    if (tombstone) {
      read++;
      bite.push(tombstone);
    } else if (line.trim() !== '') unreadable++;
    if (bite.length >= BITE) await put();
  }
  await put();
  return { read, putBack, unreadable };
}

/** @throws FileUnreadable */
function opened(name: string, from: string): NodeJS.ReadableStream {
  const file = path.resolve(from, name);
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new FileUnreadable(name, { cause });
  }
  return createReadStream(file);
}
