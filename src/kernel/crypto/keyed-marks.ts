import { createHash } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/** What is left of a text that may not be kept: it can be recognised by whoever has the key, and by nobody read back. */
export interface KeyedMark {
  /** The id of the key of `SECRET_KEY` under which it was made. */
  readonly keyId: string;
  /** HMAC-SHA-256 of the text, 32 bytes. */
  readonly mark: Buffer;
}

/** The two padded key blocks of HMAC-SHA-256 (RFC 2104), from which any SHA-256 makes the mark. */
export interface MarkBlocks {
  readonly keyId: string;
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK_BYTES = 64;

/** Marks of texts under keys derived from `SECRET_KEY`, one purpose each; marks of the ring's older keys are still recognised. */
export class KeyedMarks {
  private readonly keys: readonly MarkBlocks[];

  constructor(ring: KeyRing, purpose: string) {
    this.keys = ring.ids.map((keyId) => blocksOf(keyId, ring.derive(purpose, ring.find(keyId)!)));
  }

  /** The ids of the keys, the current one first. */
  get keyIds(): readonly string[] {
    return this.keys.map(({ keyId }) => keyId);
  }

  /** The mark to keep: under the current key. */
  of(text: string): KeyedMark {
    return markUnder(this.keys[0]!, text);
  }

  /** Every mark that the text may have been given, the current key's first. */
  all(text: string): KeyedMark[] {
    return this.keys.map((blocks) => markUnder(blocks, text));
  }

  /** The key blocks for a statement that marks a column: see {@link markInSql}. */
  get blocks(): readonly MarkBlocks[] {
    return this.keys;
  }
}

/**
 * The mark of a text column as an SQL expression, so that a whole table is compared where it lies. Postgres has SHA-256
 * without any extension; HMAC is two of them.
 * @param inner, outer SQL that stands for the key's blocks, such as `$1::bytea`
 */
export function markInSql(column: string, inner: string, outer: string): string {
  return `sha256(${outer} || sha256(${inner} || convert_to(${column}, 'UTF8')))`;
}

function markUnder({ keyId, inner, outer }: MarkBlocks, text: string): KeyedMark {
  const within = createHash('sha256').update(inner).update(text, 'utf8').digest();
  return { keyId, mark: createHash('sha256').update(outer).update(within).digest() };
}

function blocksOf(keyId: string, key: Buffer): MarkBlocks {
  const padded = Buffer.alloc(BLOCK_BYTES);
  key.copy(padded);
  return {
    keyId,
    inner: padded.map((byte) => byte ^ 0x36) as Buffer,
    outer: padded.map((byte) => byte ^ 0x5c) as Buffer,
  };
}
