import type { Page } from 'playwright-core';
import { historyOf, loseCookies, stopAt } from '../support/browser-network.js';
import { type Actor, type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

/** What gives a login away, in an address. */
const SECRET = /[?&#](?:code|state)=/;
const CALLBACK = '/auth/wechat/main/callback?';

const openidOn = (page: Page) => page.locator('#openid').textContent();
const callbackOf = ({ watch }: Actor) => watch.navigations.find((url) => url.includes(CALLBACK))!;

/** A visitor who has come to /me and knows the callback's address that led there. */
async function signedIn(scene: Scene, persona: string): Promise<Actor & { callback: string }> {
  const actor = await scene.openWechat(persona);
  await actor.page.goto(`${scene.app.origin}/me`);
  await actor.page.waitForURL(`${scene.app.origin}/me`);
  return { ...actor, callback: callbackOf(actor) };
}

describe('the address after signing in', () => {
  it.each([
    '/me',
    '/me?from=menu&tag=%E4%BC%9A%E5%91%98&empty=',
    '/demo/orders#/orders/7',
    '/demo/orders?tab=paid#/orders/7',
  ])('is the one that was opened, and nothing of the login is left anywhere: %s', (target) =>
    inBrowser(async (scene) => {
      const address = scene.app.origin + target;
      const article = await scene.publishArticle(address);
      const visitor = await scene.openWechat('follower');
      const { page, watch } = visitor;
      await page.goto(article);
      const before = await page.evaluate<number>('history.length');
      await page.locator('a').click();
      await page.waitForURL(address);

      expect(watch.navigations.some((url) => url.includes(`${CALLBACK}code=`))).toBe(true);
      expect(await page.evaluate('location.href')).toBe(address);
      expect(await page.evaluate('history.length')).toBe(before + 1);
      expect(await historyOf(visitor)).toEqual(['about:blank', article, address]);
      expect(await page.evaluate('document.referrer')).not.toMatch(SECRET);
      expect(await page.content()).not.toMatch(SECRET);
      expect(scene.authorizations('snsapi_base')).toBe(1);
      expect(scene.authorizations()).toBe(1);
    })(),
  );
});

it(
  'leaves by one step back, to where the visitor came from, and WeChat is not asked again',
  inBrowser(async (scene) => {
    const article = await scene.publishArticle(`${scene.app.origin}/me`);
    const { page } = await scene.openWechat('follower');
    await page.goto(article);
    await page.locator('a').click();
    await page.locator('#openid').waitFor();
    await step(page, 'back');
    await page.waitForURL(article);
    expect(scene.authorizations()).toBe(1);

    await step(page, 'forward');
    await page.locator('#openid').waitFor();
    expect(scene.authorizations()).toBe(1);
  }),
);

describe('the callback’s address', () => {
  it(
    'opened once more leads to the page again, without another exchange',
    inBrowser(async (scene) => {
      const { page, callback } = await signedIn(scene, 'follower');
      await page.goto(callback);
      await page.waitForURL(`${scene.app.origin}/me`);
      expect(await openidOn(page)).toBe(scene.openidOf('follower'));
      expect(scene.exchanges()).toBe(1);
      expect(scene.authorizations()).toBe(1);
    }),
  );

  it(
    'opened by somebody else signs them in as themselves',
    inBrowser(async (scene) => {
      const { callback } = await signedIn(scene, 'follower');
      const other = await scene.openWechat('stranger');
      await other.page.goto(callback);
      await other.page.waitForURL(`${scene.app.origin}/me`);
      expect(await openidOn(other.page)).toBe(scene.openidOf('stranger'));
      expect((await scene.users()).map(({ openid }) => openid)).toEqual([
        scene.openidOf('follower'),
        scene.openidOf('stranger'),
      ]);
    }),
  );

  it(
    'opened by somebody else before its owner signs neither in as the other',
    inBrowser(async (scene) => {
      const owner = await scene.openWechat('follower');
      const callback = await stopAt(owner, '*/callback?*', `${scene.app.origin}/me`);
      // Somebody who was here before brings a binding of their own.
      const other = await signedIn(scene, 'stranger');
      await other.page.goto(callback);
      await other.page.waitForURL(`${scene.app.origin}/me`);
      expect(await openidOn(other.page)).toBe(scene.openidOf('stranger'));

      await owner.page.goto(callback);
      await owner.page.waitForURL(`${scene.app.origin}/me`);
      expect(await openidOn(owner.page)).toBe(scene.openidOf('follower'));
    }),
  );
});

it(
  'signs out in place; WeChat is asked again once the visitor taps 重新进入',
  inBrowser(async (scene) => {
    const { page, context } = await signedIn(scene, 'follower');
    const held = (await context.cookies()).find(({ name }) => name === 'lingpai')!;
    await page.locator('#sign-out button').click();
    await page.locator('[data-page=signed-out] h1').waitFor();
    expect(await page.locator('h1').textContent()).toBe('已退出登录');
    expect(page.url()).toBe(`${scene.app.origin}/me`);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('lingpai');
    const headers = { cookie: `lingpai=${held.value}` };
    expect((await fetch(`${scene.app.origin}/auth/session`, { headers })).status).toBe(401);
    expect(scene.authorizations()).toBe(1);

    await page.getByRole('link', { name: '重新进入' }).click();
    await page.locator('#openid').waitFor();
    expect(await openidOn(page)).toBe(scene.openidOf('follower'));
    expect(scene.authorizations()).toBe(2);
  }),
);

it(
  'takes the visitor’s two tabs both to where each was going',
  inBrowser(async (scene) => {
    const { page, context } = await scene.openWechat('follower');
    const second = await context.newPage();
    const [first, other] = [`${scene.app.origin}/me?tab=1`, `${scene.app.origin}/me?tab=2`];
    await Promise.all([page.goto(first), second.goto(other)]);
    await Promise.all([page.waitForURL(first), second.waitForURL(other)]);

    expect([await openidOn(page), await openidOn(second)]).toEqual([
      scene.openidOf('follower'),
      scene.openidOf('follower'),
    ]);
    expect(await scene.users()).toHaveLength(1);
    // Neither tab had a cookie when it set out: the one whose binding was overwritten goes round once more.
    const asked = scene.authorizations();
    expect(asked).toBeLessThanOrEqual(3);
    await Promise.all([page.reload(), second.reload()]);
    expect([await openidOn(page), await openidOn(second)]).toEqual([
      scene.openidOf('follower'),
      scene.openidOf('follower'),
    ]);
    expect(scene.authorizations()).toBe(asked);
  }),
);

it(
  'turns a page that comes back by Back after signing out elsewhere into the signed-out one',
  inBrowser(async (scene) => {
    const { page, context } = await signedIn(scene, 'follower');
    const second = await context.newPage();
    await second.goto(`${scene.app.origin}/me`);
    await second.locator('#sign-out button').click();
    await second.locator('[data-page=signed-out]').waitFor();
    expect(await page.locator('#openid').count()).toBe(1);
    await comeBack(page);
    await page.locator('[data-page=signed-out] h1').waitFor();
    expect(scene.authorizations()).toBe(1);
  }),
);

it(
  'does not let the page before WeChat’s question be used again once the profile was given',
  inBrowser(async (scene) => {
    const { page, context } = await signedIn(scene, 'follower');
    await page.goto(`${scene.app.origin}/demo/card`);
    await page.locator('#agree').waitFor();
    expect(scene.authorizations('snsapi_userinfo')).toBe(0);
    const second = await context.newPage();
    await second.goto(`${scene.app.origin}/demo/card`);
    await second.locator('#agree').click();
    await second.locator('button[value=allow]').click();
    await second.getByRole('heading', { name: '林小满' }).waitFor();
    await comeBack(page);
    await page.waitForURL(`${scene.app.origin}/me`);
    expect(scene.authorizations('snsapi_userinfo')).toBe(1);
  }),
);

describe('a browser that loses its cookies', () => {
  it(
    'on the way lands after one more silent try',
    inBrowser(async (scene) => {
      const visitor = await scene.openWechat('follower');
      await loseCookies(visitor, '*/connect/oauth2/authorize?*', 1);
      await visitor.page.goto(`${scene.app.origin}/me?from=menu`);
      await visitor.page.waitForURL(`${scene.app.origin}/me?from=menu`);
      expect(await openidOn(visitor.page)).toBe(scene.openidOf('follower'));
      expect(scene.authorizations()).toBe(2);
      expect(await scene.users()).toHaveLength(1);
    }),
  );

  it(
    'always ends on a page that says so, after two tries at most',
    inBrowser(async (scene) => {
      const visitor = await scene.openWechat('follower');
      await loseCookies(visitor, '*');
      await visitor.page.goto(`${scene.app.origin}/me`);
      await visitor.page.locator('[data-problem=cookies]').waitFor();
      expect(await visitor.page.locator('h1').textContent()).toBe('无法记住登录状态');
      expect(scene.authorizations()).toBeLessThanOrEqual(2);
      expect(await scene.users()).toEqual([]);
    }),
  );
});

/** What a page hears when Back takes it out of the browser's cache instead of loading it. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
}

/** As a page does it; the answer comes before the page is left. */
async function step(page: Page, direction: 'back' | 'forward'): Promise<void> {
  await page.evaluate(`void setTimeout(() => history.${direction}())`);
}
