import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PushCipher } from './push-cipher.js';
import { compatPush, plainPush, safePush, sealedAnswer, readSealedAnswer } from './push-envelope.js';
import { isSignature, signCipher, signPush } from './push-signature.js';
import { fieldsOf, readXml } from './push-xml.js';

/** Published by the platform, or by SDKs in their tests; two were broken where they were published. */
interface Vector {
  id: string;
  token: string;
  encodingAESKey?: string;
  appid?: string;
  timestamp: string;
  nonce: string;
  signature?: string;
  msg_signature?: string;
  encrypt?: string;
  random16?: string;
  plaintext?: string;
  body?: string;
  expect_contains?: string[];
}

const all = JSON.parse(
  readFileSync(resolve('src/wechat/push/testing/push-crypto-vectors.json'), 'utf8'),
) as Vector[];
const BROKEN_AT_THE_SOURCE = new Set(['senparc-safe-INCONSISTENT', 'chanxuehong-aes']);
const vectors = all.filter(({ id }) => !BROKEN_AT_THE_SOURCE.has(id));
const those = (...wanted: (keyof Vector)[]) =>
  vectors.filter((vector) => wanted.every((name) => vector[name] !== undefined)) as Required<Vector>[];
const named = (id: string) => all.find((vector) => vector.id === id) as Required<Vector>;
const cipherOf = ({ encodingAESKey, appid }: Required<Vector>) => new PushCipher(encodingAESKey, appid);

describe('signatures that were published', () => {
  it.each(those('signature'))('$id: signature', (vector) => {
    expect(signPush(vector.token, vector)).toBe(vector.signature);
  });

  it.each(those('msg_signature', 'encrypt'))('$id: msg_signature', (vector) => {
    expect(signCipher(vector.token, vector, vector.encrypt)).toBe(vector.msg_signature);
  });

  it('are compared whole', () => {
    const { token, signature, ...query } = named('official-handshake');
    const expected = signPush(token, query);
    expect(isSignature(signature, expected)).toBe(true);
    for (const wrong of [null, undefined, '', signature.toUpperCase(), signature.slice(1), `${signature} `])
      expect(isSignature(wrong, expected)).toBe(false);
  });
});

describe('ciphers that were published', () => {
  it.each(those('encrypt', 'encodingAESKey', 'appid'))('$id: opens for its own appid alone', (vector) => {
    const message = cipherOf(vector).decrypt(vector.encrypt);
    if (vector.plaintext) expect(message).toBe(vector.plaintext);
    for (const part of vector.expect_contains ?? []) expect(message).toContain(part);
    expect(message).not.toBe('');
    const other = new PushCipher(vector.encodingAESKey, `${vector.appid}x`);
    expect(() => other.decrypt(vector.encrypt)).toThrow('another appid');
  });

  it.each(those('random16', 'plaintext', 'encrypt', 'encodingAESKey', 'appid'))(
    '$id: comes out the same, to the byte',
    (vector) => {
      expect(cipherOf(vector).encrypt(vector.plaintext, Buffer.from(vector.random16))).toBe(vector.encrypt);
    },
  );

  it('are 34, of which two do not hold', () => {
    expect(vectors).toHaveLength(32);
    const edited = named('chanxuehong-aes');
    expect(cipherOf(edited).encrypt(edited.plaintext, Buffer.from(edited.random16))).not.toBe(edited.encrypt);
    const mixed = named('senparc-safe-INCONSISTENT');
    expect(signCipher(mixed.token, mixed, mixed.encrypt)).not.toBe(mixed.msg_signature);
  });
});

describe('bodies of pushes', () => {
  it('are laid out as in safe mode’s published vector', () => {
    const vector = named('official-xml-safe');
    const fields = fieldsOf(readXml(vector.plaintext));
    const [to, from] = [fields.get('ToUserName')!, fields.get('FromUserName')!];
    const inner = plainPush([
      ['ToUserName', to],
      ['FromUserName', from],
      ['CreateTime', Number(fields.get('CreateTime'))],
      ['MsgType', 'event'],
      ['Event', 'debug_demo'],
      ['debug_str', 'hello world'],
    ]);
    expect(inner).toBe(vector.plaintext);
    expect(safePush(to, cipherOf(vector).encrypt(inner, Buffer.from(vector.random16)))).toBe(vector.body);
  });

  it('are laid out as in a captured push of compat mode', () => {
    const vector = named('senparc-compat');
    const body = compatPush(
      [
        ['ToUserName', 'gh_a96a4a619366'],
        ['FromUserName', 'olPjZjsXuQPJoV0HlruZkNzKc91E'],
        ['CreateTime', 1414387151],
        ['MsgType', 'text'],
        ['Content', '你好'],
        ['MsgId', { bare: '6074746557628292943' }],
      ],
      vector.encrypt,
    );
    expect(body).toBe(`${vector.body}\n`);
  });

  it('have the length of a captured push in clear', () => {
    const inner = cipherOf(named('live2022-safe-text')).decrypt(named('live2022-safe-text').encrypt);
    const fields = [...fieldsOf(readXml(inner))].map(
      ([name, text]) => [name, name === 'CreateTime' || name === 'MsgId' ? { bare: text } : text] as const,
    );
    expect(plainPush(fields)).toBe(inner);
    expect(
      inner.startsWith('<xml><ToUserName><![CDATA[gh_b4f0e22ae50e]]></ToUserName>\n<FromUserName>'),
    ).toBe(true);
  });

  it('answer as in the published encrypted answer', () => {
    const vector = named('official-xml-reply');
    const sealed = {
      encrypt: vector.encrypt,
      msgSignature: vector.msg_signature,
      timestamp: vector.timestamp,
      nonce: vector.nonce,
    };
    expect(readSealedAnswer(sealedAnswer(sealed))).toEqual(sealed);
  });
});
