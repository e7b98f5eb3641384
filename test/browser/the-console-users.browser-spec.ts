import { readFile } from 'node:fs/promises';
import { confirmIfAsked, enterConsole } from '../support/browser-console.js';
import { beginsWith, choose, HOSTILE_NICKNAMES, namesIn, putPeople } from '../support/browser-people.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { setUpStage } from '../support/browser-stage.js';

const scene = setUpStage();
/** One more than fit on two pages. */
const MANY = Array.from({ length: 101 }, (_, nth) => `访客${nth + 1}号`);

it(
  'whoever authorizes on the phone appears in the list by themselves, with picture and the whole story',
  scene(async (stage) => {
    const { page, watch } = await enterConsole(stage, { path: '/users' });
    await page.getByText('还没有用户').waitFor();
    const phone = await DrawnPhone.draw(stage, (await stage.open()).page);
    await phone.handTo('follower');
    await phone.open(`${stage.app.origin}/auth/wechat?scope=snsapi_userinfo&return_to=/me`);
    await phone.find('button[value=allow]').click();
    await phone.arrivesAt(`${stage.app.origin}/me`);

    await beginsWith(page, '林小满');
    const row = page.getByRole('row').filter({ hasText: '林小满' });
    const picture = `document.querySelector('tbody img')`;
    expect(await page.evaluate(`${picture}.decode().then(() => ${picture}.naturalWidth)`)).toBeGreaterThan(
      40,
    );
    expect(watch.pictures.map((url) => new URL(url).origin)).not.toContain(stage.app.server.sandbox!.url);
    await row.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: '经过' }).waitFor();
    expect(page.url()).toMatch(/\/admin\/users\/\d+$/);
    expect(await drawer.textContent()).toContain(stage.openidOf('follower'));
    expect(await drawer.locator('.users-facts').textContent()).toContain('来自网页授权');
    await drawer.getByRole('button', { name: '结束', exact: true }).click();
    await drawer.getByText('现在没有登录着的会话').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('tbody tr:focus', { hasText: '林小满' }).waitFor();
    expect(page.url()).toMatch(/\/admin\/users$/);
  }),
);

it(
  'searched, narrowed and paged in the address: Back and a shared address bring the same rows',
  scene(async (stage) => {
    await putPeople(stage, MANY);
    const { page, context } = await enterConsole(stage, { path: '/users' });
    await beginsWith(page, '访客1号');
    await page.getByText('101 人').waitFor();
    await page.getByRole('button', { name: '下一页' }).click();
    await beginsWith(page, '访客51号');
    await page.getByRole('button', { name: '下一页' }).click();
    await beginsWith(page, '访客101号');
    expect(await page.getByRole('button', { name: '下一页' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '上一页' }).click();
    await beginsWith(page, '访客51号');
    await page.goBack();
    await beginsWith(page, '访客101号');
    await page.goBack();
    await page.reload();
    await beginsWith(page, '访客51号');
    await page.getByRole('button', { name: '上一页' }).click();
    await beginsWith(page, '访客1号');

    await choose(page, '关注', '已关注');
    await beginsWith(page, '访客2号');
    await choose(page, '排序', '首次出现：旧的在前');
    await beginsWith(page, '访客100号');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.type('9');
    await page.getByText('5 人', { exact: true }).waitFor();
    const names = await namesIn(page);
    expect(names).toEqual([98, 96, 94, 92, 90].map((number) => `访客${number}号`));
    const shared = await context.newPage();
    await shared.goto(page.url());
    await beginsWith(shared, names[0]!);
    expect(await namesIn(shared)).toEqual(names);

    await page.goBack();
    await beginsWith(page, '访客100号');
    await page.goBack();
    await beginsWith(page, '访客2号');
    await page.getByRole('searchbox').fill('没有这样的名字');
    await page.getByText('没有符合条件的结果').waitFor();
    await page.getByRole('button', { name: '清除条件' }).last().click();
    await beginsWith(page, '访客1号');
  }),
);

it(
  'while an input method composes nothing is searched for; what it settles on is',
  scene(async (stage) => {
    await putPeople(stage, ['小明', '小红']);
    const { page, context } = await enterConsole(stage, { path: '/users' });
    await beginsWith(page, '小明');
    const asked: (string | null)[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/admin/api/users') asked.push(searchParams.get('q'));
    });
    await page.getByRole('searchbox').focus();
    const keyboard = await context.newCDPSession(page);
    await page.clock.install();
    for (const text of ['x', 'xiao', 'xiao ho', 'xiao hong']) {
      const end = text.length;
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end });
      await page.clock.runFor(1_000);
    }
    await keyboard.send('Input.insertText', { text: '小红' });
    await page.clock.runFor(1_000);
    await page.clock.resume();
    await beginsWith(page, '小红');
    expect(asked.filter((q) => q !== null)).toEqual(['小红']);
  }),
);

