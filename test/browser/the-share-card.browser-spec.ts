import { setUpStage } from '../support/browser-stage.js';
import { WECHAT_BROWSER } from '../support/visitor.js';

const inBrowser = setUpStage();

const IPHONE = WECHAT_BROWSER.replace(
  '(Linux; Android',
  '(iPhone; CPU iPhone OS 18_5 like Mac OS X; Android',
);

it(
  'the member page sets the card by which it is shared, on Android and on an iPhone, with one signature a load',
  inBrowser(async (scene) => {
    for (const userAgent of [WECHAT_BROWSER, IPHONE]) {
      const asked = scene.app.world.journal.newestSeq;
      const { page } = await scene.openWechat('follower', { userAgent });
      await page.goto(`${scene.app.origin}/me?from=groupmessage#top`);
      await page.locator('[data-card=set]').waitFor();
      const calls = scene.app.world.journal
        .list({ since: asked })
        .filter(({ path }) => path === '/open/js/config')
        .map(({ query }) => new URLSearchParams(query).get('url'));
      expect(calls).toEqual([`${scene.app.origin}/me?from=groupmessage`]);
    }
  }),
);

it(
  'a page whose signature is no good tells nobody and is whole',
  inBrowser(async (scene) => {
    const { page } = await scene.openWechat('follower');
    await page.route('**/me/share-card?*', (route) => route.fulfill({ status: 503, body: '{}' }));
    const [answer] = await Promise.all([
      page.waitForResponse('**/me/share-card?*'),
      page.goto(`${scene.app.origin}/me`),
    ]);
    expect(answer.status()).toBe(503);
    await answer.finished();
    await page.locator('#openid').waitFor();
    expect(await page.locator('[data-card]').count()).toBe(0);
    expect(await page.locator('#status').textContent()).toBe('');
  }),
);
