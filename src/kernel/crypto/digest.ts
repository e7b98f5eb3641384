import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a text, as 32 bytes: how one-time secrets and session ids are stored. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** HMAC-SHA-256 of a text, as 32 bytes. */
export function hmacSha256(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function equalInConstantTime(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}
