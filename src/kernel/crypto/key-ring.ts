import { hkdfSync } from 'node:crypto';
import { sha256 } from './digest.js';

/** A 32-byte master key and its id: the first four bytes of its digest, in hex. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of `SECRET_KEY`: the first encrypts and signs, all of them decrypt. */
export class KeyRing {
  private readonly keys: readonly MasterKey[];

  /** @throws RangeError unless there is at least one key and each has 32 bytes. */
  constructor(keys: readonly Buffer[]) {
    if (keys.length === 0) throw new RangeError('a key ring needs a key');
    for (const key of keys) if (key.length !== 32) throw new RangeError('a key has 32 bytes');
    this.keys = keys.map((bytes) => ({
      id: sha256(bytes.toString('hex')).subarray(0, 4).toString('hex'),
      bytes,
    }));
  }

  get current(): MasterKey {
    return this.keys[0]!;
  }

  /** The ids of all keys, the current one first. */
  get ids(): readonly string[] {
    return this.keys.map((key) => key.id);
  }

  /** The key with this id, or undefined when it has left the ring. */
  find(id: string): MasterKey | undefined {
    return this.keys.find((key) => key.id === id);
  }

  /** One key per purpose (HKDF-SHA-256, RFC 5869), so that no two uses share a key. */
  derive(purpose: string, master: MasterKey = this.current): Buffer {
    return Buffer.from(hkdfSync('sha256', master.bytes, '', `lingpai/${purpose}`, 32));
  }
}
