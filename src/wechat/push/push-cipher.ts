import { createCipheriv, createDecipheriv } from 'node:crypto';
import { PushKeyInvalid, PushUnreadable } from './push.errors.js';

const KEY = /^[A-Za-z0-9+/]{43}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const CIPHER = 'aes-256-cbc';
const CIPHER_BLOCK = 16;
/** WeChat pads to 32, twice the block of the cipher itself. */
const PADDED_TO = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The cipher of pushes and of their answers (消息加解密): AES-256-CBC whose key and initial vector come from
 * the EncodingAESKey, over 16 random bytes, the message's length, the message and the appid.
 * https://developers.weixin.qq.com/doc/service/guide/dev/push/encryption.html
 */
export class PushCipher {
  private readonly key: Buffer;
  private readonly appId: Buffer;

  /** Spare bits in the key's last character are let pass: many keys in use have them. @throws PushKeyInvalid */
  constructor(encodingAesKey: string, appId: string) {
    if (!KEY.test(encodingAesKey)) throw new PushKeyInvalid();
    this.key = Buffer.from(`${encodingAesKey}=`, 'base64');
    this.appId = Buffer.from(appId, 'utf8');
  }

  /** The message as base64; `random` are 16 bytes nobody can foretell. */
  encrypt(message: string, random: Uint8Array): string {
    if (random.length !== RANDOM_BYTES) throw new RangeError(`${RANDOM_BYTES} random bytes`);
    const text = Buffer.from(message, 'utf8');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(text.length);
    const whole = Buffer.concat([random, length, text, this.appId]);
    const missing = PADDED_TO - (whole.length % PADDED_TO);
    const cipher = createCipheriv(CIPHER, this.key, this.key.subarray(0, CIPHER_BLOCK)).setAutoPadding(false);
    return Buffer.concat([
      cipher.update(whole),
      cipher.update(Buffer.alloc(missing, missing)),
      cipher.final(),
    ]).toString('base64');
  }

  /** The message within. Padding of 1 to 32 bytes is accepted. @throws PushUnreadable also where it is meant for another appid */
  decrypt(encrypted: string): string {
    const padded = this.decipher(encrypted);
    const pad = padded.at(-1)!;
    const end = padded.length - pad;
    const start = RANDOM_BYTES + LENGTH_BYTES;
    if (pad < 1 || pad > PADDED_TO || end < start) throw new PushUnreadable('its cipher');
    if (!padded.subarray(end).every((byte) => byte === pad)) throw new PushUnreadable('its cipher');
    const messageEnd = start + padded.readUInt32BE(RANDOM_BYTES);
    if (messageEnd > end) throw new PushUnreadable('its cipher');
    if (!padded.subarray(messageEnd, end).equals(this.appId))
      throw new PushUnreadable('meant for another appid');
    try {
      return UTF8.decode(padded.subarray(start, messageEnd));
    } catch {
      throw new PushUnreadable('not UTF-8');
    }
  }

  private decipher(encrypted: string): Buffer {
    const bytes = BASE64.test(encrypted) ? Buffer.from(encrypted, 'base64') : Buffer.alloc(0);
    if (bytes.length < PADDED_TO || bytes.length % CIPHER_BLOCK !== 0)
      throw new PushUnreadable('not a cipher');
    const decipher = createDecipheriv(CIPHER, this.key, this.key.subarray(0, CIPHER_BLOCK)).setAutoPadding(
      false,
    );
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  }
}
