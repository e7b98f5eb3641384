import { createCipheriv, createDecipheriv, hash } from 'node:crypto';

const BLOCK_BYTES = 16;
/** The last six bytes of a block hold the number, the others are empty. */
const NUMBER_BYTES = 6;
const EMPTY_BYTES = BLOCK_BYTES - NUMBER_BYTES;

/** A keyed permutation (AES): numbers from 0 to 2^48 − 1 to blocks of 16 bytes that look like chance, and back, without a table. */
export class KeyedPermutation {
  private readonly cipher;
  private readonly decipher;

  constructor(key: string) {
    const secret = hash('sha256', `lingpai sandbox ${key}`, 'buffer').subarray(0, 16);
    // Block by block on purpose: equal numbers give equal blocks, which is what makes it a permutation.
    this.cipher = createCipheriv('aes-128-ecb', secret, null).setAutoPadding(false);
    this.decipher = createDecipheriv('aes-128-ecb', secret, null).setAutoPadding(false);
  }

  /** The blocks of `count` numbers from `first` on, one after the other. */
  blocks(first: number, count = 1): Buffer {
    const plain = Buffer.alloc(count * BLOCK_BYTES);
    for (let at = 0; at < count; at += 1)
      plain.writeUIntBE(first + at, at * BLOCK_BYTES + EMPTY_BYTES, NUMBER_BYTES);
    return this.cipher.update(plain);
  }

  /** The number of a block, or null when no number has it. */
  numberOf(block: Buffer): number | null {
    if (block.length !== BLOCK_BYTES) return null;
    const plain = this.decipher.update(block);
    for (let at = 0; at < EMPTY_BYTES; at += 1) if (plain[at] !== 0) return null;
    return plain.readUIntBE(EMPTY_BYTES, NUMBER_BYTES);
  }
}
