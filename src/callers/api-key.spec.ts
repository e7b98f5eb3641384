import * as fc from 'fast-check';
import { SystemRandom } from '../kernel/random/system-random.js';
import { API_KEY_LENGTH, digestOf, isInAddress, isWellFormed, makeApiKey, prefixOf } from './api-key.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const random = new SystemRandom();
const key = fc.constant(null).map(() => makeApiKey(random));
/** Where something can go wrong: behind `lp_`. */
const place = fc.integer({ min: 3, max: API_KEY_LENGTH - 1 });
const character = fc.constantFrom(...ALPHABET);

const runs = { numRuns: 500 };

describe('an API key', () => {
  it('is lp_, 32 characters of chance and six of checksum', () => {
    for (let n = 0; n < 200; n++) {
      const made = makeApiKey(random);
      expect(made).toMatch(/^lp_[0-9A-Za-z]{38}$/);
      expect(made).toHaveLength(API_KEY_LENGTH);
      expect(isWellFormed(made)).toBe(true);
    }
  });

  it('has the checksum that others compute: CRC-32 in base 62', () => {
    // Worked out with another implementation, zlib.crc32 of Python.
    expect(isWellFormed(`lp_${'0'.repeat(32)}2jndOJ`)).toBe(true);
  });

  it('is never made twice', () => {
    const made = new Set(Array.from({ length: 2_000 }, () => makeApiKey(random)));
    expect(made.size).toBe(2_000);
  });

  it('is known by its first eight characters, and kept as its SHA-256', () => {
    expect(prefixOf(`lp_${'a'.repeat(38)}`)).toBe('lp_aaaaa');
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('a slip of the pen', () => {
  it('in one character is found', () => {
    fc.assert(
      fc.property(key, place, character, (made, at, instead) => {
        const mistyped = made.slice(0, at) + instead + made.slice(at + 1);
        return mistyped === made || !isWellFormed(mistyped);
      }),
      runs,
    );
  });

  it('that swaps neighbours in the chance part is found', () => {
    const within = fc.integer({ min: 3, max: 33 });
    fc.assert(
      fc.property(key, within, (made, at) => {
        const swapped = made.slice(0, at) + made[at + 1]! + made[at]! + made.slice(at + 2);
        return swapped === made || !isWellFormed(swapped);
      }),
      runs,
    );
  });

  it('that loses or adds something is found', () => {
    fc.assert(
      fc.property(key, place, character, (made, at, more) => {
        const short = made.slice(0, at) + made.slice(at + 1);
        const long = made.slice(0, at) + more + made.slice(at);
        return !isWellFormed(short) && !isWellFormed(long);
      }),
      runs,
    );
  });

  it('that changes the case of a letter is found', () => {
    fc.assert(
      fc.property(key, place, (made, at) => {
        const letter = made[at]!;
        const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
        return other === letter || !isWellFormed(made.slice(0, at) + other + made.slice(at + 1));
      }),
      runs,
    );
  });

  it.each([
    '',
    'lp_',
    `ls_${'a'.repeat(38)}`,
    `LP_${'a'.repeat(38)}`,
    `lp_${'é'.repeat(38)}`,
    `lp_${'0'.repeat(32)}2jndOJ\n`,
    ` lp_${'0'.repeat(32)}2jndOJ`,
    `lp_${'0'.repeat(32)}2jndOJ,lp_${'0'.repeat(32)}2jndOJ`,
  ])('%j is no key', (text) => {
    expect(isWellFormed(text)).toBe(false);
  });
});

describe('an address', () => {
  const made = makeApiKey(random);

  it.each([
    `/api/v1/accounts/main/token?access_token=${made}`,
    `/api/v1/accounts/main/token?key=${made}&x=1`,
    `/api/v1/accounts/main/token?${made}`,
    `/api/v1/accounts/${made}/token`,
    `/x?k=${made.replace('_', '%5f')}`,
    `/x?k=${made.replace('_', '%5F')}`,
    `/x?k=%6cp_${made.slice(3)}`,
    `/x?k=%zz${[...made].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')}`,
    // Mistyped, it gives away as much.
    `/x?k=${made.slice(0, -1)}!`.replace('!', made.endsWith('0') ? '1' : '0'),
  ])('with a key in it is told: %.60s', (url) => {
    expect(isInAddress(url)).toBe(true);
  });

  it.each([
    '/',
    '/x?q=lp_',
    '/x?q=help_me',
    '/x?q=100%',
    `/x?code=${'a'.repeat(60)}`,
    `/x?q=${prefixOf(made)}`,
  ])('without one passes: %s', (url) => {
    expect(isInAddress(url)).toBe(false);
  });
});
