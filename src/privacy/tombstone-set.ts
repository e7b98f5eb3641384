import type { Tombstone } from './tombstone.js';

/** How full the table may be, in tenths; fuller, it becomes twice as large. */
const FULL_TENTHS = 7;
const LEAST_SLOTS = 1 << 10;
/** 2^32 over the golden ratio: numbers that resemble each other end far apart. */
const SPREAD = 0x9e3779b1;

/**
 * Which tombstones have been seen, in eight bytes for each and some room: a million in 16 MiB. Of each it keeps 64 bits
 * of its mark and its instant; a mark is a digest, so that of a million one more is taken for another once in 10^13.
 */
export class TombstoneSet {
  /** Pairs of 32 bits; both zero: nobody is there. */
  private slots = new Uint32Array(2 * LEAST_SLOTS);
  private count = 0;

  /** How many there are. */
  get size(): number {
    return this.count;
  }

  /** What it takes of the memory, in bytes. */
  get bytes(): number {
    return this.slots.byteLength;
  }

  add(tombstone: Tombstone): void {
    const [one, other] = printOf(tombstone);
    const at = this.find(one, other);
    if (this.slots[at] === one && this.slots[at + 1] === other) return;
    this.put(at, one, other);
    if (++this.count * 20 > this.slots.length * FULL_TENTHS) this.grow();
  }

  has(tombstone: Tombstone): boolean {
    const [one, other] = printOf(tombstone);
    const at = this.find(one, other);
    return this.slots[at] === one && this.slots[at + 1] === other;
  }

  /** Where it stands, or would. */
  private find(one: number, other: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let at = (one * 2) & mask; ; at = (at + 2) & mask) {
      const [held, more] = [slots[at], slots[at + 1]];
      if ((held === one && more === other) || (held === 0 && more === 0)) return at;
    }
  }

  private put(at: number, one: number, other: number): void {
    this.slots[at] = one;
    this.slots[at + 1] = other;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Uint32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      const [one, other] = [before[at]!, before[at + 1]!];
      if (one !== 0 || other !== 0) this.put(this.find(one, other), one, other);
    }
  }
}

/** Of the account too: the same openid may be erased at two of them. */
function printOf({ mark, accountId, erasedAt }: Tombstone): [number, number] {
  const instant = erasedAt.getTime();
  const account =
    Math.imul(Number.parseInt(accountId.slice(0, 8), 16), SPREAD) ^ Number.parseInt(accountId.slice(-8), 16);
  const one = (mark.readUInt32LE(0) ^ account) >>> 0;
  const other = (mark.readUInt32LE(4) ^ instant ^ Math.floor(instant / 2 ** 32)) >>> 0;
  return one === 0 && other === 0 ? [1, 0] : [one, other];
}
