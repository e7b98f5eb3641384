import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AppError } from '../errors/app-error.js';
import type { Random } from '../random/random.js';
import type { KeyRing } from './key-ring.js';

const FORMAT = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/** Where a sealed value lives: it opens nowhere else. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  /** What identifies the row for good, such as an account's id. */
  readonly row: string;
}

/** A stored secret did not open: moved from another row, altered, or its key is gone from `SECRET_KEY`. */
export class SealBroken extends AppError {
  override readonly code = 'crypto.seal_broken';
  override readonly kind = 'internal';

  constructor(place: SealedPlace, options?: { cause?: unknown }) {
    super(`A secret in ${place.table}.${place.column} does not open with the keys of SECRET_KEY`, options);
  }
}

/**
 * Seals texts for the database with AES-256-GCM (NIST SP 800-38D): format byte, key id, nonce,
 * ciphertext, tag; table, column and row are authenticated, so a value copied elsewhere does not open.
 */
export class Sealer {
  private readonly derived = new Map<string, Buffer>();

  constructor(
    private readonly keys: KeyRing,
    private readonly random: Random,
  ) {}

  /** Seals with the ring's first key. */
  seal(text: string, place: SealedPlace): Buffer {
    const { id } = this.keys.current;
    const nonce = this.random.bytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(id)!, nonce);
    cipher.setAAD(boundTo(place));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORMAT]), Buffer.from(id, 'hex'), nonce, body, cipher.getAuthTag()]);
  }

  /** Opens with whichever key of the ring sealed it. @throws SealBroken */
  open(sealed: Buffer, place: SealedPlace): string {
    if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== FORMAT) throw new SealBroken(place);
    const key = this.keyOf(sealed.subarray(1, 1 + KEY_ID_BYTES).toString('hex'));
    if (!key) throw new SealBroken(place);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1 + KEY_ID_BYTES, HEADER_BYTES));
      decipher.setAAD(boundTo(place));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return (
        decipher.update(sealed.subarray(HEADER_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch (cause) {
      throw new SealBroken(place, { cause });
    }
  }

  private keyOf(id: string): Buffer | undefined {
    const known = this.derived.get(id);
    if (known) return known;
    const master = this.keys.find(id);
    if (!master) return undefined;
    const key = this.keys.derive('seal', master);
    this.derived.set(id, key);
    return key;
  }
}

function boundTo(place: SealedPlace): Buffer {
  return Buffer.from(`${place.table}\u0000${place.column}\u0000${place.row}`, 'utf8');
}
