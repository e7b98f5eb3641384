import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { RawServer } from '../../../test/fakes/raw-server.js';
import { Transport } from '../transport.js';
import { UserApi } from './user-api.js';

let server: RawServer;
let transport: Transport;
let users: UserApi;

beforeAll(async () => {
  server = await RawServer.start();
  transport = new Transport({ baseUrl: server.url, clock: new FixedClock(), timeoutMs: 1_000 });
  users = new UserApi(transport);
});
beforeEach(() => void (server.asked.length = 0));
afterAll(async () => {
  await transport.close();
  await server.stop();
});

const asked = (): string => `${server.asked[0]!.method} ${server.asked[0]!.url}`;

it('asks for one user by GET, in Chinese unless told', async () => {
  server.answers('{"subscribe":0,"openid":"oA","tagid_list":[]}');
  expect((await users.info('T', 'oA')).subscribed).toBe(false);
  expect(asked()).toBe('GET /cgi-bin/user/info?access_token=T&openid=oA&lang=zh_CN');
});

it('asks for many by POST, a language with each', async () => {
  server.answers('{"user_info_list":[{"subscribe":1,"openid":"oB"},{"subscribe":1,"openid":"oA"}]}');
  expect((await users.infos('T', ['oA', 'oB'])).map(({ openid }) => openid)).toEqual(['oB', 'oA']);
  expect(asked()).toBe('POST /cgi-bin/user/info/batchget?access_token=T');
  expect(JSON.parse(server.asked[0]!.body)).toEqual({
    user_list: [
      { openid: 'oA', lang: 'zh_CN' },
      { openid: 'oB', lang: 'zh_CN' },
    ],
  });
});

it('asks for the first page without an openid, and for the next with the last one', async () => {
  server.answers('{"total":0,"count":0,"next_openid":""}');
  await users.followers('T', null);
  await users.followers('T', 'oB');
  expect(server.asked.map(({ url }) => url)).toEqual([
    '/cgi-bin/user/get?access_token=T',
    '/cgi-bin/user/get?access_token=T&next_openid=oB',
  ]);
});

it('says with which errcode WeChat refused, and nothing of the token', async () => {
  server.answers('{"errcode":40003,"errmsg":"invalid openid hint: [T]"}');
  await expect(users.infos('T', ['oA'])).rejects.toMatchObject({ errcode: 40003 });
});

it('asks how many calls of one kind are left today', async () => {
  server.answers('{"errcode":0,"errmsg":"ok","quota":{"daily_limit":500,"used":493,"remain":7}}');
  expect(await users.callsLeft('T', '/cgi-bin/user/get')).toBe(7);
  expect(asked()).toBe('POST /cgi-bin/openapi/quota/get?access_token=T');
  expect(JSON.parse(server.asked[0]!.body)).toEqual({ cgi_path: '/cgi-bin/user/get' });
});
