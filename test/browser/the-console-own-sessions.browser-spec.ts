import type { Page } from 'playwright-core';
import { enterConsole, openConsole, signIn } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();

it(
  'an operator sees by the account menu where they are signed in, and ends one of it, and all others',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { name: 'carol', role: 'viewer' });
    const elsewhere = async () => {
      const other = await openConsole(stage);
      await other.page.goto(`${stage.app.origin}/admin/callers`);
      await signIn(other.page, 'carol');
      await other.page.locator('h1', { hasText: '调用方' }).waitFor();
      return other.page;
    };
    const others = [await elsewhere(), await elsewhere(), await elsewhere()];
    const atTheDoor = async (other: Page) => {
      await other.reload();
      await other.locator('input[autocomplete=username], #content').waitFor();
      return other.locator('input[autocomplete=username]').isVisible();
    };
    const howManyAreOut = async () =>
      (await Promise.all(others.map(atTheDoor))).filter((isOut) => isOut).length;
    await page.getByRole('button', { name: 'carol' }).click();
    await page.getByRole('menuitem', { name: '我的登录' }).click();
    await page.locator('h1', { hasText: '我的登录' }).waitFor();
    const rows = page.locator('tbody tr');
    await rows.nth(3).waitFor();
    await rows.first().getByText('当前').waitFor();
    expect(await rows.first().getByRole('button').count()).toBe(0);
    expect(await brokenRules(page)).toEqual([]);

    await rows.nth(1).getByRole('button', { name: '结束' }).click();
    await page.getByText('已结束 1 处登录').waitFor();
    await rows.nth(3).waitFor({ state: 'detached' });
    expect(await howManyAreOut()).toBe(1);

    await page.getByRole('button', { name: '结束其他登录' }).click();
    expect(await brokenRules(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '结束其他登录' }).click();
    await page.getByText('已结束 2 处登录').waitFor();
    await rows.nth(1).waitFor({ state: 'detached' });
    expect(await howManyAreOut()).toBe(3);
    await page.reload();
    await rows.first().getByText('当前').waitFor();
    const lines = await stage.app.rows(
      `SELECT action, actor, detail->'ended' AS ended FROM audit_log
       WHERE action LIKE 'operator.session%ended' ORDER BY id`,
    );
    expect(lines).toEqual([
      { action: 'operator.session_ended', actor: 'operator:carol', ended: null },
      { action: 'operator.sessions_ended', actor: 'operator:carol', ended: 2 },
    ]);
  }),
);
