import { readQr } from '../support/browser-qr.js';
import { setUpStage } from '../support/browser-stage.js';
import { DESKTOP_BROWSER } from '../support/visitor.js';

const inBrowser = setUpStage();

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const RELATIVES = {
  WeCom: `${ANDROID} Version/4.0 Chrome/130.0 Mobile Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh`,
  QQ: `${ANDROID} Version/4.0 Chrome/130.0 MQQBrowser/6.2 Mobile Safari/537.36 V1_AND_SQ_9.1.5 QQ/9.1.5.22185 NetType/WIFI`,
  Alipay: `${ANDROID} Version/4.0 Chrome/130.0 Mobile Safari/537.36 AliApp(AP/10.6.90) AlipayClient/10.6.90 Language/zh-Hans`,
  'a mini program': `${ANDROID} Version/4.0 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50 Language/zh_CN miniProgram/wx0123456789abcdef`,
};
const WORDINGS = { WeCom: '企业微信', QQ: 'QQ', Alipay: '支付宝', 'a mini program': '小程序' };
const DESK = { width: 1280, height: 900 };
const SENTENCE = '请在微信客户端打开链接';

describe('on a computer', () => {
  it.each(['light', 'dark'] as const)(
    'the page says 请在微信客户端打开链接 and shows a code that a camera reads, in %s mode',
    (colorScheme) =>
      inBrowser(async (scene) => {
        const { page } = await scene.open({ userAgent: DESKTOP_BROWSER, viewport: DESK, colorScheme });
        const answer = await page.goto(`${scene.app.origin}/me?from=poster`);
        expect(answer!.status()).toBe(200);
        expect(page.url()).toBe(`${scene.app.origin}/me?from=poster`);
        expect(await page.locator('h1').textContent()).toBe(SENTENCE);
        expect(await page.locator('.card__host').textContent()).toBe(new URL(scene.app.origin).host);
        expect(await readQr(page)).toBe(`${scene.app.origin}/me?from=poster`);
        expect(scene.authorizations()).toBe(0);
      })(),
  );

  it(
    'the page needs no script: the sentence, the code and the address are there, and no button that does nothing',
    inBrowser(async (scene) => {
      const off = { userAgent: DESKTOP_BROWSER, viewport: DESK, javaScriptEnabled: false };
      const { page } = await scene.open(off);
      await page.goto(`${scene.app.origin}/me`);
      expect(await page.locator('h1').textContent()).toBe(SENTENCE);
      expect(await page.locator('#address').textContent()).toBe(`${scene.app.origin}/me`);
      expect(await readQr(page)).toBe(`${scene.app.origin}/me`);
      expect(await page.locator('button:visible').count()).toBe(0);
    }),
  );

  it(
    'a login link leads to the same page, with the address behind it',
    inBrowser(async (scene) => {
      const { page } = await scene.open({ userAgent: DESKTOP_BROWSER, viewport: DESK });
      await page.goto(
        `${scene.app.origin}/auth/wechat?return_to=${encodeURIComponent('/me?from=poster#top')}`,
      );
      expect(await readQr(page)).toBe(`${scene.app.origin}/me?from=poster#top`);
    }),
  );

  it(
    'a developer gets to the drawn phone by one click',
    inBrowser(async (scene) => {
      const { page } = await scene.open({ userAgent: DESKTOP_BROWSER, viewport: DESK });
      await page.goto(`${scene.app.origin}/me`);
      await page.locator('#phone').click();
      await page.locator('#people .card').first().waitFor();
      expect(new URL(page.url()).origin).toBe(scene.app.server.sandbox!.url);
    }),
  );
});

it(
  'on an iPhone offers to copy the address, and folds the code that it cannot scan itself',
  inBrowser(async (scene) => {
    const phone = {
      userAgent: IPHONE,
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    };
    const { page, context } = await scene.open({
      ...phone,
      colorScheme: 'dark',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(`${scene.app.origin}/me?from=sms`);
    expect(await page.locator('h1').textContent()).toBe(SENTENCE);
    expect(await readQr(page)).toBeNull();
    expect(await page.locator('.qr').isVisible()).toBe(false);

    await page.getByRole('button', { name: '复制链接' }).click();
    await page.locator('#status').filter({ hasText: '已复制' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${scene.app.origin}/me?from=sms`);
    expect(await context.cookies()).toEqual([]);

    await page.locator('summary').click();
    await page.locator('.qr').scrollIntoViewIfNeeded();
    expect(await readQr(page)).toBe(`${scene.app.origin}/me?from=sms`);
  }),
);

it(
  'in WeCom, QQ, Alipay and a mini program says in each’s own words what to do',
  inBrowser(async (scene) => {
    const said: string[] = [];
    for (const [name, userAgent] of Object.entries(RELATIVES)) {
      const { page } = await scene.open({ userAgent, viewport: { width: 390, height: 844 } });
      await page.goto(`${scene.app.origin}/me`);
      const text = (await page.locator('.weui-msg__desc').textContent())!;
      expect(text).toContain(WORDINGS[name as keyof typeof WORDINGS]);
      said.push(text);
    }
    expect(new Set(said).size).toBe(4);
    expect(scene.authorizations()).toBe(0);
  }),
);
