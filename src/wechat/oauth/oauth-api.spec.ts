import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { RawServer } from '../../../test/fakes/raw-server.js';
import { Transport } from '../transport.js';
import { OauthApi } from './oauth-api.js';

const TOKENS =
  '{"access_token":"T","expires_in":7200,"refresh_token":"R","openid":"oA","scope":"snsapi_base,"}';
const app = { appId: 'wx01', appSecret: 's&=' };

let server: RawServer;
let transport: Transport;
let oauth: OauthApi;

beforeAll(async () => {
  server = await RawServer.start();
  transport = new Transport({ baseUrl: server.url, clock: new FixedClock(), timeoutMs: 1_000 });
  oauth = new OauthApi(transport);
});
beforeEach(() => void (server.asked.length = 0));
afterAll(async () => {
  await transport.close();
  await server.stop();
});

const asked = (): string => `${server.asked[0]!.method} ${server.asked[0]!.url}`;

it('buys a token with a code by GET, under WeChat’s names', async () => {
  server.answers(TOKENS);
  expect(await oauth.exchangeCode(app, 'C')).toMatchObject({
    userToken: 'T',
    openid: 'oA',
    scopes: ['snsapi_base'],
  });
  expect(asked()).toBe(
    'GET /sns/oauth2/access_token?appid=wx01&secret=s%26%3D&code=C&grant_type=authorization_code',
  );
});

it('renews a token without the secret', async () => {
  server.answers(TOKENS);
  await oauth.refresh(app, 'R0');
  expect(asked()).toBe('GET /sns/oauth2/refresh_token?appid=wx01&grant_type=refresh_token&refresh_token=R0');
});

it('asks for the profile with the openid, in Chinese unless told', async () => {
  server.answers('{"openid":"oA","nickname":"小明"}');
  expect(await oauth.userinfo('T', 'oA')).toMatchObject({ openid: 'oA', nickname: '小明', avatarUrl: null });
  expect(asked()).toBe('GET /sns/userinfo?access_token=T&openid=oA&lang=zh_CN');
});

it.each([40001, 40003, 40014, 42001, 42007])('calls a token dead on errcode %i', async (errcode) => {
  server.answers(JSON.stringify({ errcode, errmsg: 'invalid' }));
  expect(await oauth.check('T', 'oA')).toBe(false);
  expect(asked()).toBe('GET /sns/auth?access_token=T&openid=oA');
});

it('calls a token good when WeChat says ok', async () => {
  server.answers('{"errcode":0,"errmsg":"ok"}');
  expect(await oauth.check('T', 'oA')).toBe(true);
});

it.each(['{"errcode":-1,"errmsg":"system error"}', '{"errcode":45011}', '{}', '{"errcode":"x"}', '<html>'])(
  'says nothing of a token when WeChat answers %s',
  async (body) => {
    server.answers(body);
    await expect(oauth.check('T', 'oA')).rejects.toMatchObject({ kind: 'upstream' });
  },
);
