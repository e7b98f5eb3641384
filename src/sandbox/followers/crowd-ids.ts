import { hash } from 'node:crypto';
import { KeyedPermutation } from './keyed-permutation.js';

const BLOCK_BYTES = 16;
const PREFIX_CHARACTERS = 5;

/**
 * The ids of a seeded crowd within an account (openids) or an open platform (unionids): 28 characters that
 * begin alike, as WeChat's do, and that hold the number, so that nothing is looked up.
 */
export class CrowdIds {
  private readonly prefix: string;
  private readonly permutation: KeyedPermutation;

  /** `scope` is an appid or the name of an open platform. */
  constructor(scope: string, seed: string) {
    const digest = hash('sha256', `lingpai sandbox prefix ${scope}`, 'buffer').toString('base64url');
    this.prefix = `o${digest.slice(0, PREFIX_CHARACTERS)}`;
    this.permutation = new KeyedPermutation(`id ${scope} ${seed}`);
  }

  idOf(number: number): string {
    return this.ids(number, 1)[0]!;
  }

  /** The ids of `count` numbers from `first` on. */
  ids(first: number, count: number): string[] {
    const blocks = this.permutation.blocks(first, count);
    return Array.from(
      { length: count },
      (_, at) => this.prefix + blocks.toString('base64url', at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES),
    );
  }

  /** The number within an id; null when it is none of these. */
  numberOf(id: string): number | null {
    if (id.length !== this.prefix.length + 22 || !id.startsWith(this.prefix)) return null;
    const text = id.slice(this.prefix.length);
    const block = Buffer.from(text, 'base64url');
    // Other spellings of the same bytes are other ids.
    return block.toString('base64url') === text ? this.permutation.numberOf(block) : null;
  }
}

const KEPT_KEYS = 100;
const kept = new Map<string, CrowdIds>();

/** The ids of a scope and a seed; setting a key up takes longer than a thousand ids. */
export function crowdIds(scope: string, seed: string): CrowdIds {
  const key = `${scope} ${seed}`;
  const known = kept.get(key);
  if (known) return known;
  const ids = new CrowdIds(scope, seed);
  if (kept.size >= KEPT_KEYS) kept.clear();
  kept.set(key, ids);
  return ids;
}
