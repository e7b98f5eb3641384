import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const LANGUAGES = ['zh', 'en'];
/** WCAG 2.2's least: the phone is worked with a mouse; what is inside it, with a thumb. */
const TARGETS = { withMouse: 24, withThumb: 44 };

/** The phone in a language, held by a persona. */
async function drawn(scene: Scene, language: string, persona: string): Promise<DrawnPhone> {
  const { page, context } = await scene.open({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addCookies([{ name: 'sandbox_lang', value: language, url: scene.app.server.sandbox!.url }]);
  const phone = await DrawnPhone.draw(scene, page);
  await phone.handTo(persona);
  return phone;
}

describe.each(LANGUAGES)('in the language "%s"', (language) => {
  it(
    'the phone is clean for axe, light and dark, with its chat, a page and the journal of a login',
    inBrowser(async (scene) => {
      const phone = await drawn(scene, language, 'stranger');
      const { page } = phone;
      expect(await page.evaluate('document.documentElement.lang')).toBe(language === 'en' ? 'en' : 'zh-CN');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
      }
      await phone.open(`${scene.app.origin}/me`);
      await phone.find('#openid').waitFor();
      await page.locator('#journal .login .outcome').first().waitFor();
      await page.locator('#journal summary').first().click();
      await page.locator('#more').click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
      }
      expect(await smallTargets(page, TARGETS.withMouse)).toEqual([]);
    }),
  );

  it(
    'the phone fits on 320 pixels with letters twice as large',
    inBrowser(async (scene) => {
      const phone = await drawn(scene, language, 'snapshot');
      expect(await unfitting(phone.page)).toEqual([]);
      await phone.open(`${scene.app.origin}/me`);
      await phone.find('#snapshot').waitFor();
      await phone.page.locator('#journal .login .outcome').first().waitFor();
      await phone.page.locator('#journal summary').first().click();
      expect(await unfitting(phone.page)).toEqual([]);
    }),
  );

  it(
    'WeChat’s sheet, what follows a refusal and its error page are clean for axe, light and dark',
    inBrowser(async (scene) => {
      const phone = await drawn(scene, language, 'refuser');
      const clean = async (except: string[] = []) => {
        const window = await phone.window();
        for (const colorScheme of ['light', 'dark'] as const) {
          await phone.page.emulateMedia({ colorScheme });
          expect({ url: window.url(), colorScheme, broken: await brokenRules(window, except) }).toMatchObject(
            {
              broken: [],
            },
          );
        }
        expect(await smallTargets(window, TARGETS.withThumb)).toEqual([]);
      };
      await phone.open(`${scene.app.origin}/me`);
      await phone.find('#show-profile').click();
      await phone.find('.sheet').waitFor();
      await clean();
      await phone.find('button[value=deny]').click();
      await phone.find('.closed').waitFor();
      // One word, where WeChat closes its sheet: nothing that a heading could head.
      await clean(['page-has-heading-one']);
      scene.app.world.accounts.change('main', { banned: true });
      await phone.open(`${scene.app.server.sandbox!.url}/connect/oauth2/authorize?response_type=code`);
      await phone.find('.message').waitFor();
      await clean();
    }),
  );
});

it(
  'follows the clock: time moved forward on the panel is WeChat’s time',
  inBrowser(async (scene) => {
    const { page } = await drawn(scene, 'zh', 'follower');
    const before = scene.app.world.clock.nowMs();
    await page.locator('[data-advance="7200"]').click();
    await page.locator('#clock-offset').filter({ hasText: '2 小时' }).waitFor();
    expect(scene.app.world.clock.nowMs() - before).toBeGreaterThanOrEqual(7200_000);
  }),
);
