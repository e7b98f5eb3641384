import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { jsSignature } from '../../src/sandbox/jssdk/signature.js';
import { AccountServer } from '../../src/sandbox/pushes/testing/account-server.js';
import { pushTo } from '../../src/sandbox/pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import type { RunningSandbox } from '../../src/sandbox/start-sandbox.js';
import { aSandbox } from '../../src/sandbox/testing/a-sandbox.js';
import { fieldsOf, readXml } from '../../src/wechat/push/push-xml.js';
import { startBrowser } from '../support/browser.js';
import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { ROOT } from '../support/start-app.js';

const SECOND = { ...SANDBOX_ACCOUNT, key: 'second', appId: 'wxsecond000000001', name: '第二个号' };
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const WITH_MOUSE = 24;

jest.setTimeout(180_000);
let browser: Browser;
let sandbox: RunningSandbox;
let server: AccountServer;
let page: Page;
beforeAll(async () => {
  [browser, sandbox, server] = await Promise.all([
    startBrowser(ROOT),
    aSandbox({ accounts: [SANDBOX_ACCOUNT, SECOND] }),
    AccountServer.start(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([sandbox?.close(), server?.close()]);
});
beforeEach(async () => {
  sandbox.world.reset();
  server.reset();
  pushTo(sandbox, server.url);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto(sandbox.url);
  await page.locator('#chat-bar').waitFor();
});
afterEach(() => page.context().close());

const main = () => sandbox.world.accounts.get('main');
const pushed = () => server.received.map(({ body }) => Object.fromEntries(fieldsOf(readXml(body))));
const arrived = async (count: number) => {
  while (server.received.length < count) await page.waitForTimeout(20);
  return pushed();
};
const clean = async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
  }
  expect(await smallTargets(page, WITH_MOUSE)).toEqual([]);
  expect(await unfitting(page)).toEqual([]);
};

it('a picture goes from the phone to the account, and is seen in the chat', async () => {
  await page.locator('#chat-more').click();
  await clean();
  const file = { name: 'p.png', mimeType: 'image/png', buffer: PICTURE };
  await page.locator('#send-picture').setInputFiles(file);
  await page.locator('#chat-log .user img.chat-picture').waitFor();
  const [{ MsgType, PicUrl }] = (await arrived(1)) as [Record<string, string>];
  expect(MsgType).toBe('image');
  expect(Buffer.from(await (await fetch(PicUrl!)).arrayBuffer())).toEqual(PICTURE);
  expect(await page.locator('#chat-tools').isVisible()).toBe(false);
  await page.waitForFunction("document.querySelector('#chat-log img').naturalWidth === 1");
});

it('a file and a voice go too', async () => {
  await page.locator('#chat-more').click();
  const file = { name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };
  await page.locator('#send-file').setInputFiles(file);
  await arrived(1);
  await page.locator('#chat-more').click();
  await page.locator('#send-voice').click();
  expect(await arrived(2)).toMatchObject([
    { MsgType: 'file', Title: '合同.pdf', FileTotalLen: '4' },
    { MsgType: 'voice', Format: 'amr' },
  ]);
  await page.locator('#chat-log .user').nth(1).waitFor();
});

it('the scanner shows the codes of the account; scanning one is told with its scene, a lapsed one is not', async () => {
  const { ticket } = sandbox.world.qrCodes.keep(main(), { text: 'desk-4' });
  await page.locator('#chat-more').click();
  await page.locator('#scan').click();
  const code = page.locator('.scan-code', { hasText: 'desk-4' });
  await code.locator('img').waitFor();
  await clean();
  await code.click();
  expect(await arrived(1)).toMatchObject([{ Event: 'SCAN', EventKey: 'desk-4', Ticket: ticket }]);
  await page.locator('#chat-more').click();
  await page.locator('#scan').click();
  await page.locator('#scan-text').fill('gQnothing==');
  await page.keyboard.press('Enter');
  await page.locator('#notice:not(.unseen)', { hasText: '该二维码已失效' }).waitFor();
  expect(pushed()).toHaveLength(1);
});

it('the chat with another account is another chat', async () => {
  await page.locator('#chat-text').fill('你好');
  await page.keyboard.press('Enter');
  await page.locator('#chat-log .user').waitFor();
  await page.locator('#chat-account').selectOption('second');
  await page.locator('#bar-title', { hasText: '第二个号' }).waitFor();
  await page.locator('#follow-state', { hasText: '未关注' }).waitFor();
  expect(await page.locator('#chat-log').textContent()).toBe('');
  await page.locator('#chat-account').selectOption('main');
  await page.locator('#chat-log .user', { hasText: '你好' }).waitFor();
});

describe('send to a friend', () => {
  let site: Server;
  let origin: string;
  let url: string;
  beforeAll(async () => {
    site = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(request.url === '/plain' ? '<title>没有卡片</title>' : shared());
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(site.address() as AddressInfo).port}`;
    url = `${origin}/goods`;
  });
  afterAll(() => new Promise((resolve) => site.close(resolve)));

  /** A page that sets its card as soon as the SDK is ready, and says so in its text. */
  function shared(): string {
    const { value: ticket } = sandbox.world.tickets.fetch(SANDBOX_ACCOUNT.appId, 'jsapi');
    const parts = { ticket, nonceStr: 'n', timestamp: '1795334400', url };
    const config = {
      appId: SANDBOX_ACCOUNT.appId,
      nonceStr: 'n',
      timestamp: 1_795_334_400,
      signature: jsSignature(parts),
      jsApiList: ['updateAppMessageShareData'],
    };
    const card = { title: '明前龙井', desc: '二两起', link: url, imgUrl: `${sandbox.url}/mmopen/emoji/96` };
    return `<!doctype html><title>茶</title><p id="done"></p><script src="${sandbox.url}/open/js/jweixin-1.6.0.js"></script>
      <script>
        wx.config(${JSON.stringify(config)});
        wx.ready(() => wx.updateAppMessageShareData({ ...${JSON.stringify(card)},
          success: () => (document.getElementById('done').textContent = 'set') }));
      </script>`;
  }

  const share = async (address: string) => {
    await page.locator('#address').fill(address);
    await page.locator('#address-form button[type=submit]').click();
    await page.locator('#progress').waitFor({ state: 'hidden' });
    return async () => {
      await page.locator('#more').click();
      await page.locator('#menu-share').click();
      await page.locator('#share[open]').waitFor();
    };
  };

  it('shows the card that the page has set, with its picture; the next page has none', async () => {
    const tap = await share(url);
    await page.frameLocator('#web iframe').locator('#done', { hasText: 'set' }).waitFor();
    await tap();
    expect(await page.locator('#share-card').textContent()).toBe('明前龙井二两起');
    expect(await page.locator('#share-link').textContent()).toBe(url);
    await page.waitForFunction("document.querySelector('#share-card img').naturalWidth > 0");
    await clean();
    await page.locator('#share-close').click();
    await (
      await share(`${origin}/plain`)
    )();
    await page.locator('#share-state', { hasText: '页面没有设置卡片' }).waitFor();
    expect(await page.locator('#share-link').textContent()).toBe(`${origin}/plain`);
  });
});
