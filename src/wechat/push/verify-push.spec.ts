import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeReply } from './passive-reply.js';
import { PushCipher } from './push-cipher.js';
import { compatPush, plainPush, type PushField, safePush } from './push-envelope.js';
import { signCipher, signPush } from './push-signature.js';
import { fieldsOf, readXml } from './push-xml.js';
import { PushRefused } from './push.errors.js';
import { type PushQuery, type PushTerms, verifyHandshake, verifyPush } from './verify-push.js';

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
  plaintext?: string;
  random16?: string;
  body?: string;
  echostr?: string;
}

const vectors = (
  JSON.parse(readFileSync(resolve('src/wechat/push/testing/push-crypto-vectors.json'), 'utf8')) as Vector[]
).filter(({ id }) => id !== 'senparc-safe-INCONSISTENT' && id !== 'chanxuehong-aes');
const those = (...wanted: (keyof Vector)[]) =>
  vectors.filter((vector) => wanted.every((name) => vector[name] !== undefined)) as Required<Vector>[];
const named = (id: string) => vectors.find((vector) => vector.id === id) as Required<Vector>;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const faultOf = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof PushRefused) return error.fault;
    throw error;
  }
};

const NOW = 1_770_000_000;
const FIELDS: PushField[] = [
  ['ToUserName', 'gh_b4f0e22ae50e'],
  ['FromUserName', 'oJqxQwYRyZMXFTc8sipB5TSe6Vw4'],
  ['CreateTime', NOW],
  ['MsgType', 'text'],
  ['Content', '你好'],
  ['MsgId', { bare: '23904806341841418' }],
];
const TERMS: PushTerms = {
  mode: 'safe',
  token: 'GreedIsGood',
  aesKeys: ['a'.repeat(43), 'b'.repeat(43)],
  appId: 'wx0123456789abcdef',
  originalId: 'gh_b4f0e22ae50e',
};
const PREFIX = Buffer.from('0123456789abcdef');
const encrypted = (xml: string, key = TERMS.aesKeys[0]!, appId = TERMS.appId): string =>
  new PushCipher(key, appId).encrypt(xml, PREFIX);
const queryFor = (encrypt: string | null, at = NOW, token = TERMS.token): PushQuery => {
  const signed = { timestamp: String(at), nonce: '1487905294' };
  return {
    ...signed,
    signature: signPush(token, signed),
    ...(encrypt === null ? {} : { msg_signature: signCipher(token, signed, encrypt) }),
  };
};
const safely = (encrypt: string, terms = TERMS, now = NOW) =>
  verifyPush(terms, queryFor(encrypt), bytes(safePush('gh_b4f0e22ae50e', encrypt)), now);
const plainly = (xml: string, query = queryFor(null)) =>
  verifyPush({ ...TERMS, mode: 'plain' }, query, bytes(xml), NOW);

describe('handshakes that were published', () => {
  it.each(those('echostr', 'signature'))('$id: the echo comes back', (vector) => {
    expect(verifyHandshake(vector.token, vector, Number(vector.timestamp))).toBe(vector.echostr);
    expect(faultOf(() => verifyHandshake(`${vector.token}x`, vector, Number(vector.timestamp)))).toBe(
      'signature',
    );
  });

  it('are there', () => {
    expect(those('echostr', 'signature').length).toBeGreaterThanOrEqual(5);
  });
});

