import { EVERYWHERE } from './arguments.js';
import { aligned } from './columns.js';
import type { Command } from './command.js';
import type { CommandEntry } from './command-table.js';

/** The list of commands. */
export function overview(commands: readonly CommandEntry[]): string {
  return [
    'Usage: lingpai COMMAND [options]',
    '',
    aligned(commands.map(({ name, about }) => [`  ${name}`, about])),
    '',
    aligned([
      ['  help [COMMAND]', 'this, or more on one command'],
      ['  --version', 'the version'],
    ]),
    '',
    'Every command takes --json. Exit codes: 0 done, 1 failed, 64 usage, 78 configuration.',
    'The configuration is the environment, and .env in the current folder; .env.example explains each variable.',
  ].join('\n');
}

/** One command: its form, its options, its notes. */
export function pageOf(name: string, { summary, words, rest, options, notes = [] }: Command): string {
  const all = { ...options, ...EVERYWHERE };
  const rows = Object.entries(all).map(([option, { value, help }]) => [
    `  --${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  const form = ['lingpai', name, ...words, '[options]', ...(rest ? ['--', rest] : [])].join(' ');
  return [`Usage: ${form}`, '', summary, '', aligned(rows), ...notes.flatMap((note) => ['', note])].join(
    '\n',
  );
}
