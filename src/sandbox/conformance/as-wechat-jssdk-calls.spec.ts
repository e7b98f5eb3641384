import { hash } from 'node:crypto';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, aUserToken, open, sns, type TokenAnswer } from '../testing/a-sandbox.js';
import { cgi, CREDENTIALS } from '../testing/cgi-calls.js';

/*
 * The calls of the npm client wechat-jssdk, which is not run itself: it brings a database driver. It signs the four
 * parts by the alphabet, keeps token, ticket and each page's signature for 1 h 59 min, and writes its links with
 * querystring.
 */
const KEPT_SECONDS = 119 * 60;
const PAGE = 'http://localhost:3000/goods?id=1&name=a%20b';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

async function aTicket(): Promise<string> {
  const { access_token } = await cgi(sandbox, 'token', CREDENTIALS);
  const { ticket } = await cgi(sandbox, 'ticket/getticket', {
    access_token: access_token as string,
    type: 'jsapi',
  });
  return ticket as string;
}

/** Signed as it does: names in small letters, sorted, a short nonce, the time as text, no fragment. */
function signed(ticket: string, nonceStr = 'k3jx9q0a1b'): Record<string, string> {
  const parts = { jsapi_ticket: ticket, noncestr: nonceStr, timestamp: '1795334400', url: PAGE };
  const text = Object.entries(parts)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = hash('sha1', text);
  return { appid: SANDBOX_ACCOUNT.appId, timestamp: parts.timestamp, nonce: nonceStr, url: PAGE, signature };
}

async function config(parameters: Record<string, string>): Promise<string> {
  const reply = await ask(sandbox, `/open/js/config?${new URLSearchParams(parameters).toString()}`);
  return (JSON.parse(reply.text) as { errMsg: string }).errMsg;
}

it('one signature serves every visit to its page for as long as it is kept, and not past the ticket', async () => {
  const signature = signed(await aTicket());
  expect(await config(signature)).toBe('config:ok');
  expect(await config(signature)).toBe('config:ok');
  sandbox.world.clock.advance(KEPT_SECONDS);
  expect(await config(signature)).toBe('config:ok');
  sandbox.world.clock.advance(60);
  expect(await config(signature)).toBe('config:invalid signature');
  expect(await config(signed(await aTicket()))).toBe('config:ok');
});

it('signatures of two processes that each fetch token and ticket are both good', async () => {
  const [one, other] = [signed(await aTicket()), signed(await aTicket(), 'zz0')];
  expect(await config(one)).toBe('config:ok');
  expect(await config(other)).toBe('config:ok');
});

it('writes its link in order, and its constant state comes back', async () => {
  const link = new URLSearchParams({
    appid: SANDBOX_ACCOUNT.appId,
    redirect_uri: 'http://localhost:3000/wechat/oauth-callback',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'userAuth',
  });
  const hop = await open(sandbox, `/connect/oauth2/authorize?${link.toString()}`);
  expect(hop.status).toBe(301);
  const { headers } = await open(sandbox, String(hop.headers['location']).replace(/#.*/, ''));
  expect(headers['location']).toMatch(
    /^http:\/\/localhost:3000\/wechat\/oauth-callback\?code=\w{32}&state=userAuth$/,
  );
});

it('asks whether a token is good without an openid, and is told what is missing', async () => {
  const { access_token }: TokenAnswer = await aUserToken(sandbox);
  const asked = { appid: SANDBOX_ACCOUNT.appId, access_token };
  expect((await sns(sandbox, 'auth', asked))['errcode']).toBe(41009);
});
