import { createCipheriv } from 'node:crypto';
import { PushCipher } from './push-cipher.js';
import { PushKeyInvalid } from './push.errors.js';

const KEY = 'h7ZycbpEh2vNdfkYulfw9pG95HjLYwmrKBFeqIktff6';
const APP_ID = 'wxsandbox000000001';
const RANDOM = Buffer.from('0123456789abcdef');
const cipher = new PushCipher(KEY, APP_ID);

/** A cipher over any bytes: what a broken or hostile sender may make. */
function encrypted(bytes: Buffer): string {
  const key = Buffer.from(`${KEY}=`, 'base64');
  const raw = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([raw.update(bytes), raw.final()]).toString('base64');
}

/** Random, length, message and appid, with padding to a block size. */
function padded(message: string, block: number, length = Buffer.byteLength(message)): Buffer {
  const head = Buffer.alloc(20);
  RANDOM.copy(head);
  head.writeUInt32BE(length, 16);
  const whole = Buffer.concat([head, Buffer.from(message), Buffer.from(APP_ID)]);
  const missing = block - (whole.length % block);
  return Buffer.concat([whole, Buffer.alloc(missing, missing)]);
}

it('pads by 1 to 32 bytes, a whole block where nothing is missing', () => {
  for (let length = 0; length < 64; length += 1) {
    const message = 'x'.repeat(length);
    const sealed = cipher.encrypt(message, RANDOM);
    expect(Buffer.from(sealed, 'base64').length % 32).toBe(0);
    expect(sealed).toBe(encrypted(padded(message, 32)));
    expect(cipher.decrypt(sealed)).toBe(message);
  }
});

it('opens what was padded to the cipher’s own block, as some SDKs do', () => {
  expect(cipher.decrypt(encrypted(padded('登录', 16)))).toBe('登录');
});

it('keeps emoji, line feeds and what looks like markup', () => {
  const message = '👨‍👩‍👧‍👦\n]]><![CDATA[\u0000';
  expect(cipher.decrypt(cipher.encrypt(message, RANDOM))).toBe(message);
});

it('takes a key with spare bits in its last character for the same key without', () => {
  const [a, b] = [`${KEY.slice(0, 42)}4`, `${KEY.slice(0, 42)}7`];
  expect(new PushCipher(b, APP_ID).decrypt(new PushCipher(a, APP_ID).encrypt('x', RANDOM))).toBe('x');
});

it.each(['', KEY.slice(1), `${KEY}=`, `${KEY.slice(0, 42)}-`, `${KEY}\n`])('refuses the key "%s"', (key) => {
  expect(() => new PushCipher(key, APP_ID)).toThrow(PushKeyInvalid);
});

describe('does not open', () => {
  const good = padded('hello', 32);
  const changed = (at: number, byte: number) => {
    const bytes = Buffer.from(good);
    bytes[at < 0 ? bytes.length + at : at] = byte;
    return encrypted(bytes);
  };

  it.each([
    ['nothing', ''],
    ['what is not base64', '*'.repeat(44)],
    ['half a block', Buffer.alloc(40).toString('base64')],
    ['less than a head', encrypted(Buffer.alloc(16, 16))],
    ['padding of no bytes', changed(-1, 0)],
    ['padding of 33 bytes', changed(-1, 33)],
    ['padding that disagrees with itself', changed(-2, 99)],
    ['padding that eats the head', encrypted(Buffer.alloc(32, 32))],
    ['a length beyond the end', encrypted(padded('hello', 32, 4_000_000_000))],
    ['a length that cuts into the appid', encrypted(padded('hello', 32, 6))],
    ['a length that leaves part of the message with the appid', encrypted(padded('hello', 32, 4))],
    ['bytes that are not UTF-8', encrypted(Buffer.from(good).fill(0xff, 20, 25))],
    ['another key’s cipher', new PushCipher('A'.repeat(43), APP_ID).encrypt('hello', RANDOM)],
  ])('%s', (_, text) => {
    expect(() => cipher.decrypt(text)).toThrow(expect.objectContaining({ code: 'wechat.push_unreadable' }));
  });
});
