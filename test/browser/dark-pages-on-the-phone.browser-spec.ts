import { DrawnPhone } from '../support/browser-phone.js';
import { type Scene, setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

const DARK = "matchMedia('(prefers-color-scheme: dark)').matches";
const GROUND = 'getComputedStyle(document.body).backgroundColor';

/** The phone in a browser that is left to tell frames their scheme: an emulated one would reach past the phone. */
async function drawn(scene: Scene): Promise<DrawnPhone> {
  const phone = await DrawnPhone.drawIn(scene, 'zh', { colorScheme: null });
  await phone.handTo('follower');
  return phone;
}

/** A business page of another origin, black on dark phones and white on light ones. */
async function publishPage(scene: Scene): Promise<string> {
  const style = 'body { background: #fff } @media (prefers-color-scheme: dark) { body { background: #000 } }';
  const { origin } = await scene.publishSite(() => ({
    html: `<title>夜</title><meta name="color-scheme" content="light dark"><style>${style}</style><p id="night">夜</p>`,
  }));
  return `${origin}/night`;
}

it(
  'a page of another origin is dark on a dark phone and light on a light one, and follows while it is open',
  inBrowser(async (scene) => {
    const night = await publishPage(scene);
    const phone = await drawn(scene);
    const theme = phone.page.locator('#theme');
    await theme.selectOption('dark');
    await phone.open(night);
    await phone.find('#night').waitFor();
    const window = await phone.window();
    await window.waitForFunction(DARK);
    expect(await window.evaluate(GROUND)).toBe('rgb(0, 0, 0)');
    await theme.selectOption('light');
    await window.waitForFunction(`!${DARK}`);
    expect(await window.evaluate(GROUND)).toBe('rgb(255, 255, 255)');
  }),
);

it(
  'the member page and WeChat’s sheet are dark on a dark phone, after a redirect too',
  inBrowser(async (scene) => {
    const phone = await drawn(scene);
    await phone.page.locator('#theme').selectOption('light');
    await phone.open(`${scene.app.origin}/me`);
    await phone.find('#show-profile').waitFor();
    const light = await (await phone.window()).evaluate(GROUND);
    await phone.page.locator('#theme').selectOption('dark');
    await (await phone.window()).waitForFunction(DARK);
    expect(await (await phone.window()).evaluate(GROUND)).not.toBe(light);
    await phone.find('#show-profile').click();
    await phone.find('.sheet').waitFor();
    expect(await (await phone.window()).evaluate(DARK)).toBe(true);
  }),
);
