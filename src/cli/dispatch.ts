import { asksForHelp, readArguments } from './arguments.js';
import { UsageError } from './cli.errors.js';
import type { Report, Workplace } from './command.js';
import type { CommandEntry } from './command-table.js';
import { overview, pageOf } from './help.js';
import { nearest } from '../kernel/words/nearest.js';

/** Finds the command that was meant and runs it. @throws UsageError, ConfigurationError, and what the command throws */
export async function dispatch(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  version: string,
  workplace: Workplace,
): Promise<Report> {
  // `--json` may stand anywhere, also in front.
  const start = argv.findIndex((word) => word !== '--json');
  const [first, ...rest] = start === -1 ? [] : argv.slice(start);
  const json = start > 0 ? ['--json'] : [];
  if (first === '--version' || first === '-V') return { text: `lingpai ${version}`, json: { version } };
  if (first === undefined) throw new UsageError(overview(commands));
  if (first === 'help' || first === '--help' || first === '-h') return help(rest, commands);
  const { entry, rest: parameters } = find([first, ...rest], commands);
  const command = await entry.load();
  if (asksForHelp(parameters)) return page(entry.name, pageOf(entry.name, command));
  const given = understand(() => readArguments([...json, ...parameters], command), entry.name);
  const accountAsked = given.text('account') ?? (given.word('KEY') as string | undefined);
  return command.run(given, { ...workplace, ...(accountAsked === undefined ? {} : { accountAsked }) });
}

async function help(words: readonly string[], commands: readonly CommandEntry[]): Promise<Report> {
  const topic = words.filter((word) => !word.startsWith('-'));
  if (topic.length === 0) {
    const list = commands.map(({ name, about }) => ({ name, about }));
    return { text: overview(commands), json: { commands: list } };
  }
  const { entry } = find(topic, commands);
  return page(entry.name, pageOf(entry.name, await entry.load()));
}

function page(command: string, text: string): Report {
  return { text, json: { command, help: text } };
}

function find(
  words: readonly string[],
  commands: readonly CommandEntry[],
): { entry: CommandEntry; rest: readonly string[] } {
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(' ');
    const entry = commands.find((candidate) => candidate.name === name);
    if (entry) return { entry, rest: words.slice(length) };
  }
  const [first = '', second] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (family.length > 0 && (second === undefined || second.startsWith('-')))
    throw new UsageError(`"${first}" wants one of: ${family.join(', ')}.`);
  const asked = family.length > 0 ? `${first} ${second}` : first;
  const names = family.length > 0 ? family : commands.map(({ name }) => name);
  const close = nearest(asked, names) ?? nearest(words.slice(0, 2).join(' '), names);
  throw new UsageError(
    `There is no command "${asked}".${close ? ` Did you mean "${close}"?` : ''} "lingpai help" lists them.`,
  );
}

function understand<T>(read: () => T, name: string): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}\n"lingpai help ${name}" explains.`);
  }
}
