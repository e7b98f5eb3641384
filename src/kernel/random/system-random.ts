import { randomFillSync } from 'node:crypto';
import { Random } from './random.js';

const POOL_BYTES = 4096;

/** The operating system's randomness, drawn in blocks: one system call serves many small wishes. */
export class SystemRandom extends Random {
  private readonly pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  private used = POOL_BYTES;

  override bytes(length: number): Buffer {
    if (length > POOL_BYTES) return randomFillSync(Buffer.alloc(length));
    if (this.used + length > POOL_BYTES) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const bytes = Buffer.from(this.pool.subarray(this.used, this.used + length));
    this.pool.fill(0, this.used, this.used + length);
    this.used += length;
    return bytes;
  }
}
