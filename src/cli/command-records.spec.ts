import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMAND_RECORDS, type CommandRecords } from './command-records.js';
import { COMMANDS } from './command-table.js';

const listed: Readonly<Record<string, CommandRecords>> = COMMAND_RECORDS;
const sources = readdirSync('src/cli/commands')
  .filter((name) => name.endsWith('.command.ts'))
  .map((name) => ({ name, code: readFileSync(path.join('src/cli/commands', name), 'utf8') }));

/** The file of a command, by its name: `api-key create` is in `api-key-create.command.ts`. */
const codeOf = (command: string): string =>
  sources.find(({ name }) => name === `${command.replaceAll(' ', '-')}.command.ts`)!.code;

describe('every command', () => {
  it('is listed with what it leaves in the record, and nothing else is', () => {
    expect(Object.keys(listed).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it.each(COMMANDS.map(({ name }) => name))('%s names in its code the actions it is listed with', (name) => {
    const records = listed[name]!;
    const named = [...codeOf(name).matchAll(/'([a-z]+\.[a-z_]+)'/g)].map(([, action]) => action!);
    const actions = typeof records === 'string' ? [] : records;
    expect([...new Set(named)].filter((action) => action !== 'config.faults').sort()).toEqual(
      [...actions].sort(),
    );
  });
});

it('what the console does as well has the same name there', () => {
  const console = readdirSync('src/admin', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.controller.ts'))
    .flatMap((name) => [
      ...readFileSync(path.join('src/admin', name), 'utf8').matchAll(/audit: '([a-z._]+)'/g),
    ])
    .map(([, action]) => action!);
  const actions = Object.values(listed).flatMap((records) => (typeof records === 'string' ? [] : records));
  const own = actions.filter((action) => !console.includes(action));
  // These can be done on the command line alone.
  expect([...new Set(own)].sort()).toEqual([
    'privacy.marks_exported',
    'privacy.marks_imported',
    'privacy.swept',
    'push.retried',
  ]);
});
