import { identityOf } from '../../src/sandbox/personas/identity.js';
import { originalIdOf } from '../../src/sandbox/pushes/push-settings.js';
import { AccountServer } from '../../src/sandbox/pushes/testing/account-server.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { writeReply } from '../../src/wechat/push/passive-reply.js';
import { fieldsOf, readXml } from '../../src/wechat/push/push-xml.js';
import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();
let server: AccountServer;
beforeAll(async () => {
  server = await AccountServer.start();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const WITH_MOUSE = 24;

/** The phone of a persona, its account answering each push with a link to the member page. */
async function drawn(scene: Scene, persona: string, language = 'zh'): Promise<DrawnPhone> {
  const { accounts, menus } = scene.app.world;
  accounts.change('main', { pushUrl: server.url, push: { token: 'lingpai', aesKey: null, mode: 'plain' } });
  menus.put(SANDBOX_ACCOUNT, [
    { type: 'click', name: '登录', key: 'LOGIN', sub_button: [] },
    {
      name: '更多',
      sub_button: [
        { type: 'view', name: '会员', url: `${scene.app.origin}/me`, sub_button: [] },
        { type: 'click', name: '客服', key: 'HELP', sub_button: [] },
      ],
    },
  ]);
  server.react = ({ query }) =>
    writeReply(
      { type: 'text', content: `请点 <a href="${scene.app.origin}/me">登录</a> <b>` },
      { to: query.get('openid')!, from: originalIdOf(SANDBOX_ACCOUNT), createdAt: 1_700_000_000 },
    );
  const { page, context } = await scene.open({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addCookies([{ name: 'sandbox_lang', value: language, url: scene.app.server.sandbox!.url }]);
  const phone = await DrawnPhone.draw(scene, page);
  await phone.handTo(persona);
  await page.locator('#chat-bar').waitFor();
  return phone;
}

async function say({ page }: DrawnPhone, text: string): Promise<void> {
  await page.locator('#chat-text').fill(text);
  await page.locator('#chat-text').press('Enter');
}

const pushed = () =>
  server.received.map(({ body }) => {
    const fields = fieldsOf(readXml(body));
    return fields.get('Event') ?? fields.get('Content');
  });

it(
  'what is written is pushed, what comes back is shown, and its link opens in the phone, signed in',
  inBrowser(async (scene) => {
    const phone = await drawn(scene, 'follower');
    await say(phone, '登录 <i>');
    const log = phone.page.locator('#chat-log');
    await log.locator('.user .bubble', { hasText: '登录 <i>' }).waitFor();
    await log.locator('.account .bubble', { hasText: '请点 登录 <b>' }).waitFor();
    expect(pushed()).toEqual(['登录 <i>']);
    await log.locator('.chat-link').click();
    await phone.find('#openid', scene.openidOf('follower')).waitFor();
    expect(await phone.page.locator('#chat-text').isVisible()).toBe(false);
    await phone.back();
    await phone.page.locator('#chat-text').waitFor();
  }),
);

it(
  'following and leaving are told to the account and seen on the phone',
  inBrowser(async (scene) => {
    const { page } = await drawn(scene, 'stranger');
    await page.locator('#follow-state', { hasText: '未关注' }).waitFor();
    await page.locator('#follow').click();
    await page.locator('.chat-notice', { hasText: '你已关注该公众号' }).waitFor();
    await page.locator('#follow', { hasText: '取消关注' }).click();
    await page.locator('.chat-notice', { hasText: '你已取消关注该公众号' }).waitFor();
    await page.locator('#follow-state', { hasText: '未关注' }).waitFor();
    await scene.app.world.conversations.settled();
    expect(pushed()).toEqual(['subscribe', 'unsubscribe']);
    expect(scene.app.world.personas.get('stranger').follows).toEqual([]);
  }),
);

it(
  'the menu pushes its keys, opens its list by keyboard too, and its pages in the phone',
  inBrowser(async (scene) => {
    const phone = await drawn(scene, 'follower');
    const { page } = phone;
    await page.locator('#chat-menu > button', { hasText: '登录' }).click();
    await page.locator('#chat-log .account').first().waitFor();
    const more = page.locator('#chat-menu [aria-expanded]');
    await more.focus();
    await page.keyboard.press('Enter');
    await page.locator('#chat-menu-1').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('会员');
    await page.keyboard.press('Escape');
    await page.locator('#chat-menu-1').waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toContain('更多');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await phone.find('#openid', scene.openidOf('follower')).waitFor();
    await scene.app.world.conversations.settled();
    expect(pushed()).toEqual(['CLICK', 'VIEW']);
  }),
);

it(
  'another person’s phone shows another chat',
  inBrowser(async (scene) => {
    const phone = await drawn(scene, 'follower');
    await say(phone, '我的秘密');
    await phone.page.locator('#chat-log .account').waitFor();
    await phone.handTo('stranger');
    await phone.page.locator('#follow-state', { hasText: '未关注' }).waitFor();
    expect(await phone.page.locator('#chat-log').textContent()).toBe('');
    await phone.handTo('follower');
    await phone.page.locator('#chat-log .user', { hasText: '我的秘密' }).waitFor();
  }),
);

it(
  'WeChat’s notice is shown where the account’s server fails',
  inBrowser(async (scene) => {
    const phone = await drawn(scene, 'follower');
    server.react = () => '"success"';
    await say(phone, '在吗');
    await phone.page.locator('.chat-notice', { hasText: '该公众号提供的服务出现故障，请稍后再试' }).waitFor();
  }),
);

it.each(['zh', 'en'])(
  'in the language "%s" the chat is clean for axe, light and dark, and fits with letters twice as large',
  (language) =>
    inBrowser(async (scene) => {
      const phone = await drawn(scene, 'follower', language);
      const { page } = phone;
      const { conversations } = scene.app.world;
      const openid = identityOf(SANDBOX_ACCOUNT, {
        persona: scene.app.world.personas.get('follower'),
        snapshot: false,
      }).openid;
      const url = 'https://a.example/an/address/that/is/long/enough/to/need/a/second/line';
      const tell = (content: Parameters<typeof conversations.tell>[0]['content']) =>
        conversations.tell({ account: SANDBOX_ACCOUNT, openid, content });
      tell({ kind: 'template', title: '登录提醒', lines: [{ name: '账号', value: '小满' }], url });
      tell({ kind: 'articles', articles: [{ title: '标题', description: '描述', picture: '', url }] });
      tell({ kind: 'media', what: 'image', title: 'sandbox-media-0001', url: null });
      tell({ kind: 'text', text: url });
      await say(phone, '登录');
      await page.locator('#chat-log .user').waitFor();
      await page.locator('#chat-log .account').nth(4).waitFor();
      await page.locator('#chat-menu [aria-expanded]').click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ colorScheme, broken: await brokenRules(page) }).toEqual({ colorScheme, broken: [] });
      }
      expect(await smallTargets(page, WITH_MOUSE)).toEqual([]);
      expect(await unfitting(page)).toEqual([]);
    })(),
);
