const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 in a byte; higher bytes are thrown away so that no character is likelier. */
const FAIR_BELOW = 248;

/** Chance, held in the hand. The real one is cryptographically secure. */
export abstract class Random {
  /** `length` random bytes. */
  abstract bytes(length: number): Buffer;

  /** A number from 0 to just below 1, for jitter. */
  fraction(): number {
    return this.bytes(4).readUInt32BE() / 2 ** 32;
  }

  /** A version 4 UUID (RFC 9562). */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** `length` characters of `[0-9A-Za-z]`, each with 5.95 bits of chance: 32 of them hold 190. */
  alphanumeric(length: number): string {
    let text = '';
    while (text.length < length) {
      for (const byte of this.bytes(length + 8)) {
        if (byte < FAIR_BELOW && text.length < length) text += ALPHANUMERICS[byte % 62];
      }
    }
    return text;
  }
}
