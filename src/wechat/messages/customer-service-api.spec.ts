import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { RawServer } from '../../../test/fakes/raw-server.js';
import { Transport } from '../transport.js';
import { CustomerServiceApi } from './customer-service-api.js';

let server: RawServer;
let transport: Transport;
let wechat: CustomerServiceApi;
beforeAll(async () => {
  server = await RawServer.start();
  transport = new Transport({ baseUrl: server.url, clock: new FixedClock() });
  wechat = new CustomerServiceApi(transport);
});
beforeEach(() => void (server.asked.length = 0));
afterAll(async () => {
  await transport.close();
  await server.stop();
});

it('a text goes out as raw UTF-8: WeChat shows escapes as they are', async () => {
  server.answers('{"errcode":0,"errmsg":"ok"}');
  await wechat.send('83_T', 'oVisitor', { type: 'text', content: '<a href="https://a.example">登录</a> 😀' });
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    url: '/cgi-bin/message/custom/send?access_token=83_T',
    body: '{"touser":"oVisitor","msgtype":"text","text":{"content":"<a href=\\"https://a.example\\">登录</a> 😀"}}',
  });
});

it('an article goes out as the only one of a news message', async () => {
  server.answers('{"errcode":0,"errmsg":"ok"}');
  const article = { title: '登录', description: '点开', url: 'https://a.example/', picUrl: '' };
  await wechat.send('83_T', 'oVisitor', { type: 'news', article });
  expect(JSON.parse(server.asked[0]!.body)).toEqual({
    touser: 'oVisitor',
    msgtype: 'news',
    news: { articles: [{ title: '登录', description: '点开', url: 'https://a.example/', picurl: '' }] },
  });
});

it('says what WeChat says, without the token', async () => {
  server.answers(
    '{"errcode":45015,"errmsg":"response out of time limit 83_T rid: 6302e9ee-763afa00-0dae2ea0"}',
  );
  const sent = wechat.send('83_T', 'oVisitor', { type: 'text', content: '在吗' });
  await expect(sent).rejects.toMatchObject({
    operation: 'cgi-bin.message.custom.send',
    wechat: {
      errcode: 45015,
      errmsg: 'response out of time limit [redacted] rid: 6302e9ee-763afa00-0dae2ea0',
      rid: '6302e9ee-763afa00-0dae2ea0',
    },
  });
});