describe('ciphers that were published', () => {
  // JSON, answers, and what is sent to platforms and not to accounts: believed, and then not read.
  const NO_PUSHES = ['official-safe', 'official-reply', 'official-xml-reply', 'powerwechat-echostr'];
  NO_PUSHES.push('senparc-open-1', 'senparc-open-2');

  it.each(those('encrypt', 'encodingAESKey', 'appid', 'msg_signature'))('$id: is believed', (vector) => {
    const { id, token, encodingAESKey, appid: appId, encrypt, timestamp } = vector;
    const terms: PushTerms = { mode: 'safe', token, aesKeys: [encodingAESKey], appId, originalId: null };
    const body = bytes(vector.body ?? safePush('gh_of_the_vector', encrypt));
    const verified = () => verifyPush(terms, vector, body, Number(timestamp));
    const expected = NO_PUSHES.includes(id) ? 'unreadable' : 'none';
    expect(faultOf(verified)).toBe(expected);
    expect(faultOf(() => verifyPush({ ...terms, token: 'another' }, vector, body, Number(timestamp)))).toBe(
      'signature',
    );
    expect(faultOf(() => verifyPush({ ...terms, appId: 'wxother' }, vector, body, Number(timestamp)))).toBe(
      'cipher',
    );
  });

  it('of Tencent’s own XML pair say what was meant, and come out the same the other way', () => {
    const vector = named('official-xml-safe');
    const terms: PushTerms = {
      mode: 'safe',
      token: vector.token,
      aesKeys: [vector.encodingAESKey],
      appId: vector.appid,
      originalId: 'gh_97417a04a28d',
    };
    const { xml, message } = verifyPush(terms, vector, bytes(vector.body), 1715943329);
    expect(xml).toBe(vector.plaintext);
    expect(message).toMatchObject({ event: 'debug_demo', fromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY' });
    expect(message.fields.get('debug_str')).toBe('hello world');
    const encrypt = new PushCipher(vector.encodingAESKey, vector.appid).encrypt(xml, bytes(vector.random16));
    expect(safePush('gh_97417a04a28d', encrypt)).toBe(vector.body);
    expect(signCipher(vector.token, vector, encrypt)).toBe(vector.msg_signature);
  });
});

describe('the mode is what was set', () => {
  const xml = plainPush(FIELDS);

  it('safe: a push in clear is refused however well it is signed', () => {
    expect(faultOf(() => verifyPush(TERMS, queryFor(null), bytes(xml), NOW))).toBe('not_encrypted');
    const dropped = { ...queryFor(encrypted(xml)), encrypt_type: 'raw' };
    expect(faultOf(() => verifyPush(TERMS, dropped, bytes(xml), NOW))).toBe('not_encrypted');
  });

  it('compat: what stands in clear beside the cipher is never believed', () => {
    const encrypt = encrypted(xml);
    const lying = FIELDS.map(([name, value]): PushField => [name, name === 'Content' ? 'lie' : value]);
    const terms = { ...TERMS, mode: 'compat' } as const;
    const verified = verifyPush(terms, queryFor(encrypt), bytes(compatPush(lying, encrypt)), NOW);
    expect(verified.message.content).toBe('你好');
    expect(faultOf(() => verifyPush(terms, queryFor(null), bytes(xml), NOW))).toBe('not_encrypted');
  });

  it('plain: a push of safe mode says nothing that could be read', () => {
    const encrypt = encrypted(xml);
    const body = safePush('gh_b4f0e22ae50e', encrypt);
    expect(faultOf(() => plainly(body, queryFor(encrypt)))).toBe('unreadable');
    expect(plainly(xml)).toMatchObject({ xml, aesKey: null });
  });
});

describe('a push is refused', () => {
  const xml = plainPush(FIELDS);

  it.each([
    ['no signature', { signature: undefined }],
    ['an empty one', { signature: '' }],
    ['one of the right length', { signature: 'a'.repeat(40) }],
    ['no nonce', { nonce: undefined }],
    ['another nonce', { nonce: '1' }],
    ['one signed with the token of another account', queryFor(null, NOW, 'AnotherToken')],
  ])('with %s', (_what, query) => {
    expect(faultOf(() => plainly(xml, { ...queryFor(null), ...query }))).toBe('signature');
  });

  it('in safe mode without regard to the signature that does not cover the body', () => {
    const [one, other] = [encrypted(xml), encrypted(xml.replace('你好', '再见'))];
    const swapped = () => verifyPush(TERMS, queryFor(one), bytes(safePush('gh_b4f0e22ae50e', other)), NOW);
    expect(faultOf(swapped)).toBe('signature');
  });

  it('five minutes from now, and not before', () => {
    const encrypt = encrypted(xml);
    for (const now of [NOW - 300, NOW + 300]) expect(faultOf(() => safely(encrypt, TERMS, now))).toBe('none');
    for (const now of [NOW - 301, NOW + 301, NOW + 600])
      expect(faultOf(() => safely(encrypt, TERMS, now))).toBe('stale');
    const query = { ...queryFor(null), timestamp: `${NOW}.0` };
    expect(faultOf(() => plainly(xml, query))).toBe('stale');
  });

  it('for another appid, and for another original id', () => {
    expect(faultOf(() => safely(encrypted(xml, TERMS.aesKeys[0], 'wxother')))).toBe('cipher');
    const elsewhere = encrypted(xml.replace('gh_b4f0e22ae50e', 'gh_another'));
    expect(faultOf(() => safely(elsewhere))).toBe('addressee');
    expect(safely(elsewhere, { ...TERMS, originalId: null }).message.toUserName).toBe('gh_another');
  });
});

it('the previous AES key is honoured, and told, so that the answer is written with it', () => {
  const xml = plainPush(FIELDS);
  expect(safely(encrypted(xml)).aesKey).toBe(TERMS.aesKeys[0]);
  expect(safely(encrypted(xml, TERMS.aesKeys[1])).aesKey).toBe(TERMS.aesKeys[1]);
  expect(faultOf(() => safely(encrypted(xml, 'c'.repeat(43))))).toBe('cipher');
});

describe('10,000 ciphers that were tampered with, and signed again', () => {
  /** Chance that is the same in every run. */
  const dice = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE();

  it('are refused, each of them, and never with anything but a refusal', () => {
    const whole = Buffer.from(encrypted(plainPush(FIELDS)), 'base64');
    const faults = new Map<string, number>();
    for (let round = 0; round < 10_000; round += 1) {
      const encrypt = mutated(whole, round);
      const query = queryFor(encrypt);
      const body = bytes(safePush('gh_b4f0e22ae50e', encrypt));
      const fault = faultOf(() => verifyPush(TERMS, query, body, NOW));
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
    expect([...faults.keys()].sort()).toEqual(['cipher', 'not_encrypted', 'unreadable']);
    expect(faults.get('cipher')).toBeGreaterThan(8_000);
  });

  function mutated(whole: Buffer, round: number): string {
    const copy = Buffer.from(whole);
    const at = dice(`at ${round}`) % copy.length;
    switch (round % 5) {
      case 0:
        copy[at]! ^= 1 << (round % 8);
        return copy.toString('base64');
      case 1:
        return copy.subarray(0, at).toString('base64');
      case 2:
        return Buffer.concat([copy, copy.subarray(0, (1 + (at % 4)) * 16)]).toString('base64');
      case 3:
        return copy.toString('base64').replace(/.{3}/, 'é=!');
      default:
        return forged(round);
    }
  }

  /** Encrypted with the right key, and wrong inside: lengths, padding, appid. */
  function forged(round: number): string {
    const key = Buffer.from(`${TERMS.aesKeys[0]}=`, 'base64');
    const length = Buffer.alloc(4);
    length.writeUInt32BE([0xffffffff, 0x7fffffff, 5000, 0, 1][round % 5]!);
    const inner = Buffer.concat([PREFIX, length, bytes(plainPush(FIELDS)), bytes(TERMS.appId)]);
    const pad = dice(`pad ${round}`) % 256;
    const padded = Buffer.concat([inner, Buffer.alloc(16 - (inner.length % 16), pad)]);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
  }
});

describe('hostile XML', () => {
  const dtd =
    '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const good = plainPush(FIELDS);
  const HOSTILE: [string, string][] = [
    ['a document type', `${dtd}${good}`],
    ['an entity of a file', `${dtd}${good.replace('<![CDATA[你好]]>', '&x;')}`],
    ['entities in entities', `${dtd}${good.replace('<![CDATA[你好]]>', '&b;&b;&b;')}`],
    ['a parameter entity', `<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]>${good}`],
    ['an unknown entity', good.replace('<![CDATA[你好]]>', '&nbsp;')],
    ['a comment', good.replace('<MsgType>', '<!-- x --><MsgType>')],
    ['an instruction', good.replace('<MsgType>', '<?php x?><MsgType>')],
    ['an attribute', good.replace('<MsgType>', '<MsgType x="1">')],
    ['a very long attribute', good.replace('<MsgType>', `<MsgType x="${'a'.repeat(60_000)}">`)],
    ['two senders', good.replace('<MsgType>', '<FromUserName>oAnother</FromUserName><MsgType>')],
    [
      'a sender within the sender',
      good.replace(/<FromUserName>.*<\/FromUserName>/, '<FromUserName><a>o</a></FromUserName>'),
    ],
    ['depth', `${'<a>'.repeat(15_000)}${'</a>'.repeat(1)}`],
    ['closed depth', `${'<a>'.repeat(8_000)}${'</a>'.repeat(8_000)}`],
    ['breadth', `<xml>${'<a/>'.repeat(16_000)}</xml>`],
    ['references', `<xml><a>${'&#65;'.repeat(13_000)}</a></xml>`],
    ['references that are none', `<xml><a>${'&'.repeat(65_000)}</a></xml>`],
    ['a reference to nothing', good.replace('<![CDATA[你好]]>', '&#0;&#xD800;')],
    ['CDATA without an end', `<xml><a><![CDATA[${'a'.repeat(65_000)}`],
    ['many that begin', `<xml>${'<![CDATA['.repeat(7_000)}</xml>`],
    ['many tags that begin', '<'.repeat(65_000)],
    ['blanks', `<xml${' '.repeat(65_000)}`],
    ['a byte order mark', `\uFEFF${good}`],
    ['prototypes', '<xml><__proto__>1</__proto__><constructor>2</constructor></xml>'],
    ['nothing', ''],
    ['two roots', `${good}${good}`],
    ['text behind', `${good}x`],
    ['no end', good.slice(0, -6)],
  ];
  const HOSTILE_BYTES: [string, Buffer][] = [
    ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le')],
    ['half a character', Buffer.concat([bytes('<xml><a>'), Buffer.from([0xe4, 0xbd]), bytes('</a></xml>')])],
  ];

  it.each(HOSTILE)('is refused as the body: %s', (_what, xml) => {
    expect(faultOf(() => plainly(xml))).toBe('unreadable');
    expect(faultOf(() => verifyPush(TERMS, queryFor(null), bytes(xml), NOW))).toMatch(
      /^(unreadable|not_encrypted)$/,
    );
  });

  it.each(HOSTILE)('is refused within the cipher: %s', (_what, xml) => {
    expect(faultOf(() => safely(encrypted(xml)))).toBe('unreadable');
  });

  it.each(HOSTILE_BYTES)('is refused: %s', (_what, body) => {
    expect(faultOf(() => verifyPush({ ...TERMS, mode: 'plain' }, queryFor(null), body, NOW))).toBe(
      'unreadable',
    );
  });
});

it('what somebody writes stays what they wrote, in the answer too', () => {
  const evil = ']]></Content><Encrypt>x</Encrypt><Content><![CDATA[';
  const reply = writeReply({ type: 'text', content: evil }, { to: 'o1', from: 'gh_1', createdAt: NOW });
  const fields = fieldsOf(readXml(reply));
  expect(fields.get('Content')).toBe(evil);
  expect([...fields.keys()]).toEqual(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Content']);
});
