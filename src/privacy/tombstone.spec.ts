import { lineOf, readLine, type Tombstone } from './tombstone.js';

const tombstone: Tombstone = {
  accountId: '11111111-1111-4111-8111-111111111111',
  keyId: '0123abcd',
  mark: Buffer.alloc(32, 0xab),
  erasedAt: new Date('2026-03-01T08:00:00.123Z'),
  cause: 'visitor',
};

it('is read as it was written', () => {
  expect(readLine(lineOf(tombstone))).toEqual(tombstone);
  expect(readLine(`${lineOf(tombstone)}\r`)).toEqual(tombstone);
});

it.each([
  '',
  '# a word of a person',
  lineOf(tombstone).slice(0, -1),
  lineOf(tombstone).slice(1),
  `${lineOf(tombstone)} more`,
  lineOf(tombstone).replace('2026-03-01', '2026-13-41'),
  lineOf(tombstone).replace('visitor', 'whim'),
])('%j is none', (line) => {
  expect(readLine(line)).toBeNull();
});
