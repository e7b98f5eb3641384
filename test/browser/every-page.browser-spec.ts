import { PROBLEM_PAGES, pageNow, VISITOR_PAGES, type VisitorPage } from '../support/browser-every-page.js';
import { brokenRules, smallTargets, unfitting, weightOf } from '../support/browser-inspect.js';
import { type Actor, type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const LANGUAGES = ['zh-CN', 'en'];
const MAX_BYTES = 30 * 1024;
/** Apple's measure and WCAG 2.2's enhanced one, in CSS pixels. */
const TARGET = 44;

const openIn = async (scene: Scene, { open, is }: VisitorPage, language: string): Promise<Actor> => {
  const actor = await open(scene, language);
  expect(await pageNow(actor.page)).toBe(is);
  return actor;
};

it.each([...VISITOR_PAGES, ...PROBLEM_PAGES])(
  '$name: axe finds nothing, in either language, light or dark',
  (each) =>
    inBrowser(async (scene) => {
      for (const language of LANGUAGES) {
        const { page } = await openIn(scene, each, language);
        expect(await page.evaluate('document.documentElement.lang')).toBe(language);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect({ language, colorScheme, broken: await brokenRules(page) }).toEqual({
            language,
            colorScheme,
            broken: [],
          });
        }
      }
    })(),
);

it.each([...VISITOR_PAGES, ...PROBLEM_PAGES])(
  '$name: fits on 320 pixels with letters twice as large, is tapped with a thumb, and weighs under 30 KB',
  (each) =>
    inBrowser(async (scene) => {
      for (const language of LANGUAGES) {
        const { page } = await openIn(scene, each, language);
        expect(await smallTargets(page, TARGET)).toEqual([]);
        expect(await unfitting(page)).toEqual([]);
        expect(await weightOf(page, await page.content())).toBeLessThan(MAX_BYTES);
      }
    })(),
);

it.each(PROBLEM_PAGES)('$name: its number finds the line in the log, and it tells nothing else', (each) =>
  inBrowser(async (scene) => {
    const { page } = await openIn(scene, each, 'zh-CN');
    const number = await page.locator('#number').textContent();
    expect(number).toMatch(/^[0-9a-z]{8}$/);
    const lines = scene.app.log.lines.filter(
      (line) => (JSON.parse(line) as { number?: string }).number === number,
    );
    expect(lines).toHaveLength(1);
    expect(await page.content()).not.toMatch(/errcode|errmsg|stack|node_modules|\bat \w+ \(/);
  })(),
);

it.each(PROBLEM_PAGES)('$name: offers one way on, and it leads to /me once nothing is in the way', (each) =>
  inBrowser(async (scene) => {
    const { page, context } = await openIn(scene, each, 'zh-CN');
    scene.app.world.faults.clear();
    // The limit for one browser; another one has none.
    if (each.is.endsWith('too-many')) await context.clearCookies();
    expect(await page.locator('main a').count()).toBe(1);
    await page.locator('main a').click();
    await page.waitForURL(`${scene.app.origin}/me`);
    expect(await page.locator('#openid').textContent()).toBe(scene.openidOf('follower'));
  })(),
);

it(
  'grows with WeChat’s own letter size, and still fits on 320 pixels',
  inBrowser(async (scene) => {
    const { page, context } = await scene.openWechat('follower', { viewport: { width: 320, height: 640 } });
    await context.addInitScript('window.__wxWebEnv = { getEnv: () => JSON.stringify({ fontScale: 160 }) }');
    await page.goto(`${scene.app.origin}/me`);
    await page.waitForFunction("document.documentElement.style.fontSize === '160%'");
    expect(await page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")).toBe(
      35.2,
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  }),
);

it(
  'leaves the lower right corner of a snapshot to WeChat’s own button',
  inBrowser(async (scene) => {
    const { page } = await scene.openWechat('snapshot', { viewport: { width: 320, height: 568 } });
    await page.goto(`${scene.app.origin}/me`);
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    const covered = await page.evaluate(
      `[...document.querySelectorAll('aside, h1, p, span, footer')].filter((element) => {
         const { right, bottom, width } = element.getBoundingClientRect();
         return width > 1 && element.textContent && right > innerWidth - 160 && bottom > innerHeight - 60;
       }).map(({ outerHTML }) => outerHTML)`,
    );
    expect(covered).toEqual([]);
    expect(await page.locator('#snapshot').isVisible()).toBe(true);
  }),
);
