import { PushCipher } from '../../wechat/push/push-cipher.js';
import { readXml, fieldsOf, childOf } from '../../wechat/push/push-xml.js';
import { signCipher, signPush } from '../../wechat/push/push-signature.js';
import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { platformSender } from './push-fields.js';
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

const GH = originalIdOf(SANDBOX_ACCOUNT);
/** The clock of these tests stands at 2026-11-22T08:00:00Z. */
const NOW = '1795334400';
const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const only = (): Received => {
  expect(server.received).toHaveLength(1);
  return server.received[0]!;
};
const signedQuery = ({ query }: Received) => ({
  timestamp: query.get('timestamp')!,
  nonce: query.get('nonce')!,
});
const opened = (received: Received) =>
  new PushCipher(AES_KEY, SANDBOX_ACCOUNT.appId).decrypt(childOf(readXml(received.body), 'Encrypt')!.text);

describe('bytes', () => {
  it('of a text in clear are those of the platform', async () => {
    await push(sandbox, { type: 'text', content: '你好 <b> & 👋' }, { odd: { msg_id: '23904806341841418' } });
    const received = only();
    expect(received.body).toBe(
      `<xml><ToUserName><![CDATA[${GH}]]></ToUserName>\n` +
        `<FromUserName><![CDATA[${openidOf('follower')}]]></FromUserName>\n` +
        `<CreateTime>${NOW}</CreateTime>\n` +
        '<MsgType><![CDATA[text]]></MsgType>\n' +
        '<Content><![CDATA[你好 <b> & 👋]]></Content>\n' +
        '<MsgId>23904806341841418</MsgId>\n' +
        '</xml>',
    );
    expect(GH).toMatch(/^gh_[0-9a-f]{12}$/);
    expect(received.method).toBe('POST');
    expect(received.search).toMatch(
      /^signature=[0-9a-f]{40}&timestamp=\d{10}&nonce=[1-9]\d{8,9}&openid=o[\w-]{27}$/,
    );
    expect(received.query.get('signature')).toBe(signPush(TOKEN, signedQuery(received)));
    expect(received.query.get('openid')).toBe(openidOf('follower'));
  });

  it('carry the headers that were seen', async () => {
    await push(sandbox, { type: 'text', content: 'x' });
    const { rawHeaders, body } = only();
    const host = new URL(server.url).host;
    expect(rawHeaders.filter((_, at) => at % 2 === 0).sort()).toEqual(
      ['User-Agent', 'Accept', 'Content-Type', 'Pragma', 'Connection', 'Content-Length', 'Host'].sort(),
    );
    expect(only().headers).toMatchObject({
      'user-agent': 'Mozilla/4.0',
      accept: '*/*',
      'content-type': 'text/xml',
      pragma: 'no-cache',
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
      host,
    });
  });

  it('of safe mode are a cipher and a receiver, nothing else', async () => {
    pushTo(sandbox, server.url, 'safe');
    await push(sandbox, { type: 'text', content: 'secret' });
    const received = only();
    expect(received.body).toMatch(
      new RegExp(
        `^<xml>\\n    <ToUserName><!\\[CDATA\\[${GH}\\]\\]></ToUserName>\\n    <Encrypt><!\\[CDATA\\[[A-Za-z0-9+/=]+\\]\\]></Encrypt>\\n</xml>\\n$`,
      ),
    );
    expect(opened(received)).toContain('<Content><![CDATA[secret]]></Content>\n<MsgId>');
    expect(received.search).toMatch(/&encrypt_type=aes&msg_signature=[0-9a-f]{40}$/);
    const encrypt = childOf(readXml(received.body), 'Encrypt')!.text;
    expect(received.query.get('msg_signature')).toBe(signCipher(TOKEN, signedQuery(received), encrypt));
    expect(received.query.get('signature')).toBe(signPush(TOKEN, signedQuery(received)));
  });

  it('of compat mode are everything in clear and the same once more as a cipher', async () => {
    pushTo(sandbox, server.url, 'compat');
    await push(sandbox, { type: 'text', content: 'x' });
    const outer = fieldsOf(readXml(only().body));
    const inner = fieldsOf(readXml(opened(only())));
    expect([...outer.keys()]).toEqual([...inner.keys(), 'Encrypt']);
    for (const [name, text] of inner) expect(outer.get(name)).toBe(text);
  });

  it('go where the address has a query of its own', async () => {
    pushTo(sandbox, `${server.url}?account=1`);
    await push(sandbox, { type: 'text', content: 'x' });
    expect(only().search).toMatch(/^account=1&signature=/);
  });

  const CDATA = (name: string, text: string) => `<${name}><![CDATA[${text}]]></${name}>`;
  it.each<[object, string]>([
    [
      { type: 'image', pic_url: 'http://mmbiz.qpic.cn/a', media_id: 'm' },
      `image|${CDATA('PicUrl', 'http://mmbiz.qpic.cn/a')}\n<MsgId>1</MsgId>\n${CDATA('MediaId', 'm')}`,
    ],
    [
      { type: 'voice', media_id: 'm' },
      `voice|${CDATA('MediaId', 'm')}\n${CDATA('Format', 'amr')}\n<MsgId>1</MsgId>\n${CDATA('Recognition', '')}`,
    ],
    [
      { type: 'location', latitude: 23.134521, longitude: 113.358803, label: '广州' },
      `location|<Location_X>23.134521</Location_X>\n<Location_Y>113.358803</Location_Y>\n<Scale>16</Scale>\n${CDATA('Label', '广州')}\n<MsgId>1</MsgId>`,
    ],
    [{ type: 'subscribe' }, `event|${CDATA('Event', 'subscribe')}\n${CDATA('EventKey', '')}`],
    [
      { type: 'subscribe', scene: 'abc', ticket: 'T' },
      `event|${CDATA('Event', 'subscribe')}\n${CDATA('EventKey', 'qrscene_abc')}\n${CDATA('Ticket', 'T')}`,
    ],
    [{ type: 'unsubscribe' }, `event|${CDATA('Event', 'unsubscribe')}\n${CDATA('EventKey', '')}`],
    [
      { type: 'scan', scene: '110', ticket: 'T' },
      `event|${CDATA('Event', 'SCAN')}\n${CDATA('EventKey', '110')}\n${CDATA('Ticket', 'T')}`,
    ],
    [{ type: 'click', key: 'LOGIN' }, `event|${CDATA('Event', 'CLICK')}\n${CDATA('EventKey', 'LOGIN')}`],
    [
      { type: 'view', url: 'https://a.example/?a=1&b' },
      `event|${CDATA('Event', 'VIEW')}\n${CDATA('EventKey', 'https://a.example/?a=1&b')}\n<MenuId>461376933</MenuId>`,
    ],
    [
      { type: 'location-report', latitude: 23.1, longitude: 113.3 },
      `event|${CDATA('Event', 'LOCATION')}\n<Latitude>23.100000</Latitude>\n<Longitude>113.300000</Longitude>\n<Precision>30.000000</Precision>`,
    ],
    [
      { type: 'template-result', message_id: '2702600966117900288' },
      `event|${CDATA('Event', 'TEMPLATESENDJOBFINISH')}\n<MsgID>2702600966117900288</MsgID>\n${CDATA('Status', 'success')}`,
    ],
    [
      { type: 'event', event: 'debug_demo', fields: { debug_str: 'hello', count: 2 } },
      `event|${CDATA('Event', 'debug_demo')}\n${CDATA('debug_str', 'hello')}\n<count>2</count>`,
    ],
  ])('of %j', async (message, expected) => {
    await push(sandbox, message, { openid: 'oAnybody', odd: { msg_id: '1' } });
    const [type, rest] = [
      expected.slice(0, expected.indexOf('|')),
      expected.slice(expected.indexOf('|') + 1),
    ];
    const head = `<xml>${CDATA('ToUserName', GH)}\n${CDATA('FromUserName', 'oAnybody')}\n<CreateTime>${NOW}</CreateTime>\n${CDATA('MsgType', type)}`;
    expect(only().body).toBe(`${head}\n${rest}\n</xml>`);
  });

  it('of a withdrawal name a sender of the platform, and the user in OpenID', async () => {
    await push(sandbox, { type: 'user-authorization-revoke', revoke_info: '201', unionid: 'oUnion' });
    const fields = fieldsOf(readXml(only().body));
    expect(Object.fromEntries(fields)).toEqual({
      ToUserName: GH,
      FromUserName: platformSender(SANDBOX_ACCOUNT),
      CreateTime: NOW,
      MsgType: 'event',
      Event: 'user_authorization_revoke',
      OpenID: openidOf('follower'),
      AppID: SANDBOX_ACCOUNT.appId,
      RevokeInfo: '201',
      UnionID: 'oUnion',
    });
    expect(fields.get('FromUserName')).not.toBe(openidOf('follower'));
  });

  it.each(['user-info-modified', 'user-authorization-cancellation'])(
    'of %s may lack the user',
    async (type) => {
      await push(sandbox, { type, openid: null });
      const fields = fieldsOf(readXml(only().body));
      expect(fields.get('Event')).toBe(type.replaceAll('-', '_'));
      expect(fields.has('OpenID')).toBe(false);
      expect(fields.has('RevokeInfo')).toBe(false);
    },
  );

  it('hold a MsgId beyond what a JavaScript number holds', async () => {
    await push(sandbox, { type: 'text', content: 'x' });
    const id = fieldsOf(readXml(only().body)).get('MsgId')!;
    expect(id).toMatch(/^[1-9]\d{16}$/);
    expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });
});

