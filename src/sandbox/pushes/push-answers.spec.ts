import { PushCipher } from '../../wechat/push/push-cipher.js';
import { sealedAnswer } from '../../wechat/push/push-envelope.js';
import { type PassiveReply, writeReply } from '../../wechat/push/passive-reply.js';
import { signCipher } from '../../wechat/push/push-signature.js';
import { RULES, type RuleId } from '../rules.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { ruleIdsOf } from '../testing/rule-scenarios.js';
import { originalIdOf } from './push-settings.js';
import { AccountServer, type Received } from './testing/account-server.js';
import { AES_KEY, control, push, pushTo, TOKEN } from './testing/push-calls.js';

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
  pushTo(sandbox, server.url);
});

const TEXT = { type: 'text', content: 'hi' } as const;
const HELLO: PassiveReply = { type: 'text', content: '你好' };
const replyTo = ({ query }: Received, reply: PassiveReply = HELLO) =>
  writeReply(reply, { to: query.get('openid')!, from: originalIdOf(SANDBOX_ACCOUNT), createdAt: 1 + 1e9 });
const sealed = (
  xml: string,
  { token = TOKEN, appId = SANDBOX_ACCOUNT.appId as string, key = AES_KEY } = {},
) => {
  const encrypt = new PushCipher(key, appId).encrypt(xml, Buffer.from('0123456789abcdef'));
  const query = { timestamp: '1714036504123', nonce: 'own-nonce' };
  return sealedAnswer({ encrypt, msgSignature: signCipher(token, query, encrypt), ...query });
};
const openids = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ title: `${at}`, description: '', picUrl: '', url: '' }));

describe('an answer', () => {
  it.each([['success'], ['']])('of "%s" shows nothing, in safe mode too', async (body) => {
    server.react = () => body;
    for (const mode of ['plain', 'safe'] as const) {
      pushTo(sandbox, server.url, mode);
      expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'silence', rule: null });
    }
    expect(server.received).toHaveLength(2);
  });

  it('in clear is shown, in clear mode and in compat mode', async () => {
    server.react = (received) => replyTo(received);
    for (const mode of ['plain', 'compat'] as const) {
      pushTo(sandbox, server.url, mode);
      expect((await push(sandbox, TEXT)).outcome).toMatchObject({
        kind: 'reply',
        reply: HELLO,
        encrypted: false,
      });
    }
  });

  it('as a cipher is shown, in safe mode and in compat mode, whatever its nonce and with milliseconds', async () => {
    server.react = (received) => sealed(replyTo(received));
    for (const mode of ['safe', 'compat'] as const) {
      pushTo(sandbox, server.url, mode);
      expect((await push(sandbox, TEXT)).outcome).toMatchObject({
        kind: 'reply',
        reply: HELLO,
        encrypted: true,
      });
    }
  });

  it('of many articles shows one to who wrote, eight to who tapped', async () => {
    server.react = (received) => replyTo(received, { type: 'news', articles: openids(9) });
    const shown = async (message: object) => (await push(sandbox, message)).outcome!.reply!['articles'];
    expect(await shown(TEXT)).toHaveLength(1);
    expect(await shown({ type: 'click', key: 'K' })).toHaveLength(8);
  });
});

