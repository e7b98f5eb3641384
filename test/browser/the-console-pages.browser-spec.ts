import { gzipSync } from 'node:zlib';
import { CONSOLE_PAGES, type ConsoleLook, enterConsole } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { type Actor, setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();
/** What the first load may weigh, in bytes compressed. */
const FIRST_LOAD = 350_000;

/** Goes somewhere by the menu, as people do, and waits until the page is there. */
async function go({ page }: Actor, path: string, origin: string): Promise<void> {
  await page.goto(`${origin}/admin${path}`);
  await page.locator('h1').waitFor();
  await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
}

const LOOKS: Required<ConsoleLook>[] = [
  { language: 'zh-CN', theme: 'light', width: 1440 },
  { language: 'zh-CN', theme: 'dark', width: 375 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 375 },
];

it.each(LOOKS)('every page can be used by everybody: $language, $theme, $width px', (look) =>
  scene(async (stage) => {
    const actor = await enterConsole(stage, look);
    const found: Record<string, unknown> = {};
    for (const path of CONSOLE_PAGES) {
      await go(actor, path, stage.app.origin);
      const sideways = await actor.page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      const faults = [
        ...(await brokenRules(actor.page)),
        ...(sideways > 0 ? [`scrolls sideways by ${sideways}`] : []),
      ];
      if (faults.length > 0) found[path || '/'] = faults;
    }
    expect(found).toEqual({});
    expect(await actor.page.evaluate('document.documentElement.lang')).toBe(look.language);
  })(),
);

it(
  'the first load is light, allows no script or style but its own, and is kept by nobody',
  scene(async (stage) => {
    const actor = await enterConsole(stage);
    const { page } = actor;
    const answer = await page.request.get(`${stage.app.origin}/admin`);
    const html = await answer.text();
    await page.goto(`${stage.app.origin}/admin`);
    await page.locator('h1').waitFor();
    const loaded = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/admin/assets/'))",
    );
    const named = await page.evaluate<string[]>(
      "[...document.querySelectorAll('link[rel=stylesheet], script[src]')].map(({ href, src }) => href || src)",
    );
    const weights = await Promise.all(
      [...new Set([...loaded, ...named])].map(async (url) => {
        const file = await page.request.get(url);
        expect(file.headers()['cache-control']).toContain('immutable');
        expect(file.headers()['content-encoding'] ?? '').toMatch(/^(?:gzip)?$/);
        return { url, bytes: gzipSync(await file.body()).length };
      }),
    );
    const charts = weights.filter(({ url }) => url.includes('/chart-'));
    const before = weights.filter((one) => !charts.includes(one)).reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(`first load: ${before} bytes compressed, the first page included`);
    expect(before).toBeLessThan(FIRST_LOAD);

    const policy = answer.headers()['content-security-policy']!;
    const nonce = /'nonce-([^']+)'/.exec(policy)![1]!;
    expect(html).toContain(`nonce="${nonce}"`);
    expect(html).not.toContain('__LINGPAI');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(answer.headers()['cache-control']).toBe('no-store');
    const again = await page.request.get(`${stage.app.origin}/admin`);
    expect(again.headers()['content-security-policy']).not.toBe(policy);
    const gone = await page.request.get(`${stage.app.origin}/admin/assets/index-gone.js`);
    expect(gone.status()).toBe(404);
  }),
);

it(
  'the menu, the keys and Back lead from page to page without loading anything anew',
  scene(async (stage) => {
    const actor = await enterConsole(stage, { path: '/callers' });
    const { page } = actor;
    const loads = () => page.evaluate<number>("performance.getEntriesByType('navigation').length");
    const heading = (text: string) => page.locator('h1', { hasText: text }).waitFor();
    await heading('调用方');
    const began = await loads();
    const took: number[] = [];
    const places = ['账号', '审计', '操作员', '令牌健康', '调用方'];
    for (const round of [1, 2])
      for (const place of places) {
        const ms = await page.evaluate<number>(`new Promise((resolve) => {
          const link = [...document.querySelectorAll('nav a')].find((a) => a.textContent === '${place}');
          const since = performance.now();
          link.click();
          const look = () =>
            document.querySelector('h1')?.textContent === '${place}'
              ? requestAnimationFrame(() => resolve(performance.now() - since))
              : requestAnimationFrame(look);
          look();
        })`);
        if (round === 2) took.push(Math.round(ms));
      }
    console.log(`route changes: ${took.join(', ')} ms`);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await heading('账号');
    await page.goBack();
    await heading('调用方');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '键盘操作' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '键盘操作' }).waitFor({ state: 'hidden' });
    expect(await loads()).toBe(began);
  }),
);

it(
  'a row opens by Enter, Escape closes its drawer, and the address leads back into it',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/accounts' });
    await page.locator('tbody tr').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('要填到微信公众平台的').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await drawer.getByRole('button', { name: '自检' }).click();
    await drawer.getByText('自检通过').waitFor();
    expect(page.url()).toContain('?open=main');
    await page.reload();
    await drawer.getByText('要填到微信公众平台的').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    expect(page.url()).not.toContain('open=');
  }),
);

it(
  'an account is added only after WeChat was asked, and a wrong secret is told',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/accounts' });
    await page.getByRole('button', { name: '添加账号' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('标识').fill('shop');
    await drawer.getByLabel('名称').fill('商城');
    await drawer.getByLabel('AppID').fill('wx0123456789abcdef');
    await drawer.getByLabel('AppSecret').fill('not the secret of anybody');
    await drawer.getByRole('button', { name: '添加账号' }).click();
    await drawer.getByRole('alert').getByText('微信没有认可').waitFor();
    expect(await stage.app.rows("SELECT 1 FROM account WHERE key = 'shop'")).toEqual([]);
    await drawer.getByRole('button', { name: '仍然添加' }).click();
    await page.getByRole('row').filter({ hasText: '商城' }).waitFor();
  }),
);

it(
  'a reply rule is written with a preview of its link, moved, switched off and deleted',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/replies' });
    for (const word of ['会员', '登录']) {
      await page.getByRole('button', { name: '添加规则' }).click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('textbox', { name: '关键词' }).fill(word);
      await drawer.getByRole('button', { name: '插入登录链接' }).click();
      await drawer.locator('.chat-link').getByText('点击登录').waitFor();
      const [counted, hint] = [
        drawer.locator('.ant-input-data-count'),
        drawer.locator('.ant-form-item-extra'),
      ];
      const [above, below] = [await counted.boundingBox(), await hint.first().boundingBox()];
      expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
      expect(await brokenRules(page)).toEqual([]);
      await drawer.getByRole('button', { name: '保存' }).click();
      // Both rules' texts speak of 登录: the row is the one with this keyword.
      await page
        .locator('tbody tr')
        .filter({ has: page.getByText(word, { exact: true }) })
        .waitFor();
    }
    const first = page.locator('tbody tr').first();
    await first.getByRole('button', { name: '下移' }).click();
    await first.getByText('登录', { exact: true }).waitFor();
    await first.getByRole('switch').click();
    await page.locator('tbody tr').first().locator('[role=switch][aria-checked=false]').waitFor();
    const rules = await stage.app.rows(
      'SELECT keyword, enabled FROM reply_rule WHERE keyword IS NOT NULL ORDER BY position, id',
    );
    expect(rules).toEqual([
      { keyword: '登录', enabled: false },
      { keyword: '会员', enabled: true },
    ]);
    await first.getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('登录', { exact: true }).waitFor({ state: 'detached' });
  }),
);
