import type { Page } from 'playwright-core';
import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const WITH_MOUSE = 24;
const WORDS = {
  zh: {
    title: '有程序停不下来',
    what: '被拒绝（40014）',
    cause: '一次调用最多重取一次',
    loop: '接连送去授权',
  },
  en: {
    title: 'A program goes round in circles',
    what: 'within a second (40014)',
    cause: 'Renew once per call at most.',
    loop: 'to authorize 4 times in a row',
  },
};

async function inspect(scene: Scene, language: string): Promise<Page> {
  const { page, context } = await scene.open({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const { url } = scene.app.server.sandbox!;
  await context.addCookies([{ name: 'sandbox_lang', value: language, url }]);
  await page.goto(`${url}/inspector`);
  await page.locator('#live[data-state=live]').waitFor();
  return page;
}

/** A program that asks with a dead token until the sandbox has noticed; a second may end in between. */
async function askForEver(scene: Scene): Promise<void> {
  const { world, server } = scene.app;
  world.turn({ runaway_refusals_a_second: 2 });
  const ask = () => fetch(`${server.sandbox!.url}/cgi-bin/user/get?access_token=dead`);
  while (world.runaways.list().length === 0) await Promise.all(Array.from({ length: 6 }, ask));
}

describe.each(['zh', 'en'] as const)('in the language "%s"', (language) => {
  const { title, what, cause, loop } = WORDS[language];

  it(
    'the inspector names a program that calls for ever and its likely cause, aloud too, until that is seen',
    inBrowser(async (scene) => {
      const page = await inspect(scene, language);
      const panel = page.locator('#runaways-panel');
      expect(await panel.isVisible()).toBe(false);
      await askForEver(scene);
      await panel.waitFor();
      expect(await panel.locator('h3').textContent()).toBe(title);
      const [told] = await page.getByRole('status').locator('#runaways li').allTextContents();
      expect(told).toContain('/cgi-bin/user/get');
      expect(told).toContain(what);
      expect(told).toContain(cause);
      expect(told).toContain('127.0.0.1');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
      }
      expect(await smallTargets(page, WITH_MOUSE)).toEqual([]);
      expect(await unfitting(page)).toEqual([]);

      await page.locator('#runaways-forget').click();
      await panel.waitFor({ state: 'hidden' });
      expect(scene.app.world.runaways.list()).toEqual([]);
    }),
  );

  it(
    'a login that begins again and again is told of by who is sent round, and by which page',
    inBrowser(async (scene) => {
      const page = await inspect(scene, language);
      const { runaways } = scene.app.world;
      const login = {
        path: 'http://localhost:8080/member',
        appId: 'wxsandbox000000001',
        caller: null,
        agent: null,
        persona: 'stranger',
        errcode: 0,
      };
      for (let round = 0; round < 4; round += 1) runaways.authorized(login, 'snsapi_base');
      const told = page.locator('#runaways li', { hasText: loop });
      await told.waitFor();
      const text = (await told.textContent())!;
      expect(text).toContain('stranger');
      expect(text).toContain('http://localhost:8080/member');
      expect(text).toMatch(/cookie/i);
    }),
  );
});

it(
  'programs that behave are not accused',
  inBrowser(async (scene) => {
    const page = await inspect(scene, 'en');
    const { page: visitor } = await scene.openWechat('follower');
    await visitor.goto(`${scene.app.origin}/me`);
    await page.locator('summary', { hasText: '/sns/oauth2/access_token' }).first().waitFor();
    await page.waitForResponse((response) => response.url().endsWith('/_sandbox/runaways'));
    expect(await page.locator('#runaways-panel').isVisible()).toBe(false);
  }),
);
