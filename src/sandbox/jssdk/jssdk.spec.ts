import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';
import { jsSignature } from './signature.js';

const APP_ID = 'wxsandbox000000001';
const PAGE = 'http://localhost:3000/goods?id=1&name=a%20b';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

async function aTicket(): Promise<string> {
  const answer = await cgi(sandbox, 'ticket/getticket', {
    access_token: await aStableToken(sandbox),
    type: 'jsapi',
  });
  return answer['ticket'] as string;
}

/** What a server signs for a page. */
async function aConfig(url = PAGE): Promise<Record<string, string>> {
  const parts = { ticket: await aTicket(), nonceStr: 'Wm3WZYTPz0wzccnW', timestamp: '1414587457', url };
  const { nonceStr: nonce, timestamp } = parts;
  return { appid: APP_ID, timestamp, nonce, url, apis: 'scanQRCode', signature: jsSignature(parts) };
}

async function get(path: string, parameters: Record<string, string>) {
  const reply = await ask(sandbox, `/open/js/${path}?${new URLSearchParams(parameters).toString()}`);
  expect(reply.headers['access-control-allow-origin']).toBe('*');
  return JSON.parse(reply.text) as { errMsg: string; page?: string };
}

describe('the signature', () => {
  it.each([
    ['http://mp.weixin.qq.com?params=value', '0f9de62fce790f9a083d5c99e95740ceb90c27ed'],
    ['http://mp.weixin.qq.com', 'f4d90daf4b3bca3078ab155816175ba34c443a7b'],
  ])("is WeChat's own for %s", (url, signature) => {
    const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg';
    expect(jsSignature({ ticket, nonceStr: 'Wm3WZYTPz0wzccnW', timestamp: '1414587457', url })).toBe(
      signature,
    );
  });
});

describe('wx.config', () => {
  it('is good with the account’s ticket, this page and a registered domain', async () => {
    expect(await get('config', await aConfig())).toMatchObject({ errMsg: 'config:ok' });
  });

  it.each([
    ['another address than was signed', { url: 'http://localhost:3000/goods?id=2' }],
    ['another nonce', { nonce: 'x' }],
    ['another time', { timestamp: '1414587458' }],
    ['no signature', { signature: '' }],
    ['a signature in capitals', { signature: 'F'.repeat(40) }],
  ])('is refused for %s', async (_, changes) => {
    expect(await get('config', { ...(await aConfig()), ...changes })).toEqual({
      errMsg: 'config:invalid signature',
    });
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ rule: 'jssdk.signature', appId: APP_ID });
  });

  it('is refused once the ticket has lapsed, or while nobody fetched one', async () => {
    const config = await aConfig();
    sandbox.world.clock.advance(7200);
    expect(await get('config', config)).toEqual({ errMsg: 'config:invalid signature' });
    sandbox.world.reset();
    expect(await get('config', config)).toEqual({ errMsg: 'config:invalid signature' });
  });

  it('is refused on a page of another domain than the registered ones', async () => {
    const elsewhere = await aConfig('http://shop.example/');
    expect(await get('config', elsewhere)).toEqual({ errMsg: 'config:invalid url domain' });
    await ask(sandbox, '/_sandbox/accounts/main', {
      method: 'PATCH',
      body: JSON.stringify({ js_domains: ['shop.example'] }),
    });
    expect(await get('config', elsewhere)).toMatchObject({ errMsg: 'config:ok' });
    expect(await get('config', await aConfig())).toEqual({ errMsg: 'config:invalid url domain' });
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ rule: 'jssdk.domain' });
  });

  it.each(['wx-nobody', 'wxsandboxweb000001', ''])('is refused for the appId "%s"', async (appid) => {
    expect(await get('config', { ...(await aConfig()), appid })).toEqual({ errMsg: 'config:invalid appid' });
  });
});

describe('a call of the SDK', () => {
  it('is answered to a page that asked for it in its config, and to no other', async () => {
    const { page } = await get('config', await aConfig());
    expect(await get('call', { page: page!, api: 'scanQRCode' })).toEqual({ errMsg: 'scanQRCode:ok' });
    expect(await get('call', { page: page!, api: 'getLocation' })).toEqual({
      errMsg: 'getLocation:permission denied',
    });
    expect(await get('call', { page: 'none', api: 'scanQRCode' })).toEqual({
      errMsg: 'scanQRCode:permission denied',
    });
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ rule: 'jssdk.permission' });
    expect(await get('call', { page: 'none', api: 'closeWindow' })).toEqual({ errMsg: 'closeWindow:ok' });
  });
});

