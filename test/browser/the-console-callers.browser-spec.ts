import { enterConsole } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();

it(
  'a key is made, shown once, used, replaced with grace, and revoked',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/callers' });
    const use = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await stage.app.visitor('nobody').send('GET', '/api/v1/accounts/main/token', { headers }))
        .status;
    };
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByLabel('名称').fill('订单服务');
    expect(await brokenRules(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '新建密钥' }).click();
    const shown = page.locator('[data-key]');
    const key = (await shown.innerText()).trim();
    expect(key).toMatch(/^lp_\w{20,}$/);
    expect(await brokenRules(page)).toEqual([]);
    await page.getByRole('button', { name: '复制密钥' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key);
    await page.getByRole('button', { name: '我已经保存好了' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);
    expect(await use(key)).toBe(200);

    const row = page.getByRole('row').filter({ hasText: '订单服务' });
    await row.getByRole('button', { name: '更换' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '更换' }).click();
    const successor = (await shown.innerText()).trim();
    await page.getByRole('button', { name: '我已经保存好了' }).click();
    expect([await use(key), await use(successor)]).toEqual([200, 200]);

    await page.getByRole('row').filter({ hasText: '订单服务' }).nth(1).waitFor();
    for (let left = 2; left > 0; left -= 1) {
      await page
        .getByRole('row')
        .filter({ hasText: '订单服务' })
        .first()
        .getByRole('button', { name: '作废' })
        .click();
      await page.getByRole('dialog').getByRole('button', { name: '作废' }).click();
      await page
        .getByRole('row')
        .filter({ hasText: '订单服务' })
        .nth(left - 1)
        .waitFor({ state: 'detached' });
    }
    // Instances remember a key for two seconds at most.
    const last = async (of: string) => {
      for (let tries = 0; tries < 30 && (await use(of)) === 200; tries += 1) await page.waitForTimeout(100);
      return use(of);
    };
    expect([await last(key), await last(successor)]).toEqual([401, 401]);
    await page.getByRole('switch').click();
    await page.getByText('已作废', { exact: true }).first().waitFor();
    expect(page.url()).toContain('all=true');
    expect(await brokenRules(page)).toEqual([]);
  }),
);