describe('sent again', () => {
  it('with the same bytes where the status is not 200, four times in all', async () => {
    server.react = (_, response) => {
      response.statusCode = 201;
      return 'success';
    };
    const { outcome, attempts } = await push(sandbox, TEXT);
    expect(outcome).toMatchObject({ kind: 'fault', rule: 'push.status', why: '201' });
    expect(attempts.map(({ number, status }) => [number, status])).toEqual(
      [1, 2, 3, 4].map((no) => [no, 201]),
    );
    expect(new Set(server.received.map(({ search, body }) => search + body)).size).toBe(1);
  });

  it('until it is answered', async () => {
    server.react = (_, response) => {
      if (server.received.length < 3) response.statusCode = 500;
      return 'success';
    };
    expect(await push(sandbox, TEXT)).toMatchObject({ outcome: { kind: 'silence' } });
    expect(server.received).toHaveLength(3);
  });

  it('where no answer comes in time, three times in all', async () => {
    sandbox.world.turn({ push_timeout_ms: 40 });
    server.react = () => undefined;
    const { outcome, attempts } = await push(sandbox, TEXT);
    expect(outcome).toMatchObject({ kind: 'fault', rule: 'push.no_answer', why: 'timeout' });
    expect(attempts.map(({ status, lost }) => [status, lost])).toEqual([1, 2, 3].map(() => [0, 'timeout']));
    expect(new Set(server.received.map(({ search }) => search)).size).toBe(1);
  });

  it('as often as the switches say', async () => {
    sandbox.world.turn({ push_attempts_unanswered: 4, push_attempts_wrong_status: 1 });
    server.react = (_, response) => void response.destroy();
    expect((await push(sandbox, TEXT)).attempts).toHaveLength(4);
    server.react = (_, response) => ((response.statusCode = 404), '');
    expect((await push(sandbox, TEXT)).attempts).toHaveLength(1);
  });

  it('where the connection is cut', async () => {
    server.react = (_, response) => void response.destroy();
    expect((await push(sandbox, TEXT)).attempts.map(({ lost }) => lost)).toEqual(['reset', 'reset', 'reset']);
  });

  it('not where the answer is wrong', async () => {
    server.react = () => '"success"';
    expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'fault' });
    expect(server.received).toHaveLength(1);
  });

  it('not while a minute of silence lasts, after too many failures in a row', async () => {
    sandbox.world.turn({ push_failures_tolerated: 2 });
    server.react = () => 'no';
    await push(sandbox, TEXT);
    server.react = () => 'success';
    await push(sandbox, TEXT);
    server.react = () => 'no';
    await push(sandbox, TEXT);
    await push(sandbox, TEXT);
    server.react = () => 'success';
    expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'unsent', rule: 'push.suspended' });
    sandbox.world.clock.advance(60);
    expect((await push(sandbox, TEXT)).outcome).toMatchObject({ kind: 'silence' });
  });

  it('no more once the world begins anew', async () => {
    server.react = () => undefined;
    const waiting = sandbox.world.conversations.say(
      sandbox.world.accounts.get('main'),
      sandbox.world.personas.default,
      TEXT,
    );
    while (server.received.length === 0) await new Promise(setImmediate);
    sandbox.world.reset();
    expect(await waiting).toMatchObject({ kind: 'fault', why: 'given-up' });
    expect(server.received).toHaveLength(1);
  });
});

/** What an answer must not be, and by which rule the phone shows WeChat's notice. */
const FAULTS: [string, RuleId, (received: Received) => string | Buffer, ('plain' | 'compat' | 'safe')?][] = [
  ['success in quotes', 'push.answer_form', () => '"success"'],
  ['success and a line feed', 'push.answer_form', () => 'success\n'],
  ['JSON', 'push.answer_form', () => '{"msgtype":"text"}'],
  ['a page', 'push.answer_form', () => '<html><body>ok</body></html>'],
  ['bytes that are not UTF-8', 'push.answer_form', () => Buffer.from([0xff, 0xfe])],
  ['an empty text', 'push.answer_form', (to) => replyTo(to, { type: 'text', content: '' })],
  ['an event', 'push.answer_form', (to) => replyTo(to).replace('[CDATA[text]]', '[CDATA[event]]')],
  [
    'sender and receiver not swapped',
    'push.answer_form',
    ({ query }) =>
      writeReply(HELLO, { to: originalIdOf(SANDBOX_ACCOUNT), from: query.get('openid')!, createdAt: 1e9 }),
  ],
  [
    'another receiver',
    'push.answer_form',
    (to) => replyTo(to).replace(to.query.get('openid')!, 'oSomebodyElse'),
  ],
  ['another sender', 'push.answer_form', (to) => replyTo(to).replace(originalIdOf(SANDBOX_ACCOUNT), 'gh_0')],
  ['a document type', 'push.answer_form', (to) => `<!DOCTYPE x [<!ENTITY a "b">]>${replyTo(to)}`],
  ['a cipher in clear mode', 'push.answer_form', (to) => sealed(replyTo(to))],
  [
    'a cipher for another appid',
    'push.answer_form',
    (to) => sealed(replyTo(to), { appId: 'wxother' }),
    'safe',
  ],
  [
    'a cipher by another key',
    'push.answer_form',
    (to) => sealed(replyTo(to), { key: 'A'.repeat(43) }),
    'safe',
  ],
  ['a wrong MsgSignature', 'push.answer_signature', (to) => sealed(replyTo(to), { token: 'other' }), 'safe'],
  [
    'a wrong MsgSignature in compat mode',
    'push.answer_signature',
    (to) => sealed(replyTo(to), { token: 'x' }),
    'compat',
  ],
  ['clear text in safe mode', 'push.answer_clear', (to) => replyTo(to), 'safe'],
];

