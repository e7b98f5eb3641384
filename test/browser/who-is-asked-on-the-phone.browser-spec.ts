import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { authorizeLink } from '../../src/sandbox/testing/a-sandbox.js';
import { brokenRules, smallTargets } from '../support/browser-inspect.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const WITH_MOUSE = 24;

/** The page that asks for the profile as soon as it is opened. */
const asking = (scene: Scene) => `${scene.app.origin}/auth/wechat?scope=snsapi_userinfo&return_to=/me`;

/** Taps a link to this address in the chat with the account. */
async function tapInChat(scene: Scene, phone: DrawnPhone, persona: string, address: string): Promise<void> {
  const openid = scene.openidOf(persona);
  const content = { kind: 'text', text: address } as const;
  scene.app.world.conversations.tell({ account: SANDBOX_ACCOUNT, openid, content });
  await phone.page.locator('#chat-log .chat-link').last().click();
}

describe('a page that asks for the profile', () => {
  it(
    'gets it without a word from a follower who taps its link in the chat, and asks them from the address bar',
    inBrowser(async (scene) => {
      const phone = await DrawnPhone.drawIn(scene, 'zh');
      await phone.handTo('follower');
      await tapInChat(scene, phone, 'follower', asking(scene));
      await phone.find('#picture').waitFor();
      expect(await phone.find('#name').textContent()).toBe('林小满');
      expect(scene.app.world.history.of('follower').filter(({ kind }) => kind === 'consent')).toEqual([]);

      await phone.open(asking(scene));
      await phone.find('.sheet').waitFor();
    }),
  );

  it(
    'is silent for a follower on the account’s menu too, and asks again when the same page is opened anew',
    inBrowser(async (scene) => {
      const view = { type: 'view', name: '会员', url: asking(scene), sub_button: [] } as const;
      scene.app.world.menus.put(SANDBOX_ACCOUNT, [view]);
      const phone = await DrawnPhone.drawIn(scene, 'zh');
      await phone.handTo('follower');
      await phone.page.locator('#chat-menu > button', { hasText: '会员' }).click();
      await phone.find('#picture').waitFor();
      await phone.back();
      await phone.page.locator('#chat-text').waitFor();
      await phone.open(asking(scene));
      await phone.find('.sheet').waitFor();
    }),
  );

  it(
    'asks whoever does not follow, though they tap in the chat',
    inBrowser(async (scene) => {
      const phone = await DrawnPhone.drawIn(scene, 'zh');
      await phone.handTo('stranger');
      await tapInChat(scene, phone, 'stranger', asking(scene));
      await phone.find('.sheet').waitFor();
      expect(await scene.users()).toEqual([]);
    }),
  );
});

describe('a page that asks for its snapshot (forceSnapShot)', () => {
  /** A page of another server that has its snapshot taken, and says whom it got. */
  async function publishSnapshotPage(scene: Scene): Promise<string> {
    const site = await scene.publishSite((page) => {
      if (page.searchParams.has('code')) return { html: '<title>活动</title><p id="arrived">活动</p>' };
      const link = authorizeLink({
        redirect_uri: page.href,
        scope: 'snsapi_userinfo',
        forceSnapShot: 'true',
      });
      return { to: scene.app.server.sandbox!.url + link };
    });
    return `${site.origin}/promotion`;
  }

  it.each(['zh', 'en'])(
    'puts the bar of snapshot pages below it, which a tap takes away for good, in the language "%s"',
    (language) =>
      inBrowser(async (scene) => {
        const promotion = await publishSnapshotPage(scene);
        const phone = await DrawnPhone.drawIn(scene, language);
        await phone.handTo('stranger');
        const bar = phone.page.locator('#snapshot-bar');
        await phone.open(promotion);
        await bar.waitFor();
        await phone.find('#arrived').waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await phone.page.emulateMedia({ colorScheme });
          expect({ colorScheme, broken: await brokenRules(phone.page) }).toEqual({ colorScheme, broken: [] });
        }
        expect(await smallTargets(phone.page, WITH_MOUSE)).toEqual([]);

        await phone.useFullService();
        await phone.find('.sheet').waitFor();
        await bar.waitFor({ state: 'hidden' });
        await phone.find('button[value=allow]').click();
        await phone.find('#arrived').waitFor();
        expect(await bar.isVisible()).toBe(false);
      })(),
  );

  it(
    'takes its bar along: the next page, which asks for none, is the visitor’s own',
    inBrowser(async (scene) => {
      const promotion = await publishSnapshotPage(scene);
      const phone = await DrawnPhone.drawIn(scene, 'zh');
      await phone.handTo('stranger');
      await phone.open(promotion);
      await phone.page.locator('#snapshot-bar').waitFor();
      await phone.open(`${scene.app.origin}/me`);
      await phone.find('#openid', scene.openidOf('stranger')).waitFor();
      await phone.page.locator('#snapshot-bar').waitFor({ state: 'hidden' });
    }),
  );
});
