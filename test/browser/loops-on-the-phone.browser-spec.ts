import type { Locator } from 'playwright-core';
import { authorizeLink } from '../../src/sandbox/testing/a-sandbox.js';
import { brokenRules, smallTargets, unfitting } from '../support/browser-inspect.js';
import { DrawnPhone } from '../support/browser-phone.js';
import type { Site } from '../support/browser-site.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const WITH_MOUSE = 24;
const LOOPS = ['/by-redirect', '/by-script'];

/** A business server two of whose pages never know who came; the third asks once, the fourth each time. */
function publishPages(scene: Scene): Promise<Site> {
  return scene.publishSite((page) => {
    const to = `${scene.app.server.sandbox!.url}${authorizeLink({ redirect_uri: page.origin + page.pathname })}`;
    if (page.pathname === '/by-redirect') return { to };
    if (page.pathname === '/by-script')
      return { html: `<title>会员</title><script>location.replace(${JSON.stringify(to)})</script>` };
    return page.searchParams.has('code') ? { html: '<title>会员</title><p id="member">会员</p>' } : { to };
  });
}

const stopped = (phone: DrawnPhone): Locator => phone.page.locator('#web .web-message');

/** Waits until the guard has asked about loops twice more, and has had its say on the first answer. */
async function guardLooksTwice({ page }: DrawnPhone): Promise<void> {
  for (let looks = 0; looks < 2; looks += 1)
    await page.waitForResponse((response) => response.url().endsWith('/_sandbox/runaways'));
}

describe.each(['zh', 'en'])('in the language "%s"', (language) => {
  it.each(LOOPS)(
    'a page that sends its visitor to WeChat for ever is stopped, calmly and with the likely cause: %s',
    (path) =>
      inBrowser(async (scene) => {
        const site = await publishPages(scene);
        const phone = await DrawnPhone.drawIn(scene, language);
        await phone.open(site.origin + path);
        await stopped(phone).waitFor();
        const text = (await stopped(phone).textContent())!;
        expect(text).toContain(language === 'en' ? 'Too many redirects' : '一直在跳转');
        expect(text).toContain(language === 'en' ? 'cookie is not kept' : 'Cookie 没有留住');
        expect(await stopped(phone).getAttribute('role')).toBe('alert');
        expect(await phone.page.locator('#web iframe').count()).toBe(0);
        expect(await phone.page.locator('#progress').isVisible()).toBe(false);
        for (const colorScheme of ['light', 'dark'] as const) {
          await phone.page.emulateMedia({ colorScheme });
          expect({ colorScheme, broken: await brokenRules(phone.page) }).toEqual({ colorScheme, broken: [] });
        }
        expect(await smallTargets(phone.page, WITH_MOUSE)).toEqual([]);
        expect(await unfitting(phone.page)).toEqual([]);
      })(),
  );
});

it.each(LOOPS)('"Try again" asks the page again, and its loop is stopped again: %s', (path) =>
  inBrowser(async (scene) => {
    const site = await publishPages(scene);
    const phone = await DrawnPhone.drawIn(scene, 'zh');
    await phone.open(site.origin + path);
    await stopped(phone).waitFor();
    for (const time of ['first', 'second']) {
      await stopped(phone).evaluate('(message) => message.setAttribute("data-seen", "")');
      const before = site.asked.length;
      await phone.page.getByRole('button', { name: '再试一次' }).click();
      await phone.page.locator('#web .web-message:not([data-seen])').waitFor();
      expect({ time, asked: site.asked.length > before }).toEqual({ time, asked: true });
    }
    await phone.back();
    await phone.page.locator('#chat-text').waitFor();
    expect(await stopped(phone).isVisible()).toBe(false);
  })(),
);

it(
  'once stopped, the phone opens other pages, and asks nothing more of the one that went round',
  inBrowser(async (scene) => {
    const site = await publishPages(scene);
    const phone = await DrawnPhone.drawIn(scene, 'zh');
    await phone.open(`${site.origin}/by-script`);
    await stopped(phone).waitFor();
    const asked = site.asked.length;
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#openid').waitFor();
    await guardLooksTwice(phone);
    expect(await stopped(phone).count()).toBe(0);
    expect(site.asked).toHaveLength(asked);
  }),
);

it(
  'a page that somebody opens again and again by tapping is theirs to open, authorization and all',
  inBrowser(async (scene) => {
    const site = await publishPages(scene);
    const phone = await DrawnPhone.drawIn(scene, 'zh');
    for (let time = 1; time <= 6; time += 1) {
      await phone.open(`${site.origin}/asks-once`);
      await phone.find('#member').waitFor();
      expect(scene.authorizations()).toBe(time);
    }
    await guardLooksTwice(phone);
    expect(await phone.find('#member').count()).toBe(1);
    expect(await stopped(phone).count()).toBe(0);
  }),
);

it(
  'the member page is left alone: a login, its profile after a tap, a reload, one page back',
  inBrowser(async (scene) => {
    const phone = await DrawnPhone.drawIn(scene, 'zh');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#show-profile').click();
    await phone.find('button[value=allow]').click();
    await phone.find('#picture').waitFor();
    await phone.page.locator('#address-reload').click();
    await phone.find('#picture').waitFor();
    await guardLooksTwice(phone);
    expect(await phone.find('#picture').count()).toBe(1);
    expect(scene.app.world.runaways.list()).toEqual([]);
  }),
);

it(
  'a loop in somebody else’s hands stops no page of this one’s',
  inBrowser(async (scene) => {
    const site = await publishPages(scene);
    const theirs = await DrawnPhone.drawIn(scene, 'zh');
    await theirs.handTo('stranger');
    const ours = await DrawnPhone.drawIn(scene, 'zh');
    await ours.handTo('emoji');
    await ours.open(`${site.origin}/asks-once`);
    await ours.find('#member').waitFor();
    await theirs.open(`${site.origin}/by-script`);
    await stopped(theirs).waitFor();
    await guardLooksTwice(ours);
    expect(await ours.find('#member').count()).toBe(1);
    expect(await stopped(ours).count()).toBe(0);
  }),
);
