import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { fetchAsStranger } from '../../src/sandbox/global-tokens/stranger.js';
import { CallersService } from '../../src/callers/callers.service.js';
import { confirmPresence, enterConsole } from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();

/** What a backend gets that asks for the token, and what it says when WeChat refuses that. */
async function backend(stage: Scene) {
  const callers = stage.app.server.app.get(CallersService);
  const made = { scopes: ['token:read', 'token:refresh'] as const, account: null, cidrs: [], days: null };
  const { key } = await callers.create({ ...made, scopes: [...made.scopes], name: '报表' });
  const visitor = stage.app.visitor('nobody');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const path = '/api/v1/accounts/main/token';
  return {
    read: async () => (await visitor.send('GET', path, { headers })).json()['access_token'] as string,
    report: (token: string) =>
      visitor.send('POST', `${path}/refresh`, { headers, body: JSON.stringify({ access_token: token }) }),
  };
}

it(
  'a token killed by a stranger shows its cause by itself, without a click',
  scene(async (stage) => {
    const { read, report } = await backend(stage);
    const token = await read();
    const { page } = await enterConsole(stage, { path: '/tokens' });
    const main = page.getByRole('region', { name: SANDBOX_ACCOUNT.name, exact: true });
    await main.getByText('健康', { exact: true }).waitFor();
    expect(await main.getByRole('meter').first().getAttribute('aria-valuetext')).toMatch(/^还剩 1:5\d:\d\d$/);
    expect(await page.getByText('有别的程序取走了令牌').count()).toBe(0);

    fetchAsStranger(stage.app.world.accounts.get('main'), 'stable', true, stage.app.world);
    expect((await report(token)).status).toBe(200);
    const since = Date.now();
    await page.getByRole('alert').getByText('有别的程序取走了令牌').waitFor();
    console.log(`the cause was seen ${Date.now() - since} ms after the report`);
    await page.getByRole('alert').getByText('force_refresh').waitFor();
    await page.getByText('由调用方“报表”发现').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    const seen = await page.content();
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(await read());
  }),
);

it(
  'what WeChat refuses is told with its remedy, and the address to whitelist can be copied',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { path: '/tokens' });
    const main = page.getByRole('region', { name: SANDBOX_ACCOUNT.name, exact: true });
    stage.app.world.faults.replace([
      {
        path: '/cgi-bin/stable_token',
        errcode: 40164,
        errmsg: 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist',
      },
    ]);
    await main.getByRole('button', { name: '立即续期' }).click();
    await main.getByRole('alert').getByText('这台服务器的地址不在账号的 IP 白名单里').waitFor();
    await main.getByRole('button', { name: '复制 203.0.113.9' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('203.0.113.9');
    expect(await main.getByRole('link', { name: '打开微信公众平台' }).getAttribute('href')).toBe(
      'https://mp.weixin.qq.com/',
    );
    stage.app.world.faults.clear();
    await main.getByRole('button', { name: '立即续期' }).click();
    await main.getByText('健康', { exact: true }).waitFor();
  }),
);

it(
  'renews; forces another only after asking; shows the value only to an owner who proved to be there',
  scene(async (stage) => {
    const { read } = await backend(stage);
    const { page } = await enterConsole(stage, { path: '/tokens' });
    const main = page.getByRole('region', { name: SANDBOX_ACCOUNT.name, exact: true });
    await main.getByRole('button', { name: '立即续期' }).click();
    await page.getByText('已向微信取过一次').waitFor();
    await main.getByRole('cell', { name: '令牌 · 续期成功' }).first().waitFor();

    const before = await read();
    await stage.app.rows('UPDATE operator_session SET confirmed_at = NULL');
    await main.getByRole('button', { name: '查看值' }).click();
    await confirmPresence(page);
    const dialog = page.getByRole('dialog', { name: '令牌的值' });
    await dialog.getByRole('button', { name: `复制 ${before}` }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(before);

    await main.getByRole('button', { name: '强制更换' }).click();
    await page
      .getByRole('dialog')
      .getByText(/今天已用 \d+ \/ 20 次/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '强制更换' }).click();
    await page.getByText('已经换了新的').waitFor();
    expect(await read()).not.toBe(before);
    const done = await stage.app.rows<{ action: string }>('SELECT action FROM audit_log ORDER BY id');
    expect(done.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['token.renewed', 'operator.confirmed', 'token.revealed', 'token.forced']),
    );
  }),
);
