import { SANDBOX_WEBSITE } from '../../src/sandbox/sandbox-account.js';
import { brokenRules } from '../support/browser-inspect.js';
import { DrawnPhone } from '../support/browser-phone.js';
import { readQr } from '../support/browser-qr.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

/** A computer that shows the code of a website's login, and a phone in somebody's hand. */
async function atTheDesk(scene: Scene) {
  const parameters = new URLSearchParams({
    appid: SANDBOX_WEBSITE.appId,
    redirect_uri: `${scene.app.origin}/healthz`,
    response_type: 'code',
    scope: 'snsapi_login',
    state: 'S1',
  });
  const { page } = await scene.open({ viewport: { width: 1000, height: 800 } });
  await page.goto(`${scene.app.server.sandbox!.url}/connect/qrconnect?${parameters.toString()}`);
  const phone = await DrawnPhone.draw(scene, (await scene.open()).page);
  await phone.handTo('stranger');
  const scan = async () => phone.open((await readQr(page)) ?? '');
  return { page, phone, scan, says: page.locator('#qr-state') };
}

it(
  'the computer learns of the scan, and goes on to the website once the phone confirms',
  inBrowser(async (scene) => {
    const { page, phone, scan, says } = await atTheDesk(scene);
    await scan();
    await says.filter({ hasText: '扫描成功' }).waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await phone.find('button[value=allow]').click();
    await page.waitForURL(/\/healthz\?code=0\w{31}&state=S1$/);
    await phone.find('h1', '已登录').waitFor();
  }),
);

it(
  'a cancelled login may be scanned again',
  inBrowser(async (scene) => {
    const { page, phone, scan, says } = await atTheDesk(scene);
    await scan();
    await phone.find('button[value=deny]').click();
    await says.filter({ hasText: '取消' }).waitFor();
    await scan();
    await phone.find('button[value=allow]').click();
    await page.waitForURL(/\/healthz\?code=/);
  }),
);
