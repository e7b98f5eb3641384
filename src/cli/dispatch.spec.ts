import { PassThrough } from 'node:stream';
import { SystemClock } from '../kernel/clock/system-clock.js';
import { SilentLog } from '../kernel/logging/log.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { UsageError } from './cli.errors.js';
import type { Command, Workplace } from './command.js';
import { dispatch } from './dispatch.js';

const list: Command = {
  summary: 'Lists.',
  words: [],
  options: { all: { help: 'also old ones' } },
  run: async (given) => ({ text: 'listed', json: { all: given.has('all'), json: given.has('json') } }),
};
const commands = [
  { name: 'account list', about: 'accounts', load: async () => list },
  { name: 'doctor', about: 'looks', load: async () => list },
];
const terminal = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
const workplace: Workplace = {
  root: '/',
  from: '/',
  env: {},
  terminal,
  clock: new SystemClock(),
  random: new SystemRandom(),
  log: new SilentLog(),
  user: 'alice',
  untilInterrupted: async () => undefined,
  config: () => {
    throw new Error('not wanted here');
  },
};
const run = (...argv: string[]) => dispatch(argv, commands, '1.2.3', workplace);

describe('dispatch', () => {
  it('runs a command of two words with its options', async () => {
    expect((await run('account', 'list', '--all')).json).toEqual({ all: true, json: false });
  });

  it('takes --json in front too', async () => {
    expect((await run('--json', 'account', 'list')).json).toEqual({ all: false, json: true });
  });

  it('passes on which account is meant, so that a failure can name it', async () => {
    const meant: (string | undefined)[] = [];
    const note: Command['run'] = async (_given, { accountAsked }) => {
      meant.push(accountAsked);
      return { text: '', json: null };
    };
    const option = { summary: '', words: [], options: { account: { value: 'KEY', help: '' } }, run: note };
    const word = { summary: '', words: ['KEY'], options: {}, run: note };
    const both = [
      { name: 'option', about: '', load: async () => option },
      { name: 'word', about: '', load: async () => word },
    ];
    for (const argv of [['option', '--account', 'nix'], ['word', 'nix'], ['option']])
      await dispatch(argv, both, '1.2.3', workplace);
    expect(meant).toEqual(['nix', 'nix', undefined]);
  });

  it('tells its version and its help', async () => {
    expect((await run('--version')).json).toEqual({ version: '1.2.3' });
    expect((await run('help')).text).toContain('account list');
    expect((await run('help', 'account', 'list')).text).toContain('--all');
    expect((await run('account', 'list', '--help')).text).toContain('--all');
  });

  it.each([
    [['acount', 'list'], 'Did you mean "account list"?'],
    [['docter'], 'Did you mean "doctor"?'],
    [['account'], '"account" wants one of: account list.'],
    [['account', 'lst'], 'Did you mean "account list"?'],
    [['deploy'], 'There is no command "deploy".'],
    [['doctor', 'now'], '"lingpai help doctor" explains.'],
    [[], 'Usage: lingpai'],
  ])('says what is wrong with %j', async (argv, words) => {
    const refused = run(...argv);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(words);
  });
});
