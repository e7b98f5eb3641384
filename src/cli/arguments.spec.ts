import { readArguments } from './arguments.js';
import { UsageError } from './cli.errors.js';

const ADD = {
  words: ['KEY'],
  options: {
    name: { value: 'NAME', help: '' },
    hosts: { value: 'A,B', mayBeEmpty: true as const, help: '' },
    force: { help: '' },
    'secret-file': { value: 'FILE', help: '' },
  },
};

function messageOf(argv: string[]): string {
  try {
    readArguments(argv, ADD);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'understood';
}

describe('readArguments', () => {
  it('reads words, values and switches in any order', () => {
    const given = readArguments(['--force', 'shop', '--name=小店', '--json'], ADD);
    expect(given.word('KEY')).toBe('shop');
    expect(given.text('name')).toBe('小店');
    expect(given.has('force') && given.has('json')).toBe(true);
  });

  it('takes "-" for a value, which means standard input', () => {
    expect(readArguments(['shop', '--secret-file', '-'], ADD).text('secret-file')).toBe('-');
  });

  it.each([[['shop', '--hosts', '']], [['shop', '--hosts=']]])(
    'takes an empty text where that means something: %j',
    (argv) => {
      expect(readArguments(argv, ADD).text('hosts')).toBe('');
    },
  );

  it('names the option that was probably meant', () => {
    expect(messageOf(['shop', '--nmae', 'x'])).toBe('There is no option --nmae. Did you mean --name?');
  });

  it.each(['--app-secret=CANARY', '--secret=CANARY', '--password=CANARY'])(
    'refuses a secret on the command line without repeating it: %s',
    (option) => {
      const message = messageOf(['shop', option]);
      expect(message).toContain('--secret-file');
      expect(message).not.toContain('CANARY');
    },
  );

  it.each([
    [[], 'KEY is missing.'],
    [['shop', 'extra'], 'There are words too many.'],
    [['shop', '--name', ''], '--name wants a value: --name NAME'],
    [['shop', '--hosts'], '--hosts wants a value: --hosts A,B'],
    [['shop', '--name'], '--name wants a value: --name NAME'],
    [['shop', '--name', 'a', '--name', 'b'], '--name is given twice.'],
    [['shop', '--force=yes'], '--force takes no value.'],
    [['shop', '--__proto__'], 'There is no option --__proto__.'],
  ])('refuses %j', (argv, message) => {
    expect(messageOf(argv)).toBe(message);
  });
});
