import { CallersJob } from '../../src/callers/callers.job.js';
import { CallersService } from '../../src/callers/callers.service.js';
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
      while ((await use(of)) === 200) await page.waitForTimeout(100);
      return use(of);
    };
    expect([await last(key), await last(successor)]).toEqual([401, 401]);
    await page.getByRole('switch').click();
    await page.getByText('已作废', { exact: true }).first().waitFor();
    expect(page.url()).toContain('all=true');
    expect(await brokenRules(page)).toEqual([]);
  }),
);

it(
  'how often keys were used is a picture, and a table with the same numbers; all keys, or one',
  scene(async (stage) => {
    const callers = stage.app.server.app.get(CallersService);
    const keys: string[] = [];
    for (const name of ['库存', '客服']) {
      const asked = { name, account: null, cidrs: [], days: null };
      const scopes = ['token:read', 'users:read'] as const;
      keys.push((await callers.create({ ...asked, scopes: [...scopes] })).key);
    }
    const use = async (key: string, what: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const address = `/api/v1/accounts/main/${what}`;
      expect((await stage.app.visitor('nobody').send('GET', address, { headers })).status).toBe(200);
    };
    for (let n = 0; n < 3; n += 1) await use(keys[0]!, 'token');
    await use(keys[0]!, 'users');
    await use(keys[1]!, 'token');
    await stage.app.server.app.get(CallersJob).writeCalls();

    const { page } = await enterConsole(stage, { path: '/callers' });
    const panel = page.locator('.caller-use');
    await panel.getByRole('img', { name: /调用次数.*最近 30 天共/ }).waitFor();
    const row = page.getByRole('row').filter({ hasText: '库存' });
    await row.locator('td[data-label="30 天调用"]').getByText('4', { exact: true }).waitFor();
    expect(await brokenRules(page)).toEqual([]);

    await panel.getByRole('combobox').click();
    await page.getByTitle(/^库存 · lp_/).click();
    await panel.getByRole('heading', { name: '“库存”的调用次数' }).waitFor();
    expect(page.url()).toContain('use=');
    await panel.getByText('数据表').click();
    const [today, total] = [panel.locator('tbody tr').first(), panel.locator('tfoot tr')];
    expect(await panel.locator('thead th').allInnerTexts()).toEqual(['日期', '取全局令牌', '读用户']);
    expect(await today.locator('td').allInnerTexts()).toEqual(['3', '1']);
    expect(await total.locator('td').allInnerTexts()).toEqual(['3', '1']);
    expect(await panel.locator('tbody tr').count()).toBe(30);
    await page.reload();
    await panel.getByRole('heading', { name: '“库存”的调用次数' }).waitFor();

    await page.goto(`${stage.app.origin}/admin`);
    const inUse = page.locator('.overview-callers tr').filter({ hasText: '客服' });
    await inUse.locator('td').last().getByText('1', { exact: true }).waitFor();
    expect(await brokenRules(page)).toEqual([]);
  }),
);
