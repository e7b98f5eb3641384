import { Random } from './random.js';
import { SystemRandom } from './system-random.js';

/** Bytes from a list, round and round. */
class ListedRandom extends Random {
  private at = 0;
  constructor(private readonly list: readonly number[]) {
    super();
  }
  override bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.list[this.at++ % this.list.length]!));
  }
}

const random = new SystemRandom();

describe('alphanumeric', () => {
  it('has the length asked for and nothing but digits and letters', () => {
    for (const length of [0, 1, 8, 32, 100, 5000]) {
      const text = random.alphanumeric(length);
      expect(text).toHaveLength(length);
      expect(text).toMatch(/^[0-9A-Za-z]*$/);
    }
  });

  it('makes every character as likely as any other', () => {
    const every = new ListedRandom(Array.from({ length: 256 }, (_, byte) => byte));
    const counts = new Map<string, number>();
    for (const character of every.alphanumeric(248 * 4))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(new Set(counts.values())).toEqual(new Set([16]));
  });

  it('throws the bytes away that would favour some', () => {
    expect(new ListedRandom([248, 255, 250, 0, 61, 62, 247]).alphanumeric(4)).toBe('0z0z');
  });

  it('is spread evenly and never the same in 100,000 draws', () => {
    const draws = Array.from({ length: 100_000 }, () => random.alphanumeric(32));
    expect(new Set(draws).size).toBe(100_000);
    const counts = new Map<string, number>();
    for (const draw of draws)
      for (const character of draw) counts.set(character, (counts.get(character) ?? 0) + 1);
    const expected = (100_000 * 32) / 62;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // 61 degrees of freedom: beyond 140 one run in ten million.
    expect(chiSquare).toBeLessThan(140);
  });
});

describe('uuid', () => {
  it('has the form of version 4, whatever the bytes', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const byte of [0, 0x7f, 0xff]) expect(new ListedRandom([byte]).uuid()).toMatch(form);
    expect(new Set(Array.from({ length: 10_000 }, () => random.uuid())).size).toBe(10_000);
  });

  it('keeps the other 122 bits as they came', () => {
    expect(new ListedRandom([0xff]).uuid()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(new ListedRandom([0]).uuid()).toBe('00000000-0000-4000-8000-000000000000');
  });
});

describe('SystemRandom', () => {
  it.each([0, 1, 12, 4095, 4096, 4097, 10_000])('gives %i bytes, which nobody else gets', (length) => {
    const drawn = Array.from({ length: 20 }, () => random.bytes(length));
    for (const bytes of drawn) expect(bytes).toHaveLength(length);
    if (length >= 12) expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(20);
  });

  it('does not change what it gave when it gives more', () => {
    const first = random.bytes(16);
    const copy = Buffer.from(first);
    for (let at = 0; at < 2_000; at++) random.bytes(16);
    expect(first).toEqual(copy);
  });

  it('has as many ones as zeros', () => {
    let ones = 0;
    for (let at = 0; at < 1_000; at++)
      for (const byte of random.bytes(100)) ones += byte.toString(2).replaceAll('0', '').length;
    // 800,000 bits: six standard deviations are 2,700.
    expect(Math.abs(ones - 400_000)).toBeLessThan(2_700);
  });
});
