import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { startBrowser } from './browser.js';
import { publishArticle } from './browser-article.js';
import { publishSite, type Site, type SiteAnswer } from './browser-site.js';
import { Watch } from './browser-watch.js';
import { ROOT, RunningApp } from './start-app.js';
import { WECHAT_BROWSER } from './visitor.js';

/** Far more than any scene needs on a machine of its own: a busy one is slow, and not wrong. */
const SCENE_MS = 180_000;
const ACTION_MS = 60_000;
const SCREENSHOTS = path.join(ROOT, 'test-results');
const VISITORS = 'person, wechat_user, user_token, login_attempt, session';

/** One browser profile on the stage, with nothing kept from before. */
export interface Actor {
  readonly context: BrowserContext;
  readonly watch: Watch;
  readonly page: Page;
}

/** What a scene has to play with: the whole server, its sandbox, and as many browsers as it opens. */
export class Scene {
  private readonly actors: Actor[] = [];
  private readonly sites: Site[] = [];

  constructor(
    readonly app: RunningApp,
    private readonly browser: Browser,
  ) {}

  /** A browser as an ordinary person has one. */
  async open(options: BrowserContextOptions = {}): Promise<Actor> {
    const context = await this.browser.newContext({ locale: 'zh-CN', ...options });
    context.setDefaultTimeout(ACTION_MS);
    const known = [this.app.origin, this.app.server.sandbox!.url, ...this.sites.map(({ origin }) => origin)];
    const watch = new Watch(context, known);
    const actor = { context, watch, page: await context.newPage() };
    this.actors.push(actor);
    return actor;
  }

  /** WeChat's own browser on a persona's phone. */
  openWechat(persona: string, options: BrowserContextOptions = {}): Promise<Actor> {
    const { extraHTTPHeaders, ...rest } = options;
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const headers = { 'x-sandbox-persona': persona, ...extraHTTPHeaders };
    return this.open({ userAgent: WECHAT_BROWSER, ...phone, ...rest, extraHTTPHeaders: headers });
  }

  /** Puts an article with a link to `address` on another site, for browsers opened from now on; answers where. */
  async publishArticle(address: string): Promise<string> {
    const article = await publishArticle(address);
    this.sites.push(article);
    return article.url;
  }

  /** Puts up the pages of somebody else's server, for browsers opened from now on. */
  async publishSite(answer: (page: URL) => SiteAnswer): Promise<Site> {
    const site = await publishSite(answer);
    this.sites.push(site);
    return site;
  }

  /** A persona's openid for the account under test. */
  openidOf(persona: string): string {
    return identityOf(SANDBOX_ACCOUNT, { persona: this.app.world.personas.get(persona), snapshot: false })
      .openid;
  }

  /** How often WeChat answered a request to authorize; its own detour (`connect_redirect`) is no answer. */
  authorizations(scope = ''): number {
    const asked = this.app.world.journal.list({ path: '/connect/oauth2/authorize' });
    return asked.filter(({ query, status }) => status !== 301 && query.includes(`scope=${scope}`)).length;
  }

  /** How often a code was exchanged. */
  exchanges(): number {
    return this.app.world.journal.count('/sns/oauth2/access_token');
  }

  /** Who is in `wechat_user`. */
  users(): Promise<{ openid: string; nickname: string | null }[]> {
    return this.app.rows('SELECT openid, nickname FROM wechat_user ORDER BY id');
  }

  /** What no page may cause, over all browsers of the scene. */
  complaints(): string[] {
    return this.actors.flatMap(({ watch }) => watch.complaints);
  }

  /** What each page showed, for whoever has to find out why a scene failed. */
  async photograph(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const slug = name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120);
    const pages = this.actors.flatMap(({ context }) => context.pages());
    for (const [at, page] of pages.entries()) {
      const file = path.join(SCREENSHOTS, `${slug}-${at + 1}.png`);
      await page.screenshot({ path: file, timeout: 20_000 }).catch(() => undefined);
    }
    const told = [...pages.map((page) => page.url()), ...this.complaints()];
    await writeFile(path.join(SCREENSHOTS, `${slug}.txt`), `${told.join('\n')}\n`);
  }

  async close(): Promise<void> {
    for (const { context } of this.actors) await context.close();
    for (const site of this.sites) await site.close();
  }
}

/**
 * The server and the browser of one spec file: call it at the top of the file. What it answers turns a scene
 * into a test: nobody is known when it begins, no page may complain while it lasts, and it leaves
 * pictures in `test-results` when it fails.
 */
export function setUpStage(): (play: (scene: Scene) => Promise<void>) => () => Promise<void> {
  let app: RunningApp | undefined;
  let browser: Browser | undefined;
  jest.setTimeout(SCENE_MS);
  beforeAll(async () => {
    browser = await startBrowser(ROOT);
    app = await RunningApp.start();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  return (play) => async () => {
    app!.world.reset();
    await app!.rows(`TRUNCATE ${VISITORS} CASCADE`);
    const scene = new Scene(app!, browser!);
    try {
      await play(scene);
      expect(scene.complaints()).toEqual([]);
    } catch (error) {
      await scene.photograph(expect.getState().currentTestName ?? 'scene');
      throw error;
    } finally {
      await scene.close();
    }
  };
}
