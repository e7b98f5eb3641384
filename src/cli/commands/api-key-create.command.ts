import { newApiKey, type NewApiKey } from '../../callers/api-key.schemas.js';
import { API_SCOPES } from '../../callers/api-scopes.js';
import type { Given } from '../arguments.js';
import { callersOver } from '../callers-over.js';
import { UsageError } from '../cli.errors.js';
import { printable } from '../columns.js';
import type { Command } from '../command.js';
import { withTables } from '../database/open-database.js';
import { nearest } from '../../kernel/words/nearest.js';
import { CommandRecord } from '../record.js';

const OPTION_OF: Readonly<Record<string, string>> = {
  name: '--name',
  scopes: '--scope',
  account: '--account',
  cidrs: '--cidr',
  days: '--days',
};

/** `lingpai api-key create`. */
export const apiKeyCreate: Command = {
  summary: 'Makes a key for a caller: a backend that uses the API. The key is shown this once.',
  words: [],
  options: {
    name: { value: 'NAME', help: 'the service that will use it' },
    scope: { value: 'A,B', help: `what it is good for: ${API_SCOPES.join(', ')}` },
    account: { value: 'KEY', help: 'the one account it opens; every account when absent' },
    cidr: { value: 'C,…', help: 'networks it may be used from, such as 10.0.0.0/8; anywhere when absent' },
    days: { value: 'N', help: 'lapses by itself after so many days; never when absent' },
  },
  notes: [
    'The key alone goes to standard output, what is to be said about it to standard error, so that ' +
      'KEY=$(lingpai api-key create …) holds the key. Only a digest of it is kept.',
  ],
  async run(given, workplace) {
    const asked = read(given);
    const config = workplace.config();
    return withTables(workplace, config, async ({ dataSource }) => {
      const record = await CommandRecord.open(dataSource, config, workplace);
      const issued = await record.change(async (change, note) => {
        const made = await callersOver(change, workplace).create(asked);
        const { name, scopes, cidrs, days, account } = asked;
        await note({
          action: 'caller.key_made',
          target: made.id,
          account: account ?? undefined,
          detail: { name, scopes, cidrs, days },
        });
        return made;
      });
      if (!given.has('json')) workplace.terminal.errors.write(`${told(asked, issued.id)}\n`);
      return { text: issued.key, json: { id: issued.id, key: issued.key } };
    });
  },
};

function read(given: Given): NewApiKey {
  for (const option of ['name', 'scope'])
    if (given.text(option) === undefined) throw new UsageError(`--${option} is missing.`);
  const scopes = listed(given.text('scope')!);
  const parsed = newApiKey.safeParse({
    name: given.text('name'),
    scopes,
    account: given.text('account'),
    cidrs: given.text('cidr') === undefined ? undefined : listed(given.text('cidr')!),
    days: given.text('days') === undefined ? undefined : Number(given.text('days')),
  });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: [option, at], message }) => {
    const close = option === 'scopes' && nearest(scopes[at as number] ?? '', API_SCOPES);
    return `${OPTION_OF[String(option)]}: ${message}${close ? `. Did you mean ${close}?` : ''}`;
  });
  throw new UsageError([...new Set(faults)].join('\n'));
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function told({ name, scopes, account, cidrs, days }: NewApiKey, id: string): string {
  const limits = [
    `for ${account === null ? 'every account' : `the account ${account}`}`,
    ...(cidrs.length > 0 ? [`from ${cidrs.join(', ')}`] : []),
    ...(days === null ? [] : [`for ${days} day${days === 1 ? '' : 's'}`]),
  ];
  return [
    `Made the key ${id} (${printable(name)}): ${scopes.join(', ')}; ${limits.join('; ')}. Running servers know it at once.`,
    'This is the only time it is shown; only a digest is kept:',
  ].join('\n');
}