describe('odd deliveries', () => {
  it('come twice at the same time, the same bytes', async () => {
    const held: (() => void)[] = [];
    server.react = (_, response) => {
      held.push(() => response.end('success'));
      // Only together are they let go: one after the other, they would never be.
      if (held.length === 3) for (const letGo of held) letGo();
      return undefined;
    };
    const done = await push(sandbox, { type: 'text', content: 'x' }, { odd: { copies: 3 } });
    expect(new Set(server.received.map(({ search, body }) => search + body)).size).toBe(1);
    expect(
      done.attempts.map(({ copy, number }) => [copy, number]).toSorted(([a = 0], [b = 0]) => a - b),
    ).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it.each([
    ['signature', false, true],
    ['msg_signature', true, false],
    ['both', false, false],
  ])('are signed wrong: %s', async (wrong, first, second) => {
    pushTo(sandbox, server.url, 'safe');
    await push(sandbox, { type: 'text', content: 'x' }, { odd: { wrong } });
    const received = only();
    const encrypt = childOf(readXml(received.body), 'Encrypt')!.text;
    expect(received.query.get('signature') === signPush(TOKEN, signedQuery(received))).toBe(first);
    expect(received.query.get('msg_signature') === signCipher(TOKEN, signedQuery(received), encrypt)).toBe(
      second,
    );
    expect(received.query.get('signature')).toMatch(/^[0-9a-f]{40}$/);
  });

  it.each([
    ['signature', ['msg_signature']],
    ['msg_signature', ['signature']],
    ['both', []],
  ])('lack a signature: %s', async (without, left) => {
    pushTo(sandbox, server.url, 'compat');
    await push(sandbox, { type: 'text', content: 'x' }, { odd: { without } });
    expect([...only().query.keys()].filter((name) => name.endsWith('signature'))).toEqual(left);
  });

  it('are meant for another appid, or made with another key', async () => {
    pushTo(sandbox, server.url, 'safe');
    await push(sandbox, { type: 'text', content: 'x' }, { odd: { sender_app_id: 'wxother' } });
    expect(() => opened(server.received[0]!)).toThrow('another appid');
    await push(sandbox, { type: 'text', content: 'x' }, { odd: { aes_key: 'A'.repeat(43) } });
    const encrypt = childOf(readXml(server.received[1]!.body), 'Encrypt')!.text;
    expect(new PushCipher('A'.repeat(43), SANDBOX_ACCOUNT.appId).decrypt(encrypt)).toContain('<Content>');
  });

  it('come late: signed long ago, and rightly', async () => {
    await push(sandbox, { type: 'text', content: 'x' }, { odd: { age_seconds: 600 } });
    const received = only();
    expect(received.query.get('timestamp')).toBe(String(Number(NOW) - 600));
    expect(fieldsOf(readXml(received.body)).get('CreateTime')).toBe(String(Number(NOW) - 600));
    expect(received.query.get('signature')).toBe(signPush(TOKEN, signedQuery(received)));
  });

  it('are signed at the true time when the clock was moved, and made when it says', async () => {
    sandbox.world.clock.advance(7200);
    await push(sandbox, { type: 'text', content: 'x' });
    const received = only();
    expect(received.query.get('timestamp')).toBe(NOW);
    expect(fieldsOf(readXml(received.body)).get('CreateTime')).toBe(String(Number(NOW) + 7200));
  });

  it('come out of order', async () => {
    const pushes = ['1', '2', '3'].map((content) => ({
      message: { type: 'text', content },
      odd: { msg_id: content },
    }));
    await control(sandbox, 'POST', '/accounts/main/pushes', { pushes, order: 'reversed' });
    expect(server.received.map(({ body }) => fieldsOf(readXml(body)).get('Content'))).toEqual([
      '3',
      '2',
      '1',
    ]);
    const { json } = await control(sandbox, 'GET', '/pushes');
    expect((json['pushes'] as { id: string }[]).map(({ id }) => id)).toHaveLength(3);
  });

  it('are replayed, byte for byte, whatever the time', async () => {
    const { id } = await push(sandbox, { type: 'text', content: 'x' });
    sandbox.world.clock.advance(3600);
    const { json } = await control(sandbox, 'POST', `/pushes/${id}/replay`);
    expect(json).toMatchObject({ replay_of: id, outcome: { kind: 'silence' } });
    const [first, second] = server.received;
    expect([second!.search, second!.body]).toEqual([first!.search, first!.body]);
    expect((await control(sandbox, 'POST', '/pushes/p999/replay')).json['code']).toBe('sandbox.no_such_push');
  });
});

it('is not pushed while the account has no address', async () => {
  sandbox.world.accounts.change('main', { pushUrl: null });
  expect(await push(sandbox, { type: 'text', content: 'x' })).toMatchObject({
    outcome: { kind: 'unsent', rule: null },
    attempts: [],
    query: null,
  });
});

it('is answered before it is delivered, where nobody waits', async () => {
  let letGo = () => {};
  server.react = (_, response) => {
    letGo = () => response.end('success');
    return undefined;
  };
  const pushes = [{ message: { type: 'text', content: 'x' } }];
  const { json } = await control(sandbox, 'POST', '/accounts/main/pushes', { pushes, wait: false });
  expect(json['pushes']).toMatchObject([{ outcome: null }]);
  while (server.received.length === 0) await new Promise(setImmediate);
  letGo();
  await sandbox.world.conversations.settled();
  expect(sandbox.world.pushes.list()[0]!.outcome).toEqual({ kind: 'silence' });
});

it('shows neither token nor key in its journal', async () => {
  pushTo(sandbox, server.url, 'safe');
  await push(sandbox, { type: 'text', content: 'x' });
  const texts = await Promise.all(
    ['/pushes', '/accounts', '/accounts/main/push'].map(async (path) =>
      JSON.stringify((await control(sandbox, 'GET', path)).json),
    ),
  );
  for (const text of texts) {
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(AES_KEY);
  }
});
