import { z } from 'zod';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { RawServer } from '../../test/fakes/raw-server.js';
import { type Call, type ObservedCall, Transport } from './transport.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from './wechat-error.js';

let server: RawServer;
let transport: Transport;
const observed: ObservedCall[] = [];

const call = (given: Partial<Call<unknown>> = {}): Call<unknown> => ({
  operation: 'sns.userinfo',
  method: 'GET',
  path: '/sns/userinfo',
  query: { openid: 'oA', lang: 'zh_CN' },
  secrets: [],
  answer: z.looseObject({}),
  ...given,
});
const ask = (body: string | Buffer, status?: number, type?: string): Promise<unknown> => {
  server.answers(body, status, type);
  return transport.call(call());
};
const failureOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

beforeAll(async () => {
  server = await RawServer.start();
});
beforeEach(() => {
  server.asked.length = 0;
  observed.length = 0;
  transport = new Transport({
    baseUrl: server.url,
    clock: new FixedClock(),
    timeoutMs: 400,
    connections: 4,
    observe: (seen) => observed.push(seen),
  });
});
afterEach(() => transport.close());
afterAll(() => server.stop());

describe('what WeChat sends', () => {
  it.each([
    ['text/plain', '{"a":1}', { a: 1 }],
    ['application/json; encoding=utf-8', '{"a":1}', { a: 1 }],
    ['image/png', '{"a":1}', { a: 1 }],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['emoji and other planes', '{"a":"😀👨‍👩‍👧𠮷"}', { a: '😀👨‍👩‍👧𠮷' }],
    ['escaped slashes', '{"a":"https:\\/\\/thirdwx.qlogo.cn\\/132"}', { a: 'https://thirdwx.qlogo.cn/132' }],
    ['errcode 0', '{"errcode":0,"errmsg":"ok","a":1}', { errcode: 0, errmsg: 'ok', a: 1 }],
    ['errcode 0 as text', '{"errcode":"0","a":1}', { errcode: '0', a: 1 }],
    ['errcode null', '{"errcode":null,"a":1}', { errcode: null, a: 1 }],
    ['blanks around', ' \r\n{"a":1}\n', { a: 1 }],
  ])('is read: %s', async (type, body, answer) => {
    expect(await ask(body, 200, type.includes('/') ? type : 'text/plain')).toEqual(answer);
  });

  it('is read with raw control characters in a name, which become spaces', async () => {
    expect(await ask('{"a":"x\u0000\u0001\n\t\u001fy"}')).toEqual({ a: 'x     y' });
  });

  it('is read with bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(await ask(body)).toEqual({ a: '\ufffd\ufffd' });
  });

  it('arrives in pieces, a character split between two', async () => {
    const body = Buffer.from('{"a":"😀"}');
    server.onRequest = (_request, response) => {
      response.write(body.subarray(0, 8));
      setImmediate(() => response.end(body.subarray(8)));
    };
    expect(await transport.call(call())).toEqual({ a: '😀' });
  });
});