it.each(['/open/js/jweixin-1.6.0.js', '/open/js/jweixin-1.3.2.js'])('serves the stub at %s', async (path) => {
  const reply = await ask(sandbox, path, { headers: { host: 'res.wx.qq.com' } });
  expect([reply.status, reply.headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin']);
  expect(reply.text).toContain('root.wx = root.jWeixin = wx');
  expect((await ask(sandbox, path, { method: 'POST' })).status).toBe(405);
});

describe('the stub in a page', () => {
  interface Wx {
    config(options: object): void;
    ready(callback: () => void): void;
    error(callback: (answer: object) => void): void;
    checkJsApi(options: object): void;
    updateAppMessageShareData(options: object): void;
    scanQRCode(options: object): void;
  }

  /** A page at an address, with the stub loaded; `go` is what pushState would do. */
  function aPage(href: string, userAgent = 'Android MicroMessenger') {
    const location = { href };
    const told: unknown[] = [];
    const parent = { postMessage: (data: unknown, to: string) => told.push({ data, to }) };
    const window: { wx?: Wx; parent: object } = { parent };
    const document = { currentScript: { src: `${sandbox.url}/open/js/jweixin-1.6.0.js` } };
    runInContext(
      readFileSync('web/jssdk/jweixin.js', 'utf8'),
      createContext({
        window,
        document,
        location,
        navigator: { userAgent },
        URL,
        URLSearchParams,
        fetch,
        console,
      }),
    );
    return { wx: window.wx!, told, go: (to: string) => (location.href = to) };
  }

  async function settled(wx: Wx, options: object): Promise<unknown[]> {
    const told: unknown[] = [];
    wx.error((answer) => told.push(answer));
    wx.config(options);
    await new Promise<void>((resolve) => wx.ready(resolve));
    return told;
  }

  const options = async (url: string, jsApiList = ['updateAppMessageShareData']) => {
    const { timestamp, nonce, signature } = await aConfig(url);
    return { appId: APP_ID, timestamp: Number(timestamp), nonceStr: nonce, signature, jsApiList };
  };
  const share = (wx: Wx, name: 'updateAppMessageShareData' | 'scanQRCode') =>
    new Promise<unknown[]>((resolve) => {
      const told: unknown[] = [];
      const note = (kind: string) => (answer: { errMsg: string }) => told.push([kind, answer.errMsg]);
      wx[name]({
        title: '茶',
        link: PAGE,
        success: note('success'),
        fail: note('fail'),
        complete: () => resolve(told),
      });
    });

  it('is ready where the config is good, shares what it asked for and nothing else', async () => {
    const { wx } = aPage(`${PAGE}#part`);
    expect(await settled(wx, await options(PAGE))).toEqual([]);
    expect(await share(wx, 'updateAppMessageShareData')).toEqual([
      ['success', 'updateAppMessageShareData:ok'],
    ]);
    expect(await share(wx, 'scanQRCode')).toEqual([['fail', 'scanQRCode:permission denied']]);
    const [shared] = sandbox.world.journal.list({ path: '/open/js/call' });
    expect(new URLSearchParams(shared!.query).get('data')).toContain('茶');
  });

  it('tells the drawn phone, and nobody else, what would be shared', async () => {
    const { wx, told } = aPage(PAGE);
    await settled(wx, await options(PAGE));
    await share(wx, 'updateAppMessageShareData');
    await share(wx, 'scanQRCode');
    const card = { title: '茶', link: PAGE };
    expect(told).toEqual([
      { to: sandbox.url, data: { lingpai: 'share', card: null } },
      { to: sandbox.url, data: { lingpai: 'share', card: expect.objectContaining(card) as object } },
    ]);
  });

  it('reports an error where it is not, and is ready all the same, as the real one', async () => {
    const { wx } = aPage('http://localhost:3000/other');
    expect(await settled(wx, await options(PAGE))).toEqual([{ errMsg: 'config:invalid signature' }]);
    expect(await share(wx, 'updateAppMessageShareData')).toEqual([
      ['fail', 'updateAppMessageShareData:permission denied'],
    ]);
  });

  it('checks the address at which an iPhone came in, and the present one of an Android', async () => {
    const [apple, android] = [aPage(PAGE, 'iPhone MicroMessenger'), aPage(PAGE)];
    for (const page of [apple, android]) page.go('http://localhost:3000/pushed');
    expect(await settled(apple.wx, await options(PAGE))).toEqual([]);
    expect(await settled(android.wx, await options(PAGE))).toHaveLength(1);
    const present = aPage(PAGE);
    present.go('http://localhost:3000/pushed');
    expect(await settled(present.wx, await options('http://localhost:3000/pushed'))).toEqual([]);
  });

  it('knows which calls there are', async () => {
    const { wx } = aPage(PAGE);
    const answer = await new Promise((resolve) =>
      wx.checkJsApi({ jsApiList: ['scanQRCode', 'flyToTheMoon'], success: resolve }),
    );
    expect(answer).toMatchObject({ checkResult: { scanQRCode: true, flyToTheMoon: false } });
  });
});
