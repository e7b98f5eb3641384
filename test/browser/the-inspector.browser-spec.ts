import type { Locator, Page } from 'playwright-core';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

/** The inspector in an ordinary browser, in a language. */
async function inspect(scene: Scene, language = 'zh'): Promise<Page> {
  const { page, context } = await scene.open({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const { url } = scene.app.server.sandbox!;
  await context.addCookies([{ name: 'sandbox_lang', value: language, url }]);
  await page.goto(`${url}/inspector`);
  await page.locator('#live[data-state=live]').waitFor();
  await page.locator('#presets .preset').first().waitFor();
  return page;
}

/** Somebody opens /me in WeChat, silently. */
async function login(scene: Scene, persona: string) {
  const { page } = await scene.openWechat(persona);
  await page.goto(`${scene.app.origin}/me`);
  return page;
}

/** Where the newest login is drawn: calls of others, made meanwhile, stand in groups of their own. */
function groupOfLogin(scene: Scene, page: Page): Locator {
  const { login } = scene.app.world.journal.list({ path: '/connect/oauth2/authorize' }).at(-1)!;
  const title = page.locator('h3', { hasText: login!.slice(0, 24) });
  return page.locator('.group').filter({ has: title });
}

async function clean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
  }
}

it(
  'draws a login as it happens, each request with its answer, and no secret whole',
  inBrowser(async (scene) => {
    const page = await inspect(scene);
    await login(scene, 'stranger');
    await page.request.get(`${scene.app.server.sandbox!.url}/cgi-bin/getcallbackip?access_token=x`);
    await page.locator('.group code', { hasText: '/cgi-bin/getcallbackip' }).waitFor();
    const group = groupOfLogin(scene, page);
    const exchange = group.locator('summary', { hasText: '/sns/oauth2/access_token' });
    await exchange.waitFor();
    const steps = await group.locator('.arrow.ask code').allTextContents();
    expect(steps[0]).toContain('GET /connect/oauth2/authorize');
    expect(steps.some((step) => step.includes('/auth/'))).toBe(true);
    expect(steps.filter((step) => step.includes('/cgi-bin/'))).toEqual([]);

    await exchange.click();
    const shown = (await group.locator('.contents').textContent())!;
    expect(shown).toContain('curl -sS');
    expect(shown).toContain('${APP_SECRET}');
    expect(await page.content()).not.toContain(SANDBOX_ACCOUNT.secret);
  }),
);

it(
  'puts a fault in force by a button; the login that it strikes says so, and which rule it broke',
  inBrowser(async (scene) => {
    const page = await inspect(scene, 'en');
    await page.locator('[data-preset=code-used]').click();
    await page.locator('[data-preset=code-used][aria-pressed=true]').waitFor();
    expect(await page.locator('#faults-on').textContent()).toContain('The code was used');
    await login(scene, 'follower');
    await page.locator('.fault-tag', { hasText: 'code-used' }).first().waitFor();
    await page.locator('.outcome', { hasText: '40163 code been used' }).first().waitFor();

    await page.locator('#heal').click();
    await page.locator('[data-preset=code-used][aria-pressed=false]').waitFor();
    expect(scene.app.world.faults.list()).toEqual([]);
  }),
);

it.each(['parallel', 'sequential', 'other-code'])(
  'draws the callback twice where it comes twice (%s), and the visitor lands all the same',
  (mode) =>
    inBrowser(async (scene) => {
      const page = await inspect(scene, 'en');
      await page.locator(`[data-preset=double-callback-${mode}]`).click();
      await page.locator(`[data-preset=double-callback-${mode}][aria-pressed=true]`).waitFor();
      const visitor = await login(scene, 'follower');
      await visitor.locator('#openid').waitFor();
      expect(await visitor.locator('#openid').textContent()).toBe(scene.openidOf('follower'));
      await page.locator('.inferred', { hasText: 'The callback once more' }).first().waitFor();
      await page
        .locator('.fault-tag', { hasText: `double-callback-${mode}` })
        .first()
        .waitFor();
    })(),
);

