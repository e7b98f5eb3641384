// Chance that can be repeated: the same seed draws the same numbers.

/** A source of numbers from 0 to just below 1 (mulberry32), and what is made of them. */
export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  whole(least, most) {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  one(list) {
    return list[this.whole(0, list.length - 1)];
  }
}
