import { readFileSync } from 'node:fs';
import { Clock } from '../../kernel/clock/clock.js';
import { PushCipher } from '../../wechat/push/push-cipher.js';
import { NOTHING_ODD } from '../pushes/oddities.js';
import { bytesOfPush } from '../pushes/push-bytes.js';
import { fieldsOfPush } from '../pushes/push-fields.js';
import { AccountServer } from '../pushes/testing/account-server.js';
import { push } from '../pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import { aSandbox } from '../testing/a-sandbox.js';

/** A push that was published, with all that went into it. */
interface Published {
  id: string;
  token: string;
  encodingAESKey: string;
  appid: string;
  timestamp: string;
  nonce: string;
  signature: string;
  msg_signature: string;
  encrypt: string;
  random16?: string;
}

const vectors = JSON.parse(
  readFileSync('src/wechat/push/testing/push-crypto-vectors.json', 'utf8'),
) as Published[];
const published = (id: string) => vectors.find((vector) => vector.id === id)!;

/** The same push made by the sandbox, from the same chance. */
function made(
  { token, encodingAESKey, appid, timestamp, nonce }: Published,
  mode: 'plain' | 'compat' | 'safe',
  { random, openid, originalId, createdAt, message, msgId }: Told,
) {
  const account = { ...SANDBOX_ACCOUNT, appId: appid, originalId };
  const settings = { url: 'http://localhost/', token, aesKey: encodingAESKey, mode };
  const fields = fieldsOfPush(message, { account, openid, createdAt, msgId });
  const chance = { timestamp, nonce, random };
  const more = { account, settings, chance, oddities: NOTHING_ODD, key: encodingAESKey };
  return bytesOfPush(fields, openid, { ...more, format: 'xml' });
}

interface Told {
  random: string;
  openid: string;
  originalId: string;
  createdAt: number;
  msgId: string;
  message: Parameters<typeof fieldsOfPush>[0];
}

/** What was seen on a real server in November 2022. */
const SAFE: Told = {
  random: '7359400fb2f8ef64',
  openid: 'oJqxQwYRyZMXFTc8sipB5TSe6Vw4',
  originalId: 'gh_b4f0e22ae50e',
  createdAt: 1669731471,
  msgId: '23904806341841418',
  message: { type: 'text', content: '文本tdsa[Lol]§' },
};
const COMPAT: Told = {
  ...SAFE,
  random: '29ea6b17c0e98a88',
  createdAt: 1669640883,
  msgId: '23903507600338688',
  message: { type: 'text', content: '测试文本消息/:share©' },
};
/** The worked example of the manual. */
const MANUAL: Told = {
  random: '1205899eaf019bbd',
  openid: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
  originalId: 'gh_97417a04a28d',
  createdAt: 1715943329,
  msgId: '1',
  message: { type: 'event', event: 'debug_demo', fields: { debug_str: 'hello world' } },
};

it.each<[string, 'compat' | 'safe', Told]>([
  ['live2022-safe-text', 'safe', SAFE],
  ['live2022-compat-text', 'compat', COMPAT],
  ['official-xml-safe', 'safe', MANUAL],
])('2.2 and 2.3: %s is made anew, query and cipher', (id, mode, told) => {
  const vector = published(id);
  const { query, body } = made(vector, mode, told);
  expect(query).toBe(
    `signature=${vector.signature}&timestamp=${vector.timestamp}&nonce=${vector.nonce}&openid=${told.openid}` +
      `&encrypt_type=aes&msg_signature=${vector.msg_signature}`,
  );
  expect(body).toContain(`    <Encrypt><![CDATA[${vector.encrypt}]]></Encrypt>\n</xml>\n`);
});

it('2.2: the safe push of 2022 is the 578 bytes that were counted', () => {
  const { body } = made(published('live2022-safe-text'), 'safe', SAFE);
  expect(Buffer.byteLength(body)).toBe(578);
});

it('2.2: a clear push has line feeds between its fields, and none at its end', () => {
  const { body } = made(published('live2022-safe-text'), 'plain', SAFE);
  expect(body).toBe(
    new PushCipher(published('live2022-safe-text').encodingAESKey, 'wxabb8e5e80f591861').decrypt(
      published('live2022-safe-text').encrypt,
    ),
  );
  // Without what it says: the clear push that was counted, 278 bytes, said something of seven.
  const [said] = /文.*§/.exec(body)!;
  expect(Buffer.byteLength(body) - Buffer.byteLength(said)).toBe(278 - 7);
});

/** A clock that stands at an instant. */
class At extends Clock {
  constructor(private readonly ms: number) {
    super();
  }
  override now(): Date {
    return new Date(this.ms);
  }
  override monotonicMs(): number {
    return 0;
  }
  override pause(): Promise<void> {
    return Promise.resolve();
  }
}

it('2.5: the example of the manual arrives over HTTP as it stands there, but for nonce and random bytes', async () => {
  const vector = published('official-xml-safe');
  const [sandbox, server] = await Promise.all([
    aSandbox({ clock: new At(MANUAL.createdAt * 1000) }),
    AccountServer.start(),
  ]);
  try {
    sandbox.world.accounts.change('main', {
      originalId: MANUAL.originalId,
      pushUrl: server.url,
      push: { token: vector.token, aesKey: vector.encodingAESKey, mode: 'safe' },
    });
    await push(sandbox, MANUAL.message, { openid: MANUAL.openid });
    const { search, body } = server.received[0]!;
    expect(search).toMatch(
      new RegExp(
        `^signature=[0-9a-f]{40}&timestamp=${vector.timestamp}&nonce=\\d{9,10}&openid=${MANUAL.openid}&encrypt_type=aes&msg_signature=[0-9a-f]{40}$`,
      ),
    );
    const encrypt = /<Encrypt><!\[CDATA\[(.+)\]\]>/.exec(body)![1]!;
    expect(encrypt).toHaveLength(vector.encrypt.length);
    expect(new PushCipher(vector.encodingAESKey, SANDBOX_ACCOUNT.appId).decrypt(encrypt)).toBe(
      new PushCipher(vector.encodingAESKey, vector.appid).decrypt(vector.encrypt),
    );
  } finally {
    await Promise.all([sandbox.close(), server.close()]);
  }
});