describe('what is sent', () => {
  it('keeps the order of the query and encodes each value once', async () => {
    server.answers('{}');
    await transport.call(call({ query: { z: 'a b&c=d%', a: '文' } }));
    expect(server.asked[0]!.url).toBe('/sns/userinfo?z=a%20b%26c%3Dd%25&a=%E6%96%87');
  });

  it('posts JSON in raw UTF-8', async () => {
    server.answers('{}');
    await transport.call(call({ method: 'POST', body: { name: '小明😀' } }));
    const { method, body, headers } = server.asked[0]!;
    expect([method, body]).toEqual(['POST', '{"name":"小明😀"}']);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('an errcode', () => {
  it.each([
    ['a number', '{"errcode":40029,"errmsg":"invalid code"}', 200],
    ['text', '{"errcode":"40029","errmsg":"invalid code"}', 200],
    ['with another status', '{"errcode":40029,"errmsg":"invalid code"}', 500],
    ['beside other fields', '{"openid":"oA","errcode":40029,"errmsg":"invalid code"}', 200],
  ])('is an error that says so: %s', async (_name, body, status) => {
    const error = await failureOf(ask(body, status));
    expect(error).toBeInstanceOf(WeChatRefused);
    expect(error).toMatchObject({
      operation: 'sns.userinfo',
      errcode: 40029,
      class: 'reauthorize',
      code: 'wechat.refused',
      wechat: { errcode: 40029, errmsg: 'invalid code' },
    });
  });

  it('is told even when errmsg is missing or no text', async () => {
    for (const body of ['{"errcode":-1}', '{"errcode":-1,"errmsg":{"a":1}}']) {
      expect(await failureOf(ask(body))).toMatchObject({ wechat: { errcode: -1, errmsg: '' } });
    }
  });
});

describe('what is no answer of WeChat', () => {
  it.each([
    [
      'an HTML error page',
      '<html><h1>502 Bad Gateway</h1></html>',
      502,
      'status 502, 37 characters that are not JSON',
    ],
    ['HTML with status 200', '<html></html>', 200, 'status 200, 13 characters that are not JSON'],
    ['nothing at all', '', 200, 'status 200, 0 characters that are not JSON'],
    ['half of the JSON', '{"openid":"o', 200, 'status 200, 12 characters that are not JSON'],
    ['good JSON with a bad status', '{"a":1}', 502, 'status 502'],
    ['a text', '"ok"', 200, 'wrong: the whole'],
    ['a list', '[]', 200, 'wrong: the whole'],
    ['null', 'null', 200, 'wrong: the whole'],
  ])('is unreadable: %s', async (_name, body, status, fault) => {
    const error = await failureOf(ask(body, status));
    expect(error).toBeInstanceOf(WeChatUnreadable);
    expect(error).toMatchObject({ code: 'wechat.unreadable', fault });
  });

  it('names the fields that are wrong, never their values', async () => {
    server.answers('{"openid":7,"expires_in":"canary-value"}');
    const answer = z.object({ openid: z.string(), expires_in: z.number() });
    expect(await failureOf(transport.call(call({ answer })))).toMatchObject({
      fault: 'wrong: openid, expires_in',
    });
  });

  it('is not read beyond four megabytes', async () => {
    const error = await failureOf(ask(`{"a":"${'x'.repeat(4 * 1024 * 1024)}"}`));
    expect(error).toBeInstanceOf(WeChatUnreadable);
    expect(error).toMatchObject({ fault: 'more than 4 MiB' });
  });

  it('is read just below four megabytes', async () => {
    expect(await ask(`{"a":"${'x'.repeat(4 * 1024 * 1024 - 20)}"}`)).toHaveProperty('a');
  });

  it('is not followed elsewhere', async () => {
    server.onRequest = (_request, response) => {
      response.writeHead(302, { location: `${server.url}/elsewhere` });
      response.end();
    };
    expect(await failureOf(transport.call(call()))).toMatchObject({ code: 'wechat.unreadable' });
    expect(server.asked).toHaveLength(1);
  });
});

describe('no answer', () => {
  const unreachable = async (answer: Promise<unknown>): Promise<{ reason: string; sent: boolean }> => {
    const error = await failureOf(answer);
    expect(error).toBeInstanceOf(WeChatUnreachable);
    const { reason, sent } = error as WeChatUnreachable;
    return { reason, sent };
  };
  const elsewhere = async (baseUrl: string): Promise<{ reason: string; sent: boolean }> => {
    const other = new Transport({ baseUrl, clock: new FixedClock(), timeoutMs: 2_000 });
    try {
      return await unreachable(other.call(call()));
    } finally {
      await other.close();
    }
  };

  it('within the limit is a timeout, and the request may have been taken', async () => {
    server.onRequest = () => undefined;
    expect(await unreachable(transport.call(call()))).toEqual({ reason: 'timeout', sent: true });
  });

  it('that begins and never ends is a timeout too', async () => {
    server.onRequest = (_request, response) => void response.write('{"a":');
    expect(await unreachable(transport.call(call()))).toEqual({ reason: 'timeout', sent: true });
  });

  it('after a reset says that the request may have been taken', async () => {
    server.onRequest = (request) => request.socket.resetAndDestroy();
    const { reason, sent } = await unreachable(transport.call(call()));
    expect(['reset', 'closed']).toContain(reason);
    expect(sent).toBe(true);
  });

  it('beyond half a body says that the request was taken', async () => {
    server.onRequest = (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"a":', () => request.socket.destroy());
    };
    const { reason, sent } = await unreachable(transport.call(call()));
    expect(['reset', 'closed']).toContain(reason);
    expect(sent).toBe(true);
  });

  it('from a port where nobody listens was never sent', async () => {
    const gone = await RawServer.start();
    const { url } = gone;
    await gone.stop();
    expect(await elsewhere(url)).toEqual({ reason: 'refused', sent: false });
  });

  it('from a name that does not exist was never sent', async () => {
    expect(await elsewhere('http://no-such-host.invalid')).toEqual({ reason: 'dns', sent: false });
  });

  it('after one failure does not spoil the next call', async () => {
    server.onRequest = (request) => request.socket.destroy();
    await unreachable(transport.call(call()));
    expect(await ask('{"a":1}')).toEqual({ a: 1 });
  });
});

it('tells its observer the operation and the outcome, and nothing else', async () => {
  await ask('{"a":1}');
  await failureOf(ask('{"errcode":40029}'));
  await failureOf(ask('<html>'));
  server.onRequest = (request) => request.socket.destroy();
  await failureOf(transport.call(call()));
  expect(observed.map(({ outcome }) => outcome)).toEqual(['ok', '40029', 'unreadable', 'unreachable']);
  expect(Object.keys(observed[0]!).sort()).toEqual(['durationMs', 'operation', 'outcome']);
});