it(
  'searched for, opened and taken along by the keyboard alone; columns left out stay left out',
  scene(async (stage) => {
    const [, openid] = await putPeople(stage, ['小明', '小红']);
    const { page } = await enterConsole(stage, { path: '/users' });
    await beginsWith(page, '小明');
    const unionids = page.getByRole('columnheader', { name: 'unionid' });
    expect(await unionids.count()).toBe(1);
    await page.getByRole('button', { name: '显示的列' }).click();
    await page.getByRole('checkbox', { name: 'unionid' }).press('Space');
    await unionids.waitFor({ state: 'detached' });
    await page.reload();
    await beginsWith(page, '小明');
    expect(await unionids.count()).toBe(0);

    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.users-facts').waitFor();
    const labels: unknown[] = [];
    while (labels.length < 9 && labels.at(-1) !== `复制 ${openid}`) {
      await page.keyboard.press('Tab');
      labels.push(await page.evaluate(`document.activeElement.getAttribute('aria-label')`));
    }
    expect(labels).toContain(`复制 ${openid}`);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator('.anticon-check').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(openid);
    await page.keyboard.press('Escape');
    await page.locator('tbody tr:focus', { hasText: '小红' }).waitFor();
  }),
);

it(
  'the table of what is shown opens in a spreadsheet as it is, and its export is on record',
  scene(async (stage) => {
    await putPeople(stage, [null, '=1+1', '小明,"引号"\n第二行', '👨‍👩‍👧']);
    const { page } = await enterConsole(stage, { path: '/users?subscribed=true' });
    await beginsWith(page, '=1+1');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 CSV' }).click(),
    ]);
    const bytes = await readFile(await download.path());
    expect(download.suggestedFilename()).toMatch(/^users-\d{4}-\d\d-\d\d\.csv$/);
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    expect(lines[0]).toMatch(/^公众号,OpenID,UnionID,昵称,/);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`,'=1+1,`);
    expect(lines[2]).toContain(',👨‍👩‍👧,');
    const recorded = await stage.app.rows(
      `SELECT actor, detail FROM audit_log WHERE action = 'users.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(recorded).toMatchObject([{ actor: 'operator:owner', detail: { subscribed: true } }]);
  }),
);

it(
  'nicknames of every kind are text: in the list, in the drawer, and in what is copied',
  scene(async (stage) => {
    await putPeople(stage, HOSTILE_NICKNAMES);
    const { page } = await enterConsole(stage, { path: '/users' });
    await beginsWith(page, HOSTILE_NICKNAMES[0]!);
    expect(await namesIn(page)).toEqual(HOSTILE_NICKNAMES);
    for (const [nth, nickname] of HOSTILE_NICKNAMES.entries()) {
      await page.locator('tbody tr').nth(nth).locator('.users-name').click();
      const drawer = page.getByRole('dialog');
      await drawer.locator('.users-facts').waitFor();
      expect(await drawer.locator('h2 bdi').textContent()).toBe(nickname);
      expect(JSON.parse((await drawer.locator('pre').textContent())!)).toMatchObject({ nickname });
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    }
    expect(await page.evaluate('document.scripts.length')).toBe(1);
    for (const width of [1440, 375]) {
      await page.setViewportSize({ width, height: 800 });
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0);
    }
  }),
);

it(
  'a person is erased only after the end of their openid was typed; viewers see no such button',
  scene(async (stage) => {
    const [openid] = await putPeople(stage, ['要走的人', '留下的人']);
    const { page } = await enterConsole(stage, { path: '/users' });
    await page.getByText('要走的人').click();
    await page.getByRole('button', { name: '删除此人' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: '删除这个人的一切数据' });
    const go = dialog.locator('.ant-btn-primary');
    expect(await go.isDisabled()).toBe(true);
    await dialog.locator('input').fill(openid!.slice(-6));
    await go.click();
    await confirmIfAsked(page, page.getByText('已删除'));
    await beginsWith(page, '留下的人');
    expect(await stage.users()).toMatchObject([{ nickname: '留下的人' }]);

    const viewer = await enterConsole(stage, { name: 'guest', role: 'viewer', path: '/users' });
    await viewer.page.getByText('留下的人').click();
    await viewer.page.getByRole('heading', { name: '经过' }).waitFor();
    const buttons = await viewer.page.getByRole('button').allTextContents();
    expect(buttons.filter((text) => /删除|导出|刷新|副本/.test(text))).toEqual([]);
  }),
);
