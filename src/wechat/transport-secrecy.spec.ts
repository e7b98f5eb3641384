import { inspect } from 'node:util';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { RawServer } from '../../test/fakes/raw-server.js';
import { redact } from '../kernel/logging/redact.js';
import { OauthApi } from './oauth/oauth-api.js';
import { Transport } from './transport.js';

const SECRET = 'Canary/Secret+0123456789=';
const CODE = 'canaryCode0123456789abcdefghijkl';
const REFRESH = 'CANARY_refresh_token_value';
const TOKEN = '83_canaryUserToken-abcdefghijklmnopqrstuvwxyz0123456789';
const NEW_TOKEN = '84_brandNewToken-abcdefghijklmnopqrstuvwxyz0123456789';
const OPENID = 'oCanaryOpenid-0123456789abcd';
/** Longer than anything else in an errmsg, so kept out even where the call did not send it. */
const LONG = [CODE, TOKEN, NEW_TOKEN, OPENID];

let server: RawServer;
let transport: Transport;
let oauth: OauthApi;

beforeAll(async () => {
  server = await RawServer.start();
  transport = new Transport({ baseUrl: server.url, clock: new FixedClock(), timeoutMs: 300 });
  oauth = new OauthApi(transport);
});
afterAll(async () => {
  await transport.close();
  await server.stop();
});

const app = { appId: 'wx0123456789abcdef', appSecret: SECRET };
const calls: [string, readonly string[], () => Promise<unknown>][] = [
  ['exchangeCode', [SECRET, encodeURIComponent(SECRET)], () => oauth.exchangeCode(app, CODE)],
  ['refresh', [REFRESH], () => oauth.refresh(app, REFRESH)],
  ['userinfo', [], () => oauth.userinfo(TOKEN, OPENID)],
  ['check', [], () => oauth.check(TOKEN, OPENID)],
];

/** Everything that could ever be printed of an error. */
function allOf(error: unknown): string {
  const { message, stack, cause } = error as Error;
  return [
    message,
    stack,
    String(error),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    inspect(error, { depth: 10, showHidden: true, getters: true }),
    inspect(cause, { depth: 10, showHidden: true }),
    JSON.stringify(redact({ error })),
  ].join('\n');
}

const worlds: [string, (canaries: readonly string[]) => void][] = [
  [
    'repeats all of it in errmsg',
    (canaries) =>
      server.answers(
        JSON.stringify({
          errcode: 41001,
          errmsg: `bad: ${canaries.join(' ')}, rid: 6206378a-793424c0-2e4091cc`,
        }),
      ),
  ],
  [
    'repeats the address of the call in errmsg',
    () => {
      server.onRequest = ({ url }, response) =>
        void response.end(
          JSON.stringify({ errcode: 40013, errmsg: `cannot GET http://api.weixin.qq.com${url} or ${url}` }),
        );
    },
  ],
  [
    'sends errmsg of a megabyte',
    (canaries) => server.answers(JSON.stringify({ errcode: 1, errmsg: canaries.join('').repeat(20_000) })),
  ],
  [
    'sends tokens beside an errcode',
    () => server.answers(JSON.stringify({ errcode: 1, access_token: NEW_TOKEN })),
  ],
  ['sends a page that contains it', (canaries) => server.answers(`<p>${canaries.join('</p><p>')}</p>`, 502)],
  [
    'sends wrong types',
    () => server.answers(JSON.stringify({ access_token: [NEW_TOKEN], openid: { OPENID }, errcode: 'x' })),
  ],
  [
    'sends wrong names',
    () => server.answers(JSON.stringify({ [SECRET]: 1, [CODE]: NEW_TOKEN, errcode: [1, 2] })),
  ],
  ['hangs', () => void (server.onRequest = () => undefined)],
  ['resets', () => void (server.onRequest = ({ socket }) => socket.destroy())],
  [
    'redirects to an address with it',
    () => {
      server.onRequest = ({ url }, response) =>
        void response.writeHead(302, { location: `http://127.0.0.1:1${url}` }).end(`moved to ${url}`);
    },
  ],
];

describe.each(worlds)('when WeChat %s', (_name, arrange) => {
  it.each(calls)(
    'no error of %s contains a secret, code, token, openid or address',
    async (_call, own, run) => {
      const canaries = [...own, ...LONG];
      arrange(canaries);
      const error = await run().then(
        () => null,
        (raised: unknown) => raised,
      );
      expect(error).toBeInstanceOf(Error);
      const text = allOf(error);
      expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
      expect(text).not.toContain(new URL(server.url).host);
      expect(text).not.toMatch(/weixin\.qq\.com|\/sns\/|appid=|secret=/);
    },
  );
});

it('keeps what an operator needs of errmsg', async () => {
  const errmsg = 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 6114eeb9-793424c0-2e4091cc';
  server.answers(JSON.stringify({ errcode: 40164, errmsg }));
  await expect(oauth.exchangeCode(app, CODE)).rejects.toMatchObject({
    wechat: { errcode: 40164, errmsg, rid: '6114eeb9-793424c0-2e4091cc' },
  });
});
