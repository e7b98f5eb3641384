import type { BrowserContextOptions, Frame, Locator, Page } from 'playwright-core';
import type { Scene } from './browser-stage.js';

/** The phone that the sandbox draws at `/`, worked as a person works it: with taps. */
export class DrawnPhone {
  private constructor(
    private readonly scene: Scene,
    /** The page on which the phone is drawn. */
    readonly page: Page,
  ) {}

  /** Opens the sandbox's start page in an ordinary browser and waits until its people are there. */
  static async draw(scene: Scene, page: Page): Promise<DrawnPhone> {
    await page.goto(scene.app.server.sandbox!.url);
    await page.locator('#people .card').first().waitFor();
    return new DrawnPhone(scene, page);
  }

  /** The same in a language, on a screen with room for all of it. */
  static async drawIn(
    scene: Scene,
    language: string,
    options: BrowserContextOptions = {},
  ): Promise<DrawnPhone> {
    const screen = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as const;
    const { page, context } = await scene.open({ ...screen, ...options });
    const { url } = scene.app.server.sandbox!;
    await context.addCookies([{ name: 'sandbox_lang', value: language, url }]);
    return DrawnPhone.draw(scene, page);
  }

  /** Gives the phone to a persona. */
  async handTo(persona: string): Promise<void> {
    const card = this.page.locator(`#people .card:has(input[value="${persona}"])`);
    if (await card.locator('input').isChecked()) return;
    await this.changesHands(() => card.click());
  }

  /** Taps 使用完整服务, below a snapshot page. */
  async useFullService(): Promise<void> {
    await this.changesHands(() => this.page.locator('#full-service').click());
  }

  /** Opens an address in the phone's browser. */
  async open(address: string): Promise<void> {
    await this.page.locator('#address').fill(address);
    await this.page.locator('#address-form button[type=submit]').click();
  }

  /** Taps the arrow in the phone's bar. */
  async back(): Promise<void> {
    await this.page.locator('#back').click();
  }

  /** Something on the page inside the phone; with `text`, only where it says this. */
  find(selector: string, text?: string): Locator {
    const found = this.page.frameLocator('#web iframe').locator(selector);
    return text === undefined ? found : found.filter({ hasText: text });
  }

  /** The window inside the phone. */
  async window(): Promise<Frame> {
    const element = await this.page.locator('#web iframe').elementHandle();
    return (await element!.contentFrame())!;
  }

  /** Waits until the page inside the phone is this one, whole, and answers its window. */
  async arrivesAt(address: string): Promise<Frame> {
    const window = await this.window();
    await window.waitForURL(address);
    return window;
  }

  private async changesHands(tap: () => Promise<void>): Promise<void> {
    const { sandbox } = this.scene.app.server;
    const handed = this.page.waitForResponse(
      (response) =>
        response.url() === `${sandbox!.url}/_sandbox/phone` && response.request().method() === 'POST',
    );
    await tap();
    await handed;
  }
}
