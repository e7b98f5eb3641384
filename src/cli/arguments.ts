import { parseArgs } from 'node:util';
import { UsageError } from './cli.errors.js';
import { nearest } from '../kernel/words/nearest.js';

/** One option of a command. */
export interface OptionSpec {
  /** What stands for the value in help, such as `FILE`; a switch without value when absent. */
  readonly value?: string;
  /** An empty text means something, too. */
  readonly mayBeEmpty?: true;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Options that every command has. */
export const EVERYWHERE: OptionSpecs = {
  json: { help: 'answer in JSON, for programs' },
  help: { help: 'show this' },
};

/** Said instead of a suggestion, because the nearest option would be the wrong advice. */
const NOT_ON_THE_COMMAND_LINE = /secret|password|token|key/i;

/** What was given on the command line, checked against what the command takes. */
export class Given {
  constructor(
    private readonly values: ReadonlyMap<string, string | true>,
    private readonly words: ReadonlyMap<string, string>,
    /** The words after `--`, another program's. */
    readonly rest: readonly string[] = [],
  ) {}

  /** Whether a switch was given. */
  has(option: string): boolean {
    return this.values.has(option);
  }

  /** An option's value, if it was given. */
  text(option: string): string | undefined {
    const value = this.values.get(option);
    return value === true ? undefined : value;
  }

  /** A word that the command takes. */
  word(name: string): string {
    return this.words.get(name)!;
  }
}

/** Whether help was asked for; looked at before anything else is checked. */
export function asksForHelp(argv: readonly string[]): boolean {
  const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return options.includes('--help') || options.includes('-h');
}

/** Reads what follows a command's name. @throws UsageError that names what is wrong, never a value */
export function readArguments(
  argv: readonly string[],
  { words, options, rest }: { words: readonly string[]; options: OptionSpecs; rest?: string },
): Given {
  const known: OptionSpecs = { ...EVERYWHERE, ...options };
  const end = rest === undefined ? -1 : argv.indexOf('--');
  const ours = end === -1 ? argv : argv.slice(0, end);
  const theirs = end === -1 ? [] : argv.slice(end + 1);
  const { tokens } = parseArgs({
    args: [...ours],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }]),
    ),
  });
  const values = new Map<string, string | true>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!spec) throw unknownOption(token.rawName, Object.keys(known));
    if (values.has(token.name)) throw new UsageError(`${token.rawName} is given twice.`);
    if (!spec.value && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
    if (spec.value && (token.value === undefined || (token.value === '' && !spec.mayBeEmpty)))
      throw new UsageError(`${token.rawName} wants a value: ${token.rawName} ${spec.value}`);
    values.set(token.name, token.value ?? true);
  }
  if (rest !== undefined && theirs.length === 0) throw new UsageError(`${rest} is missing: put it after --.`);
  const missing = words[given.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  if (given.length > words.length)
    throw new UsageError(`There ${words.length === 0 ? 'is a word' : 'are words'} too many.`);
  return new Given(values, new Map(words.map((name, at) => [name, given[at]!])), theirs);
}

function unknownOption(rawName: string, known: readonly string[]): UsageError {
  const name = rawName.replace(/^-+/, '');
  const asFile = known.includes('secret-file');
  if (asFile && NOT_ON_THE_COMMAND_LINE.test(name) && !name.endsWith('-file')) {
    return new UsageError(
      `There is no option ${rawName}: the command line is visible to every process and stays in the shell's history. ` +
        'Use --secret-file FILE, or "-" for standard input, or leave it out to be asked.',
    );
  }
  const close = nearest(name, known);
  return new UsageError(`There is no option ${rawName}.${close ? ` Did you mean --${close}?` : ''}`);
}
