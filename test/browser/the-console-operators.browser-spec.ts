import { enterConsole, openConsole, signIn } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { setUpStage } from '../support/browser-stage.js';
import { PASSWORD } from '../support/operator-browser.js';

const scene = setUpStage();

it(
  'an owner lets somebody in, gives another role, and lets them in no more, which signs them out',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/operators' });
    await page.getByRole('button', { name: '添加操作员' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('用户名').fill('alice');
    await drawer.getByLabel('密码（至少 12 个字符）').fill(PASSWORD);
    expect(await brokenRules(page)).toEqual([]);
    await drawer.getByRole('button', { name: '添加操作员' }).click();
    const row = page.locator('tbody tr').filter({ hasText: 'alice' });
    await row.getByText('还没').or(row.getByText('查看者')).first().waitFor();

    const hers = await openConsole(stage);
    await hers.page.goto(`${stage.app.origin}/admin/callers`);
    await signIn(hers.page, 'alice');
    await hers.page.locator('h1', { hasText: '调用方' }).waitFor();

    await row.getByRole('combobox').click();
    await page.getByRole('option', { name: '编辑者' }).or(page.getByTitle('编辑者')).first().click();
    await row.getByRole('cell', { name: '编辑者', exact: true }).waitFor();
    await row.getByRole('button', { name: '停用' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await row.getByText('已停用').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await hers.page.reload();
    await hers.page.locator('input[autocomplete=username]').waitFor();

    await page.goto(`${stage.app.origin}/admin/audit?action=operator.`);
    const lines = page.locator('tbody tr');
    const changed = lines.filter({ hasText: '修改角色或停用' }).first();
    await changed.waitFor();
    expect(await changed.innerText()).toContain('操作员 owner');
    expect(await lines.count()).toBe(await lines.locator('[title^="operator."]').count());
    await changed.click();
    await page.getByRole('dialog').getByText('"disabled": true').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('名字').fill('nobody');
    await page.getByRole('button', { name: '搜索' }).click();
    await page.getByText('没有符合条件的结果').waitFor();
    expect(page.url()).toContain('actor=operator%3Anobody');
    await page.goBack();
    await changed.waitFor();
    await page.getByLabel('做了什么').fill('CSV');
    await page.getByTitle('导出用户 CSV').click();
    await page.getByRole('button', { name: '搜索' }).click();
    await page.waitForURL(/action=users\.exported/);
    await page.getByRole('button', { name: '检查记录是否完整' }).click();
    await page.getByText(/条记录完整/).waitFor();
    expect(await brokenRules(page)).toEqual([]);
  }),
);
