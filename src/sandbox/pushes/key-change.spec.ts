import { PushCipher } from '../../wechat/push/push-cipher.js';
import { sealedAnswer } from '../../wechat/push/push-envelope.js';
import { signCipher } from '../../wechat/push/push-signature.js';
import { childOf, readXml } from '../../wechat/push/push-xml.js';
import { writeReply } from '../../wechat/push/passive-reply.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { originalIdOf } from './push-settings.js';
import { AccountServer } from './testing/account-server.js';
import { AES_KEY, control, push, pushTo, TOKEN } from './testing/push-calls.js';

const NEW_KEY = 'B'.repeat(43);
const TEXT = { type: 'text', content: '换钥匙' };

let sandbox: RunningSandbox;
let server: AccountServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([aSandbox(), AccountServer.start()]);
});
afterAll(async () => {
  await Promise.all([sandbox.close(), server.close()]);
});
beforeEach(() => {
  sandbox.world.reset();
  server.reset();
  pushTo(sandbox, server.url, 'safe');
});

const save = (changes: object) =>
  control(sandbox, 'PUT', '/accounts/main/push', {
    url: server.url,
    token: TOKEN,
    mode: 'safe',
    verify: false,
    ...changes,
  });
const opened = (key: string) =>
  new PushCipher(key, SANDBOX_ACCOUNT.appId).decrypt(
    childOf(readXml(server.received.at(-1)!.body), 'Encrypt')!.text,
  );
/** Has the account's server answer in a cipher made with a key. */
const answerWith = (key: string) => {
  server.react = ({ query }) => {
    const head = { to: query.get('openid')!, from: originalIdOf(SANDBOX_ACCOUNT), createdAt: 1e9 };
    const signed = { timestamp: '1000000000', nonce: 'n' };
    const clear = writeReply({ type: 'text', content: '好' }, head);
    const encrypt = new PushCipher(key, SANDBOX_ACCOUNT.appId).encrypt(clear, Buffer.alloc(16, 'x'));
    return sealedAnswer({ ...signed, encrypt, msgSignature: signCipher(TOKEN, signed, encrypt) });
  };
};

it('encrypts with the new key at once', async () => {
  expect((await save({ aes_key: NEW_KEY })).json).toMatchObject({ previous_aes_key_set: true });
  await push(sandbox, TEXT);
  expect(opened(NEW_KEY)).toContain('换钥匙');
});

it('goes on with the key before for as long as it is told to, by its own clock', async () => {
  const { json } = await save({ aes_key: NEW_KEY, previous_key_seconds: 300 });
  expect(json['previous_key_until']).toBe('2026-11-22T08:05:00.000Z');
  sandbox.world.clock.advance(299);
  await push(sandbox, TEXT);
  expect(opened(AES_KEY)).toContain('换钥匙');
  sandbox.world.clock.advance(1);
  await push(sandbox, TEXT);
  expect(opened(NEW_KEY)).toContain('换钥匙');
});

it.each([
  ['the new key', NEW_KEY],
  ['the key before', AES_KEY],
])('takes answers encrypted with %s', async (_, key) => {
  await save({ aes_key: NEW_KEY });
  answerWith(key);
  expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'reply', encrypted: true });
});

it('takes an answer in the key of the very push, and in no other', async () => {
  answerWith('C'.repeat(43));
  const odd = { aes_key: 'C'.repeat(43) };
  expect((await push(sandbox, TEXT, { odd })).outcome).toMatchObject({ kind: 'reply' });
  expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'fault', rule: 'push.answer_form' });
});

it('keeps the key before when something else is saved, and forgets it with the key after the next', async () => {
  await save({ aes_key: NEW_KEY, previous_key_seconds: 300 });
  const { json } = await save({ aes_key: NEW_KEY, mode: 'compat' });
  expect(json).toMatchObject({ previous_aes_key_set: true, previous_key_until: '2026-11-22T08:05:00.000Z' });
  await save({ aes_key: 'D'.repeat(43) });
  answerWith(AES_KEY);
  expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'fault' });
});

it('is part of a world in a file', async () => {
  await save({ aes_key: NEW_KEY, previous_key_seconds: 300 });
  const { json: file } = await control(sandbox, 'GET', '/world');
  sandbox.world.reset();
  expect((await control(sandbox, 'PUT', '/world', file)).status).toBe(204);
  await push(sandbox, TEXT);
  expect(opened(AES_KEY)).toContain('换钥匙');
});