it(
  'moves the clock by a button, by the slider and to what lapses next',
  inBrowser(async (scene) => {
    const page = await inspect(scene, 'en');
    const { clock } = scene.app.world;
    const offset = (text: string) => page.locator('#clock-offset', { hasText: text }).waitFor();
    await page.locator('[data-advance="7200"]').click();
    await offset('2 h');
    await page.locator('#leap').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#leap').getAttribute('aria-valuetext')).toBe('30 d');
    await page.locator('#leap-go').click();
    await offset('30 d');
    expect(clock.offsetSeconds).toBe(7200 + 30 * 86_400);
    const midnight = page.locator('#lapses li', { hasText: 'quota' });
    await midnight.locator('button').click();
    await page.locator('#clock-offset', { hasNotText: '30 d 2 h' }).waitFor();
    expect(clock.offsetSeconds).toBeGreaterThan(7200 + 30 * 86_400);
  }),
);

it(
  'draws what WeChat pushes to the server, and that nothing answered',
  inBrowser(async (scene) => {
    const page = await inspect(scene, 'en');
    const { url } = scene.app.server.sandbox!;
    const push = { aes_key: null, token: 'pushtoken1', mode: 'plain', verify: false };
    await page.request.put(`${url}/_sandbox/accounts/main/push`, {
      data: { ...push, url: 'http://127.0.0.1:1/push' },
    });
    const message = { type: 'text', content: 'hello' };
    const sent = await page.request.post(`${url}/_sandbox/accounts/main/pushes`, {
      data: { pushes: [{ persona: 'follower', message }], wait: false },
    });
    expect(sent.status()).toBe(200);
    await page.locator('#pushes .step', { hasText: 'text follower' }).waitFor();
    await page.locator('#pushes .outcome.bad').first().waitFor();
    expect(await page.content()).not.toContain('pushtoken1');
    await clean(page);
  }),
);

it(
  'filters, pauses and clears',
  inBrowser(async (scene) => {
    const page = await inspect(scene, 'en');
    const { url } = scene.app.server.sandbox!;
    const call = (path: string) => page.request.get(`${url}${path}`);
    const step = (text: string) => page.locator('.step:visible', { hasText: text });
    await call('/sns/auth');
    await call('/cgi-bin/getcallbackip?access_token=x');
    await step('/cgi-bin/getcallbackip').waitFor();
    await page.locator('#filter-text').fill('sns.access_token_missing');
    await step('/cgi-bin/getcallbackip').waitFor({ state: 'detached' });
    expect(await step('/sns/auth').count()).toBe(1);

    await page.locator('#filter-text').fill('');
    await page.locator('#pause').click();
    await call('/cgi-bin/nowhere');
    await page.locator('#live', { hasText: /[1-9]\d* waiting/ }).waitFor();
    expect(await step('/cgi-bin/nowhere').count()).toBe(0);
    await page.locator('#pause').click();
    await step('/cgi-bin/nowhere').waitFor();
    await page.locator('#clear').click();
    await page.locator('#empty').waitFor();
    expect(await page.locator('.group:visible').count()).toBe(0);
  }),
);

describe.each(['zh', 'en'])('in the language "%s"', (language) => {
  it(
    'inspector and differences are clean for axe, light and dark, and fit on the narrowest phone',
    inBrowser(async (scene) => {
      const page = await inspect(scene, language);
      await page.locator('[data-preset=busy]').click();
      await page.locator('[data-preset=busy][aria-pressed=true]').waitFor();
      await page.request.get(`${scene.app.server.sandbox!.url}/sns/auth`);
      await login(scene, 'follower');
      await groupOfLogin(scene, page).waitFor();
      await page.locator('summary.bad', { hasText: '/sns/auth' }).click();
      await clean(page);
      expect(await smallTargets(page, 24)).toEqual([]);
      expect(await unfitting(page)).toEqual([]);

      await page.goto(`${scene.app.server.sandbox!.url}/differences`);
      expect(await page.locator('tbody tr').count()).toBeGreaterThan(100);
      await clean(page);
      expect(await smallTargets(page, 24)).toEqual([]);
      expect(await unfitting(page)).toEqual([]);
    }),
  );
});
