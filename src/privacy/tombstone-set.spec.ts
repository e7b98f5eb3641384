import { createHash } from 'node:crypto';
import { TombstoneSet } from './tombstone-set.js';
import type { Tombstone } from './tombstone.js';

const AT = Date.parse('2026-11-22T12:00:00.000Z');
const markOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const tombstone = (text: string, given: Partial<Tombstone> = {}): Tombstone => ({
  accountId: '11111111-1111-4111-8111-111111111111',
  keyId: '01234567',
  mark: markOf(text),
  erasedAt: new Date(AT),
  cause: 'visitor',
  ...given,
});

it('knows those that it was given, each once, and nobody else', () => {
  const set = new TombstoneSet();
  for (let round = 0; round < 2; round++) for (let one = 0; one < 5_000; one++) set.add(tombstone(`o${one}`));
  expect(set.size).toBe(5_000);
  for (let one = 0; one < 5_000; one++) expect(set.has(tombstone(`o${one}`))).toBe(true);
  for (let one = 5_000; one < 10_000; one++) expect(set.has(tombstone(`o${one}`))).toBe(false);
});

it('tells the same openid at two accounts apart, and one that was erased again', () => {
  const set = new TombstoneSet();
  set.add(tombstone('o'));
  const elsewhere = { accountId: '22222222-2222-4222-8222-222222222222' };
  expect(set.has(tombstone('o', elsewhere))).toBe(false);
  expect(set.has(tombstone('o', { erasedAt: new Date(AT + 1) }))).toBe(false);
  expect(set.has(tombstone('o', { erasedAt: new Date(AT + 2 ** 32) }))).toBe(false);
  expect(set.has(tombstone('o', { cause: 'caller' }))).toBe(true);
});

it('knows one whose print is all zeros, and does not take it for an empty place', () => {
  const accountId = '00000000-0000-4000-8000-000000000000';
  const zero = tombstone('', { accountId, mark: Buffer.alloc(32), erasedAt: new Date(0) });
  const set = new TombstoneSet();
  expect(set.has(zero)).toBe(false);
  set.add(zero);
  expect([set.has(zero), set.size]).toEqual([true, 1]);
});

it('holds a million in 16 MiB', () => {
  const set = new TombstoneSet();
  const mark = Buffer.alloc(32);
  const one = tombstone('', { mark });
  // Spread as digests are, and cheaper.
  for (let number = 1; number <= 1_000_000; number++) {
    mark.writeUInt32LE(Math.imul(number, 0x85ebca6b) >>> 0, 0);
    mark.writeUInt32LE(number, 4);
    set.add(one);
  }
  expect(set.size).toBe(1_000_000);
  expect(set.bytes).toBe(16 * 1024 * 1024);
});
