import { type ApiKeyView, viewOf } from '../api-key-view.js';
import { callersOver } from '../callers-over.js';
import { aligned, minuteOf } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';

/** `lingpai api-key list`. */
export const apiKeyList: Command = {
  summary: 'Lists the API keys, the oldest first. The keys themselves are known to their callers alone.',
  words: [],
  options: { all: { help: 'also those that were revoked or have lapsed' } },
  notes: ['LAST USED is some ten seconds behind; days are those of UTC.'],
  async run(given, workplace) {
    return withTables(workplace, workplace.config(), async ({ dataSource, place }) => {
      const rows = await callersOver(dataSource, workplace).list({ all: given.has('all') });
      const keys = rows.map(viewOf);
      const table = aligned([
        ['ID', 'PREFIX', 'NAME', 'SCOPES', 'ACCOUNT', 'FROM', 'SINCE', 'LAST USED', 'ENDS'],
        ...keys.map(cellsOf),
      ]);
      return { text: keys.length > 0 ? table : `There are no API keys in ${place}.`, json: { keys } };
    });
  },
};

function cellsOf(key: ApiKeyView): string[] {
  return [
    key.id,
    key.prefix,
    key.name,
    key.scopes.join(','),
    key.account ?? 'every',
    key.cidrs.join(',') || 'anywhere',
    key.created_at.slice(0, 10),
    key.last_used_at === null ? 'never' : minuteOf(new Date(key.last_used_at)),
    endOf(key),
  ];
}

function endOf({ live, expires_at, revoked_at }: ApiKeyView): string {
  if (revoked_at !== null) return `revoked ${revoked_at.slice(0, 10)}`;
  if (expires_at === null) return '-';
  return `${live ? '' : 'lapsed '}${expires_at.slice(0, 10)}`;
}
