import { crc32 } from 'node:zlib';
import { hash } from 'node:crypto';
import type { Random } from '../kernel/random/random.js';

/** How every key begins, so that people, logs and scanners for leaked secrets know one when they see it. */
const MARK = 'lp_';
/** 190 bits of chance. */
const CHANCE_LENGTH = 32;
const BODY_LENGTH = MARK.length + CHANCE_LENGTH;
const CHECKSUM_LENGTH = 6;
const PREFIX_LENGTH = 8;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^lp_[0-9A-Za-z]{38}$/;
/** Also with its underscore escaped, and with more letters around it. */
const SHAPE_WITHIN = /lp(?:_|%5f)[0-9A-Za-z]{38}/i;

/** How long a key is, in characters. */
export const API_KEY_LENGTH = BODY_LENGTH + CHECKSUM_LENGTH;

/** A new key: `lp_`, 32 characters of chance, and a checksum of both. */
export function makeApiKey(random: Random): string {
  const body = MARK + random.alphanumeric(CHANCE_LENGTH);
  return body + checksumOf(body);
}

/**
 * Whether a text can be a key: its shape, and a checksum by which any single slip of the pen is found
 * without asking the database. Says nothing of whether the key was ever issued.
 */
export function isWellFormed(text: string): boolean {
  return SHAPE.test(text) && text.endsWith(checksumOf(text.slice(0, BODY_LENGTH)));
}

/** What is kept and looked up in place of the key: its SHA-256, in hex. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The first eight characters: enough for a person to recognise a key, and 160 bits short of using it. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** Whether somebody wrote a key into an address, where it stays in logs and histories. */
export function isInAddress(url: string): boolean {
  return SHAPE_WITHIN.test(url) || (url.includes('%') && SHAPE_WITHIN.test(unescaped(url)));
}

/** CRC-32 in base 62: six digits hold any. */
function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let at = 0; at < CHECKSUM_LENGTH; at++) {
    text = DIGITS[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Every escape read, whatever else is wrong with the address. */
function unescaped(url: string): string {
  return url.replaceAll(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
}
