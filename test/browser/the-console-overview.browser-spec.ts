import type { Page } from 'playwright-core';
import { enterConsole } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { choose, putPeople } from '../support/browser-people.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();

/** Waits until the bar of the account `main` stands where it is wanted; answers where, in percent. */
async function untilBar(page: Page, wanted: (percent: number) => boolean): Promise<number> {
  const bar = page.locator('li[aria-label="令牌演示号"] [role=progressbar]');
  for (;;) {
    const percent = Number(await bar.getAttribute('aria-valuenow'));
    if (wanted(percent)) return percent;
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}

it(
  'followers are read in with a bar that moves, stops when told to, goes on, and ends full',
  scene(async (stage) => {
    const { world } = stage.app;
    world.followers.gather(world.accounts.get('main'), { count: 8_000, seed: 'console' });
    const slowDown = (latencyMs: number) =>
      world.faults.replace([{ path: '/cgi-bin/user/info/batchget', latencyMs }]);
    slowDown(200);
    const { page } = await enterConsole(stage);
    const main = page.locator('li[aria-label="令牌演示号"]');
    await main
      .getByRole('button', { name: '开始' })
      .or(main.getByRole('button', { name: '再读一次' }))
      .click();
    await untilBar(page, (percent) => percent > 0 && percent < 100);
    // However long the click takes, the end does not come before it.
    slowDown(1500);
    await main.getByRole('button', { name: '暂停' }).click();
    await main.getByText('已暂停').waitFor();
    const paused = await untilBar(page, () => true);
    expect(paused).toBeLessThan(100);
    slowDown(200);
    await main.getByRole('button', { name: '继续' }).click();
    await untilBar(page, (percent) => percent > paused);
    world.faults.clear();
    await main.getByText('已完成').waitFor();
    await untilBar(page, (percent) => percent === 100);
    expect(await stage.app.count('wechat_user')).toBeGreaterThanOrEqual(8_000);
  }),
);

it(
  'the figures are those of the database: sign-ins by scope, new users, what became of logins',
  scene(async (stage) => {
    const phone = await DrawnPhone.draw(stage, (await stage.open()).page);
    await phone.handTo('stranger');
    await phone.open(`${stage.app.origin}/me`);
    await phone.find('#openid').waitFor();
    const { page } = await enterConsole(stage);
    await page.getByText('共登录 1 次').waitFor();
    await page.getByText('新增 1 人').waitFor();
    const signIns = page.getByRole('region', { name: '登录', exact: true });
    await signIns.getByText('数据表').click();
    const today = signIns.locator('tbody tr').first();
    expect(await today.locator('td').allTextContents()).toEqual(['1', '0', '0']);
    expect(await signIns.locator('tbody tr').count()).toBe(30);
    await signIns.getByRole('img', { name: '共登录 1 次' }).waitFor();
    await choose(page, '账号', '令牌订阅号');
    await page.getByText('这些天里还没有人登录').waitFor();
    expect(page.url()).toContain('account=dingyue');
    await page.goBack();
    await page.getByText('共登录 1 次').waitFor();
  }),
);

it.each([
  { language: 'zh-CN', theme: 'light', width: 1440 },
  { language: 'zh-CN', theme: 'dark', width: 375 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 375 },
] as const)('axe finds nothing on users and overview: $language, $theme, $width px', (look) =>
  scene(async (stage) => {
    await putPeople(stage, ['小明', null, '<b>粗</b>']);
    const { page } = await enterConsole(stage, { path: '/users', ...look });
    await page.locator('tbody tr').first().waitFor();
    const broken = { list: await brokenRules(page), drawer: [''], overview: [''], none: [''] };
    await page.locator('tbody .users-name').first().click();
    await page.locator('.users-facts').waitFor();
    await page.locator('.users-raw summary').click();
    broken.drawer = await brokenRules(page);
    await page.goto(`${stage.app.origin}/admin`);
    await page.locator('.overview-by-day [role=img] svg').nth(3).waitFor();
    for (const summary of await page.locator('.overview-numbers summary').all()) await summary.click();
    broken.overview = await brokenRules(page);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await page.goto(`${stage.app.origin}/admin/users?q=nobody-is-called-so`);
    await page.locator('.ant-empty').waitFor();
    broken.none = await brokenRules(page);
    expect(broken).toEqual({ list: [], drawer: [], overview: [], none: [] });
  })(),
);
