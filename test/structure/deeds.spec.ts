import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMAND_RECORDS } from '../../src/cli/command-records.js';

interface Deeds {
  readonly deeds: Readonly<Record<'actors' | 'nouns' | 'actions', Readonly<Record<string, string>>>>;
}

// The console has types of its own (a browser's); here it is only run.
const chinese = jest.requireActual<Deeds>('../../web/console/src/words/zh-CN/deeds');
const english = jest.requireActual<Deeds>('../../web/console/src/words/en/deeds');
const { actionChoices, actionName, actorFilter, actorName } = jest.requireActual<{
  actionChoices: (
    words: Deeds,
    all: string,
  ) => { label: string; options: { value: string; label: string }[] }[];
  actionName: (words: Deeds, action: string) => string;
  actorFilter: (kind: string | undefined, name: string | undefined) => string | undefined;
  actorName: (words: Deeds, actor: string) => string;
}>('../../web/console/src/pages/audit/deed-words');

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => ({
    name,
    text: readFileSync(path.join('src', name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''),
  }));
const sources = files.map(({ text }) => text);
const every = (pattern: RegExp, texts = sources) =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, found]) => found!));

/**
 * Whoever writes to the record names what was done somewhere in the same file; the log's own names are others, and the
 * command line has a table.
 */
const writers = files
  .filter(({ name, text }) => !name.startsWith('cli') && /\baudit\.record\(/.test(text))
  .map(({ text }) => text.replaceAll(/\blog\.\w+\('[^']*'/g, ''));
const actions = [
  ...every(/\baudit: '([^']+)'/g),
  ...every(/\baction: '([a-z]+\.[a-z_]+)'/g),
  // How a failure is called is no deed.
  ...every(/'(?!internal\.)([a-z]+\.[a-z_]+)'/g, writers),
  ...Object.values(COMMAND_RECORDS).flatMap((records) => (typeof records === 'string' ? [] : [...records])),
];
const kinds = [
  ...every(/\bactor(?::| =) '([a-z]+)[:']/g),
  ...every(/'(nobody)'/g, writers),
  ...every(/`([a-z]+):\$\{/g).filter((kind) => ['operator', 'caller', 'cli'].includes(kind)),
];

it('finds what is recorded', () => {
  expect(actions).toEqual(
    expect.arrayContaining([
      'account.added',
      'operator.signed_in',
      'operator.set_up',
      'person.erased',
      'privacy.swept',
      'users.exported',
    ]),
  );
  expect(new Set(kinds)).toEqual(new Set(['operator', 'caller', 'visitor', 'cli', 'system', 'nobody']));
});

describe.each([
  ['Chinese', chinese],
  ['English', english],
])('in %s', (_language, words) => {
  it('everything that is recorded anywhere has words, and nothing else has', () => {
    expect(Object.keys(words.deeds.actions)).toEqual([...new Set(actions)].sort());
  });

  it('no two deeds have the same words', () => {
    const said = Object.values(words.deeds.actions);
    expect(said.filter((text, at) => said.indexOf(text) !== at)).toEqual([]);
  });

  it('whoever can have done it has words, and every noun', () => {
    expect(Object.keys(words.deeds.actors).sort()).toEqual([...new Set(kinds)].sort());
    const nouns = new Set(actions.map((action) => action.split('.')[0]!));
    expect(Object.keys(words.deeds.nouns)).toEqual([...nouns].sort());
  });

  it('every deed can be chosen to filter by, under its noun', () => {
    const choices = actionChoices(words, '*').flatMap(({ options }) => options.map(({ value }) => value));
    expect(choices.filter((value) => !value.endsWith('.')).sort()).toEqual([...new Set(actions)].sort());
    expect(choices).toContain('users.');
  });
});

describe('who did it', () => {
  it.each([
    ['operator:alice', '操作员 alice'],
    ['cli:root', '命令行 root'],
    ['cli', '命令行'],
    ['system', '系统'],
    ['robot:x', 'robot:x'],
  ])('%s is told as %s', (actor, told) => {
    expect(actorName(chinese, actor)).toBe(told);
  });

  it.each([
    ['operator', 'alice', 'operator:alice'],
    ['cli', undefined, 'cli:'],
    [undefined, ' bob ', 'operator:bob'],
    [undefined, '', undefined],
  ])('of kind %s with the name %s is asked for as %s', (kind, name, asked) => {
    expect(actorFilter(kind, name)).toBe(asked);
  });

  it('what a newer server did stands as it is', () => {
    expect(actionName(english, 'moon.landed')).toBe('moon.landed');
  });
});
