import { READY_PERSONAS } from '../../src/sandbox/personas/persona.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();
const nicknameOf = (id: string) => READY_PERSONAS.find((persona) => persona.id === id)!.nickname;

it(
  'signs a persona in silently: /me shows their own openid, and there is one row of them',
  inBrowser(async (scene) => {
    const { page } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    await phone.handTo('stranger');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#openid').waitFor();

    expect(await phone.find('#openid').textContent()).toBe(scene.openidOf('stranger'));
    await phone.arrivesAt(`${scene.app.origin}/me`);
    expect(await scene.users()).toEqual([{ openid: scene.openidOf('stranger'), nickname: null }]);
    expect(scene.authorizations('snsapi_base')).toBe(1);
    expect(scene.authorizations()).toBe(1);
  }),
);

it(
  'asks for the profile by a tap, and shows nickname and avatar after 允许, from no origin but ours',
  inBrowser(async (scene) => {
    const { page, watch } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    await phone.handTo('follower');
    await page.locator('#link-card').click();
    await phone.find('#show-profile').click();
    await phone.find('.sheet').waitFor();
    expect(await phone.find('.sheet').textContent()).toContain('令牌演示号');
    const before = watch.pictures.length;
    await phone.find('button[value=allow]').click();
    await phone.find('#picture').waitFor();
    const window = await phone.arrivesAt(`${scene.app.origin}/me`);

    expect(await phone.find('#name').textContent()).toBe('林小满');
    await window.waitForFunction("document.getElementById('picture').complete");
    expect(await window.evaluate("document.getElementById('picture').naturalWidth")).toBeGreaterThan(40);
    const shown = watch.pictures.slice(before).filter((url) => !url.endsWith('.svg'));
    expect(shown.map((url) => new URL(url).origin)).toEqual([scene.app.origin]);
    expect(await scene.users()).toEqual([{ openid: scene.openidOf('follower'), nickname: '林小满' }]);
    expect(scene.authorizations('snsapi_userinfo')).toBe(1);
  }),
);

it(
  'leaves a visitor who taps 拒绝 in peace: back on the page, and asked again only by tapping again',
  inBrowser(async (scene) => {
    const { page } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    await phone.handTo('refuser');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#show-profile').click();
    expect(await phone.find('button[value=allow]').isDisabled()).toBe(true);
    await phone.find('button[value=deny]').click();
    await phone.find('.closed').waitFor();
    await phone.back();
    await phone.find('#show-profile').waitFor();
    await phone.arrivesAt(`${scene.app.origin}/me`);
    expect(await phone.find('#name').textContent()).toBe('未授权资料');
    expect(scene.authorizations('snsapi_userinfo')).toBe(1);

    await phone.find('#show-profile').click();
    await phone.find('.sheet').waitFor();
    expect(scene.authorizations('snsapi_userinfo')).toBe(2);
    expect(scene.authorizations()).toBe(3);
  }),
);

it(
  'hears the same refusal where WeChat tells it: a calm page, and WeChat is asked again only by a tap there',
  inBrowser(async (scene) => {
    scene.app.world.turn({ denial: 'state-only' });
    const { page } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    await phone.handTo('refuser');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#show-profile').click();
    await phone.find('button[value=deny]').click();
    await phone.find('[data-page=not-authorized] h1').waitFor();
    expect(await phone.find('h1').textContent()).toBe('未授权');
    expect(scene.authorizations('snsapi_userinfo')).toBe(1);

    await phone.find('a.weui-btn').first().click();
    await phone.find('.sheet').waitFor();
    expect(scene.authorizations('snsapi_userinfo')).toBe(2);
    await phone.find('button[value=deny]').click();
    await phone.find('a.weui-btn').last().click();
    await phone.find('#show-profile').waitFor();
    expect(scene.authorizations('snsapi_userinfo')).toBe(2);
  }),
);

it(
  'becomes another phone with another persona: nobody is signed in as the one before',
  inBrowser(async (scene) => {
    const { page, context } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    const sessions = async () => (await context.cookies()).filter(({ name }) => name === 'lingpai');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#openid', scene.openidOf('follower')).waitFor();
    const [former] = await sessions();
    await phone.handTo('stranger');
    await phone.find('#openid', scene.openidOf('stranger')).waitFor();

    expect((await sessions()).map(({ value }) => value)).not.toContain(former!.value);
    const openids = (await scene.users()).map(({ openid }) => openid);
    expect(openids).toEqual([scene.openidOf('follower'), scene.openidOf('stranger')]);
  }),
);

it(
  'shows a snapshot visitor a banner and keeps no row; 使用完整服务 makes it an ordinary visit',
  inBrowser(async (scene) => {
    const { page } = await scene.open();
    const phone = await DrawnPhone.draw(scene, page);
    await phone.handTo('snapshot');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#snapshot').waitFor();
    expect(await phone.find('#snapshot strong').textContent()).toBe('你正在浏览预览页');
    expect(await phone.find('#openid, #show-profile, #sign-out').count()).toBe(0);
    expect(await scene.users()).toEqual([]);

    await phone.useFullService();
    await phone.find('#openid', scene.openidOf('snapshot')).waitFor();
    expect(await phone.find('#snapshot').count()).toBe(0);
    expect(await scene.users()).toEqual([{ openid: scene.openidOf('snapshot'), nickname: null }]);
  }),
);

it.each(['emoji', 'html-name'])(
  'shows the name of the persona "%s" as the text it is, on the cards, on the sheet and on /me',
  (id) =>
    inBrowser(async (scene) => {
      const { page } = await scene.open();
      const phone = await DrawnPhone.draw(scene, page);
      await phone.handTo(id);
      expect(await page.locator('.card:has(:checked) .card-name').textContent()).toBe(nicknameOf(id));
      await phone.open(`${scene.app.origin}/me`);
      await phone.find('#show-profile').click();
      expect(await phone.find('.sheet-name bdi').textContent()).toBe(nicknameOf(id));
      await phone.find('button[value=allow]').click();
      await phone.find('#picture').waitFor();

      expect(await phone.find('#name').textContent()).toBe(nicknameOf(id));
      expect(await phone.find('main img').count()).toBe(1);
      expect(await scene.users()).toEqual([{ openid: scene.openidOf(id), nickname: nicknameOf(id) }]);
    })(),
);
