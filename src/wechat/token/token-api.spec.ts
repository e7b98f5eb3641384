import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { RawServer } from '../../../test/fakes/raw-server.js';
import { Transport } from '../transport.js';
import { TokenApi } from './token-api.js';

const app = { appId: 'wx01', appSecret: 's&=' };
const TOKEN = '{"access_token":"83_T","expires_in":7200}';

let server: RawServer;
let transport: Transport;
let wechat: TokenApi;
beforeAll(async () => {
  server = await RawServer.start();
  transport = new Transport({ baseUrl: server.url, clock: new FixedClock() });
  wechat = new TokenApi(transport);
});
beforeEach(() => void (server.asked.length = 0));
afterAll(async () => {
  await transport.close();
  await server.stop();
});

const asked = (): string => `${server.asked[0]!.method} ${server.asked[0]!.url}`;
const saying = (errcode: number, errmsg = 'no'): string => JSON.stringify({ errcode, errmsg });

describe('asks for', () => {
  it.each([
    [undefined, false],
    [{ force: true }, true],
  ])('a stable token by POST, in JSON (%j)', async (options, force) => {
    server.answers(TOKEN);
    expect(await wechat.stable(app, options)).toEqual({ value: '83_T', expiresInSeconds: 7_200 });
    expect(asked()).toBe('POST /cgi-bin/stable_token');
    expect(server.asked[0]!.headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({
      grant_type: 'client_credential',
      appid: 'wx01',
      secret: 's&=',
      force_refresh: force,
    });
  });

  it('a classic token by GET', async () => {
    server.answers(TOKEN);
    expect(await wechat.classic(app)).toEqual({ value: '83_T', expiresInSeconds: 7_200 });
    expect(asked()).toBe('GET /cgi-bin/token?grant_type=client_credential&appid=wx01&secret=s%26%3D');
  });

  it('a ticket with the token', async () => {
    server.answers('{"errcode":0,"errmsg":"ok","ticket":"J","expires_in":7200}');
    expect(await wechat.jsapiTicket('83_T')).toEqual({ value: 'J', expiresInSeconds: 7_200 });
    expect(asked()).toBe('GET /cgi-bin/ticket/getticket?access_token=83_T&type=jsapi');
  });
});

describe('an answer that is no token', () => {
  it.each([
    ['an error page', '<html>502 Bad Gateway</html>', 502],
    ['a token on an error page', TOKEN, 502],
    ['half of one', TOKEN.slice(0, -4), 200],
    ['nothing', '', 200],
    ['an empty object', '{}', 200],
    ['a list', '[]', 200],
    ['null', 'null', 200],
    ['a life of 0', '{"access_token":"83_T","expires_in":0}', 200],
    ['a life below 0', '{"access_token":"83_T","expires_in":-1}', 200],
    ['a life in quotes', '{"access_token":"83_T","expires_in":"7200"}', 200],
    ['thirty years', '{"access_token":"83_T","expires_in":1000000000}', 200],
    ['an empty token', '{"access_token":"","expires_in":7200}', 200],
    ['a token with a space', '{"access_token":"83 T","expires_in":7200}', 200],
  ])('(%s) is unreadable, and no part of it is told', async (_name, body, status) => {
    server.answers(body, status);
    for (const call of [() => wechat.stable(app), () => wechat.classic(app)]) {
      const error: unknown = await call().catch((raised: unknown) => raised);
      expect(error).toMatchObject({ code: 'wechat.unreadable' });
      expect((error as Error).message).not.toContain('83_T');
    }
  });

  it('of 600 characters it is one, whole', async () => {
    const value = `83_${'aB3-_'.repeat(120)}`.slice(0, 600);
    server.answers(JSON.stringify({ access_token: value, expires_in: 7_200 }));
    expect((await wechat.stable(app)).value).toBe(value);
  });

  it('a refusal keeps the address to whitelist and loses the secret', async () => {
    server.answers(saying(40164, 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist s&= rid: 1'));
    const error = (await wechat.stable(app).catch((raised: unknown) => raised)) as {
      wechat: { errmsg: string };
    };
    expect(error.wechat.errmsg).toContain('invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist');
    expect(error.wechat.errmsg).not.toContain('s&=');
  });
});

describe('whether a token works', () => {
  it('is asked by a call that costs nothing', async () => {
    server.answers('{"ip_list":["101.89.47.18"]}');
    expect(await wechat.verdictOn('83_T')).toBe('alive');
    expect(asked()).toBe('GET /cgi-bin/get_api_domain_ip?access_token=83_T');
  });

  it.each([
    [40001, 'dead'],
    [40014, 'dead'],
    [42001, 'dead'],
    [48001, 'alive'],
    [61004, 'alive'],
    [99999, 'alive'],
    [-1, 'unknown'],
    [45009, 'unknown'],
    [45011, 'unknown'],
  ])('with %i it is %s', async (errcode, verdict) => {
    server.answers(saying(errcode));
    expect(await wechat.verdictOn('83_T')).toBe(verdict);
  });

  it.each([
    ['an error page', () => server.answers('<html>', 502)],
    ['no answer', () => void (server.onRequest = (request) => void request.socket.destroy())],
  ])('is unknown with %s', async (_name, prepare) => {
    prepare();
    expect(await wechat.verdictOn('83_T')).toBe('unknown');
  });
});