it.each(FAULTS)('tells the phone of %s by the rule %s', async (_, rule, react, mode = 'plain') => {
  pushTo(sandbox, server.url, mode);
  server.react = react;
  const { outcome, openid } = await push(sandbox, TEXT);
  expect(outcome).toMatchObject({ kind: 'fault', rule });
  expect(RULES[rule].text).toBe('该公众号提供的服务出现故障，请稍后再试');
  const notice = sandbox.world.conversations.chats.list(sandbox.world.accounts.get('main'), openid).at(-1);
  expect(notice).toMatchObject({ from: 'platform', content: { kind: 'notice', notice: 'fault' } });
});

it('tells nobody where nobody waits', async () => {
  server.react = () => 'no';
  const { openid, outcome } = await push(sandbox, { type: 'unsubscribe' });
  expect(outcome).toMatchObject({ kind: 'fault' });
  expect(sandbox.world.conversations.chats.list(sandbox.world.accounts.get('main'), openid)).toEqual([]);
});

describe('the console', () => {
  const settings = { token: TOKEN, aes_key: AES_KEY, mode: 'safe' };
  const save = (changes: object = {}) =>
    control(sandbox, 'PUT', '/accounts/main/push', { url: server.url, ...settings, ...changes });
  beforeEach(() => {
    sandbox.world.accounts.change('main', { pushUrl: null, push: null });
    server.react = ({ query }) => query.get('echostr') ?? 'success';
  });

  it('saves what echoes: nineteen digits in clear, signed, in safe mode too', async () => {
    expect(await save()).toEqual({
      status: 200,
      json: {
        url: server.url,
        mode: 'safe',
        token_set: true,
        aes_key_set: true,
        previous_aes_key_set: false,
        previous_key_until: null,
        original_id: originalIdOf(SANDBOX_ACCOUNT),
      },
    });
    const [{ method, search, body }] = server.received as [Received];
    expect([method, body]).toEqual(['GET', '']);
    expect(search).toMatch(/^signature=[0-9a-f]{40}&echostr=[1-9]\d{18}&timestamp=\d{10}&nonce=\d{9,10}$/);
    expect((await push(sandbox, TEXT)).mode).toBe('safe');
  });

  /** One way into each rule that is met on saving. */
  const REFUSED: [RuleId, string, () => ReturnType<typeof save>][] = [
    ['push.handshake', 'quotes', () => ((server.react = ({ query }) => `"${query.get('echostr')}"`), save())],
    [
      'push.handshake',
      'a line feed',
      () => ((server.react = ({ query }) => `${query.get('echostr')}\n`), save()),
    ],
    [
      'push.handshake',
      'a byte order mark',
      () => ((server.react = ({ query }) => `\ufeff${query.get('echostr')}`), save()),
    ],
    [
      'push.handshake',
      'another status',
      () => (
        (server.react = ({ query }, response) => ((response.statusCode = 201), query.get('echostr')!)),
        save()
      ),
    ],
    ['push.handshake', 'nobody there', () => save({ url: 'http://127.0.0.1:1/' })],
    ['push.url', 'another protocol', () => save({ url: 'ftp://a.example/' })],
    [
      'push.url',
      'a port, for who is no test account',
      () => (sandbox.world.accounts.change('main', { testAccount: false }), save()),
    ],
    ['push.token', 'two letters', () => save({ token: 'ab' })],
    ['push.token', 'a hyphen', () => save({ token: 'abc-def' })],
    ['push.aes_key', 'too short', () => save({ aes_key: 'A'.repeat(42) })],
    ['push.aes_key', 'none, in a mode that wants one', () => save({ aes_key: null })],
  ];

  it.each(REFUSED)('refuses by the rule %s: %s', async (rule, _, attempt) => {
    const { status, json } = await attempt();
    expect([status, json['code']]).toEqual([409, 'sandbox.refused_by_rule']);
    expect(json['detail']).toContain(`the rule ${rule}: ${RULES[rule].text}`);
    expect(sandbox.world.accounts.get('main').pushUrl).toBeNull();
  });

  it('saves without asking where it is told to', async () => {
    expect((await save({ url: 'http://127.0.0.1:1/', verify: false })).status).toBe(200);
    expect((await push(sandbox, TEXT)).attempts.map(({ lost }) => lost)).toEqual(Array(3).fill('refused'));
  });

  it('has a way into each rule of pushes', () => {
    const met = new Set<string>([...REFUSED.map(([rule]) => rule), ...FAULTS.map(([, rule]) => rule)]);
    for (const rule of ['push.no_answer', 'push.status', 'push.suspended', 'push.blacklisted']) met.add(rule);
    expect([...met].sort()).toEqual(ruleIdsOf('push'));
  });
});
