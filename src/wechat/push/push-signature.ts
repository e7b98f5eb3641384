import { hash } from 'node:crypto';
import { equalInConstantTime } from '../../kernel/crypto/digest.js';

/** What every request from the platform carries in its query. */
export interface SignedQuery {
  /** Seconds since 1970, as sent. */
  readonly timestamp: string;
  readonly nonce: string;
}

/** `signature` of a handshake or a push: SHA-1 over token, timestamp and nonce, sorted by bytes; lower-case hex. The body is not covered. */
export function signPush(token: string, { timestamp, nonce }: SignedQuery): string {
  return sortedSha1([token, timestamp, nonce]);
}

/** `msg_signature` of a cipher, in a push or in the answer to one: the same with `Encrypt` among what is sorted. */
export function signCipher(token: string, { timestamp, nonce }: SignedQuery, encrypt: string): string {
  return sortedSha1([token, timestamp, nonce, encrypt]);
}

/** Whether a signature is the expected one, in a time that does not tell where it differs. */
export function isSignature(given: string | null | undefined, expected: string): boolean {
  return typeof given === 'string' && equalInConstantTime(given, expected);
}

function sortedSha1(parts: readonly string[]): string {
  // By bytes, not by UTF-16 units: they differ beyond the basic plane.
  const sorted = parts.map((part) => Buffer.from(part, 'utf8')).sort(Buffer.compare);
  return hash('sha1', Buffer.concat(sorted), 'hex');
}
