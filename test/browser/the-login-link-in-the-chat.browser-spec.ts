import { SANDBOX_SUBSCRIPTION } from '../../src/sandbox/sandbox-account.js';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

/** The phone of a persona, with the subscription account's chat open. */
async function chatting(scene: Scene, persona: string): Promise<DrawnPhone> {
  const { page, context } = await scene.open({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addCookies([{ name: 'sandbox_lang', value: 'zh', url: scene.app.server.sandbox!.url }]);
  const phone = await DrawnPhone.draw(scene, page);
  await phone.handTo(persona);
  await page.locator('#chat-account').selectOption(SANDBOX_SUBSCRIPTION.key);
  await page.locator('#chat-bar').waitFor();
  return phone;
}

it(
  'a follower of the subscription account taps the link it answers with, and is one person at both accounts',
  inBrowser(async (scene) => {
    const phone = await chatting(scene, 'stranger');
    const { page } = phone;
    await page.locator('#follow').click();
    const link = page.locator('#chat-log .account .chat-link');
    await link.click();
    await phone.find('#openid', scene.openidOf('stranger')).waitFor();
    const persona = scene.app.world.personas.get('stranger');
    const { openid } = identityOf(SANDBOX_SUBSCRIPTION, { persona, snapshot: false });
    await phone.find('.linked', openid).waitFor();

    await phone.back();
    await link.click();
    await phone.find('[data-problem="link-used"] h1', '这个链接已经用过了').waitFor();
  }),
);
