import { SystemRandom } from '../random/system-random.js';
import { KeyRing } from './key-ring.js';
import { Sealer, SealBroken } from './sealer.js';

const place = { table: 'account', column: 'secret', row: 'a1' };
const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);
const random = new SystemRandom();
const sealerWith = (...keys: Buffer[]) => new Sealer(new KeyRing(keys), random);

describe('Sealer', () => {
  it('opens what it sealed, whatever the text', () => {
    const sealer = sealerWith(newKey);
    for (const text of ['', 'secret', '😀\u0000', 'x'.repeat(2000)]) {
      expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
    }
  });

  it('does not contain the text, nor the same bytes twice', () => {
    const sealer = sealerWith(newKey);
    const first = sealer.seal('canary-text', place);
    expect(first.includes('canary-text')).toBe(false);
    expect(first.equals(sealer.seal('canary-text', place))).toBe(false);
  });

  it.each([
    ['row', { ...place, row: 'a2' }],
    ['column', { ...place, column: 'other' }],
    ['table', { ...place, table: 'other' }],
  ])('does not open in another %s', (_name, elsewhere) => {
    const sealer = sealerWith(newKey);
    expect(() => sealer.open(sealer.seal('s', place), elsewhere)).toThrow(SealBroken);
  });

  it('does not open once a single bit has changed', () => {
    const sealer = sealerWith(newKey);
    const sealed = sealer.seal('secret', place);
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed);
      altered[at]! ^= 1;
      expect(() => sealer.open(altered, place)).toThrow(SealBroken);
    }
  });

  it('opens with an older key of the ring, and seals with the first', () => {
    const sealed = sealerWith(oldKey).seal('secret', place);
    expect(sealerWith(newKey, oldKey).open(sealed, place)).toBe('secret');
    const fresh = sealerWith(newKey, oldKey).seal('secret', place);
    expect(() => sealerWith(oldKey).open(fresh, place)).toThrow(SealBroken);
  });

  it('names the place and never the value when it fails', () => {
    try {
      sealerWith(newKey).open(Buffer.from('plainly-wrong-secret-value-of-some-length'), place);
      throw new Error('it opened');
    } catch (error) {
      expect(String(error)).toContain('account.secret');
      expect(String(error)).not.toContain('plainly-wrong');
    }
  });
});
