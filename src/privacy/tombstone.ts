import type { ErasureCause } from './erasure.entity.js';

/** What is left of an erasure: a keyed mark that the openid's owner was erased, and when. */
export interface Tombstone {
  readonly accountId: string;
  readonly keyId: string;
  /** HMAC-SHA-256 of the openid, 32 bytes. */
  readonly mark: Buffer;
  readonly erasedAt: Date;
  readonly cause: ErasureCause;
}

const LINE = new RegExp(
  '^(?<account>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (?<key>[0-9a-f]{8}) (?<mark>[0-9a-f]{64})' +
    ' (?<at>[0-9-]{10}T[0-9:.]{8,12}Z) (?<cause>cancellation|revocation|caller|operator|visitor)$',
);

/** A tombstone as one line of text, without the line's end. */
export function lineOf({ accountId, keyId, mark, erasedAt, cause }: Tombstone): string {
  return `${accountId} ${keyId} ${mark.toString('hex')} ${erasedAt.toISOString()} ${cause}`;
}

/** The tombstone of a line; null for what is none, such as a line that was not written to its end. */
export function readLine(line: string): Tombstone | null {
  const found = LINE.exec(line.trim())?.groups;
  if (!found) return null;
  const erasedAt = new Date(found['at']!);
  if (Number.isNaN(erasedAt.getTime())) return null;
  return {
    accountId: found['account']!,
    keyId: found['key']!,
    mark: Buffer.from(found['mark']!, 'hex'),
    erasedAt,
    cause: found['cause'] as ErasureCause,
  };
}
