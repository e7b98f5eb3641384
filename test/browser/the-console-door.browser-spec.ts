import { URI } from 'otpauth';
import {
  confirmIfAsked,
  enterConsole,
  makeOperator,
  openConsole,
  signIn,
} from '../support/browser-console.js';
import { brokenRules } from '../support/browser-inspect.js';
import { setUpStage } from '../support/browser-stage.js';
import { PASSWORD } from '../support/operator-browser.js';

const scene = setUpStage();

it(
  'the link that the server prints makes the first operator, who is inside at once; it works once',
  scene(async (stage) => {
    const link = stage.app.server.setupUrl!;
    const { page } = await openConsole(stage);
    await page.goto(link);
    await page.locator('#password').fill(PASSWORD);
    expect(await brokenRules(page)).toEqual([]);
    await page.locator('#again').fill(`${PASSWORD}!`);
    await page.locator('button[type=submit]').click();
    await page.getByText('两次输入的密码不一样').waitFor();
    await page.locator('#again').fill(PASSWORD);
    await page.locator('button[type=submit]').click();
    await page.locator('#content').waitFor();
    expect(new URL(page.url()).pathname.replace(/\/$/, '')).toBe('/admin');
    expect(page.url()).not.toContain('lf_');

    const other = await openConsole(stage);
    await other.page.goto(link);
    await other.page.getByText('这个设置链接已经用过或已过期').waitFor();
    expect(await other.page.locator('input').count()).toBe(0);
  }),
);

it(
  'whoever is not signed in yet meets the door without a failure in the browser’s console',
  scene(async (stage) => {
    const { page } = await openConsole(stage);
    const said: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && said.push(message.text())));
    const asked: string[] = [];
    page.on('response', (answer) => void asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`));
    await page.goto(`${stage.app.origin}/admin`);
    await page.locator('input[autocomplete=username]').waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked).toContain('200 /admin/api/session/state');
    expect(asked.filter((line) => !line.startsWith('200'))).toEqual([]);
    expect(said).toEqual([]);
  }),
);

it(
  'a wrong password is told where it was typed, and the right one opens',
  scene(async (stage) => {
    await makeOperator(stage, 'owner', 'owner');
    const { page } = await openConsole(stage);
    await page.goto(`${stage.app.origin}/admin/callers?all=true`);
    await signIn(page, 'owner', 'not the password');
    await page.getByRole('alert').getByText('用户名、密码或验证码不对').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await signIn(page, 'owner');
    await page.locator('h1', { hasText: '调用方' }).waitFor();
    expect(page.url()).toContain('?all=true');
  }),
);

it(
  'an authenticator app is enrolled by its secret, asked for at the next sign-in, and a code counts once',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { name: 'careful', role: 'viewer', path: '/self' });
    const begun = page.waitForResponse((answer) => answer.url().endsWith('/session/totp') && answer.ok());
    await page.getByRole('button', { name: '启用', exact: true }).click();
    await confirmIfAsked(page, page.getByRole('img', { name: '验证器 App 的二维码' }));
    const totp = URI.parse(((await (await begun).json()) as { uri: string }).uri);
    await page.getByLabel('App 里显示的 6 位数字').fill(totp.generate());
    await page.getByRole('button', { name: '确认启用' }).click();
    const codes = page.locator('.recovery li');
    await codes.first().waitFor();
    const recovery = await codes.first().innerText();
    expect(await codes.count()).toBeGreaterThanOrEqual(8);
    await page.getByRole('button', { name: '我已经保存好了' }).click();

    const other = await openConsole(stage);
    await other.page.goto(`${stage.app.origin}/admin/self`);
    await signIn(other.page, 'careful');
    await other.page.locator('input[autocomplete=one-time-code]').fill(recovery);
    await other.page.locator('button[type=submit]').click();
    await other.page.getByText('已启用：登录时').waitFor();

    const third = await openConsole(stage);
    await third.page.goto(`${stage.app.origin}/admin`);
    await signIn(third.page, 'careful');
    await third.page.locator('input[autocomplete=one-time-code]').fill(recovery);
    await third.page.locator('button[type=submit]').click();
    await third.page.getByRole('alert').waitFor();
  }),
);

it(
  'a viewer sees no button that is not for viewers, and a page that is not is refused calmly',
  scene(async (stage) => {
    const { page } = await enterConsole(stage, { name: 'guest', role: 'viewer', path: '/callers' });
    await page.locator('h1', { hasText: '调用方' }).waitFor();
    expect(await page.getByRole('button', { name: '新建密钥' }).count()).toBe(0);
    await page.goto(`${stage.app.origin}/admin/operators`);
    await page.getByText('没有权限').waitFor();
    expect(await page.getByRole('button', { name: '添加操作员' }).count()).toBe(0);
    await page.getByRole('button', { name: 'guest' }).click();
    await page.getByText('退出登录').click();
    await page.locator('input[autocomplete=username]').waitFor();
  }),
);
