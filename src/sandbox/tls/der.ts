/** The few ASN.1 types a certificate is made of, in DER (ITU-T X.690). */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

function encoded(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return encoded(TAG.sequence, ...items);
}

export function set(...items: readonly Uint8Array[]): Buffer {
  return encoded(TAG.set, ...items);
}

export function octetString(content: Uint8Array): Buffer {
  return encoded(TAG.octetString, content);
}

/** Whole bytes, or with the last `unusedBits` bits left out. */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return encoded(TAG.bitString, Buffer.from([unusedBits]), content);
}

export function utf8String(text: string): Buffer {
  return encoded(TAG.utf8String, Buffer.from(text));
}

export function isTrue(): Buffer {
  return encoded(TAG.boolean, Buffer.from([0xff]));
}

/** A number of zero or more, from its bytes, the highest first. */
export function natural(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const shortest = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start));
  // A first bit that is set would make it negative.
  return encoded(TAG.integer, ...(shortest[0]! & 0x80 ? [Buffer.from([0])] : []), shortest);
}

/** `1.2.840.10045.4.3.2` and the like. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encoded(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(0x80 | (rest & 0x7f));
  }
  return bytes;
}

/** An instant to the second, in the form RFC 5280 wants: two digits for the year before 2050, four from then on. */
export function time(instant: Date): Buffer {
  const digits = `${instant.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
  const long = instant.getUTCFullYear() >= 2050;
  return encoded(long ? TAG.generalizedTime : TAG.utcTime, Buffer.from(long ? digits : digits.slice(2)));
}

/** `[number]` around other items. */
export function tagged(number: number, ...items: readonly Uint8Array[]): Buffer {
  return encoded(CONTEXT | CONSTRUCTED | number, ...items);
}

/** `[number]` in place of a simple type's own tag. */
export function taggedBytes(number: number, content: Uint8Array): Buffer {
  return encoded(CONTEXT | number, content);
}
