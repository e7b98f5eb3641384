import { PushCipher } from '../../wechat/push/push-cipher.js';
import { signCipher } from '../../wechat/push/push-signature.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { originalIdOf } from './push-settings.js';
import { AccountServer } from './testing/account-server.js';
import { AES_KEY, push, pushTo, TOKEN } from './testing/push-calls.js';

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
  sandbox.world.turn({ push_format: 'json' });
});

const GH = originalIdOf(SANDBOX_ACCOUNT);
const TEXT = { type: 'text', content: '你好 "<b>" ]]>' };
const asked = { openid: 'oSomebody', odd: { msg_id: '23904806341841418' } };
const PLAIN =
  `{"ToUserName":"${GH}","FromUserName":"oSomebody","CreateTime":1795334400,"MsgType":"text",` +
  '"Content":"你好 \\"<b>\\" ]]>","MsgId":23904806341841418}';

it('writes a push in clear as compact JSON, its MsgId with all digits', async () => {
  pushTo(sandbox, server.url);
  await push(sandbox, TEXT, asked);
  const [{ body, headers }] = server.received as [(typeof server.received)[0]];
  expect(body).toBe(PLAIN);
  expect(headers['content-type']).toBe('application/json');
});

it('writes two members in safe mode; inside the cipher is the same JSON', async () => {
  pushTo(sandbox, server.url, 'safe');
  await push(sandbox, TEXT, asked);
  const [{ body, query }] = server.received as [(typeof server.received)[0]];
  const members = JSON.parse(body) as Record<string, string>;
  expect(Object.keys(members)).toEqual(['ToUserName', 'Encrypt']);
  const signed = { timestamp: query.get('timestamp')!, nonce: query.get('nonce')! };
  expect(query.get('msg_signature')).toBe(signCipher(TOKEN, signed, members['Encrypt']!));
  expect(new PushCipher(AES_KEY, SANDBOX_ACCOUNT.appId).decrypt(members['Encrypt']!)).toBe(PLAIN);
});

it('writes both in compat mode', async () => {
  pushTo(sandbox, server.url, 'compat');
  await push(sandbox, TEXT, asked);
  expect(server.received[0]!.body.startsWith(`${PLAIN.slice(0, -1)},"Encrypt":"`)).toBe(true);
});

it('has no JSON for an answer: it counts as none', async () => {
  pushTo(sandbox, server.url);
  server.react = () => '{"MsgType":"text","Content":"hi"}';
  expect((await push(sandbox, TEXT, asked)).outcome).toMatchObject({
    kind: 'fault',
    rule: 'push.answer_form',
  });
});
