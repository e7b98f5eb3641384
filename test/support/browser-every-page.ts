import type { BrowserContextOptions, Page } from 'playwright-core';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { LoginLinks } from '../../src/links/login-links.service.js';
import type { Actor, Scene } from './browser-stage.js';
import { DESKTOP_BROWSER, WECHAT_BROWSER } from './visitor.js';

/** One page that visitors may see, and how a browser comes to see it. */
export interface VisitorPage {
  readonly name: string;
  /** What `data-page` says once it is there. */
  readonly is: string;
  readonly open: (scene: Scene, language: string) => Promise<Actor>;
}

const MOBILE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const ASK_PROFILE = '/auth/wechat?scope=snsapi_userinfo&return_to=%2Fme';
const EXCHANGE = '/sns/oauth2/access_token';

/** Every page of ours, each by the way on which a visitor meets it. */
export const VISITOR_PAGES: readonly VisitorPage[] = [
  { name: 'the member page', is: 'member', open: inWechat('follower', '/me') },
  { name: 'the member page with a profile', is: 'member', open: inWechat('follower', ASK_PROFILE, 'allow') },
  {
    name: 'the member page with a name of markup',
    is: 'member',
    open: inWechat('html-name', ASK_PROFILE, 'allow'),
  },
  { name: 'the member page of somebody linked', is: 'member', open: byLink(joined) },
  {
    name: 'the page before a link that nobody tapped',
    is: 'confirm-link',
    open: byLink(joined, { purpose: 'prefetch' }),
  },
  { name: 'the snapshot’s member page', is: 'snapshot', open: inWechat('snapshot', '/me') },
  { name: 'the page that refuses a snapshot', is: 'snapshot', open: inWechat('snapshot', '/demo/card') },
  { name: 'the purpose page', is: 'purpose', open: inWechat('follower', '/demo/card') },
  { name: 'the page of one’s data', is: 'data', open: inWechat('follower', '/me/data') },
  { name: 'the page after deleting one’s data', is: 'signed-out', open: erased },
  { name: 'the page after a refusal', is: 'not-authorized', open: refused },
  { name: 'the signed-out page', is: 'signed-out', open: signedOut },
  { name: 'the page that carries a fragment', is: 'carry-fragment', open: carried },
  { name: 'the way into WeChat from a computer', is: 'open-in-wechat', open: outside(DESKTOP_BROWSER) },
  { name: 'the way into WeChat from a phone', is: 'open-in-wechat', open: outside(MOBILE, PHONE) },
  {
    name: 'the way into WeChat from WeCom',
    is: 'open-in-wechat',
    open: outside(`${MOBILE} wxwork/4.1.36`, PHONE),
  },
];

/** Every page of a failure that a visitor can cause or suffer, likewise. */
export const PROBLEM_PAGES: readonly VisitorPage[] = [
  problem('bad-link', inWechat('follower', '/auth/wechat/main/callback?code=x')),
  problem('bad-return', inWechat('follower', '/auth/wechat?return_to=https://elsewhere.example/')),
  problem('not-found', inWechat('follower', '/nothing')),
  problem('busy', whenExchange({ status: 500 })),
  problem('misconfigured', whenExchange({ errcode: 40125 })),
  problem('expired', whenExchange({ errcode: 40029 })),
  problem('too-many', tooOften),
  problem('link-used', byLink(used)),
  problem('link-expired', byLink(lapsed)),
  problem('link-conflict', byLink(taken)),
  problem('link-of-another', byLink(ofAnother)),
  problem('data-shown', shownOften),
];

function problem(kind: string, open: VisitorPage['open']): VisitorPage {
  return { name: `the page of a failure, ${kind}`, is: `problem ${kind}`, open };
}

/** What `data-page` says, and for a failure which one. */
export function pageNow(page: Page): Promise<string> {
  return page.evaluate<string>(
    "[document.body.dataset.page, document.querySelector('main').dataset.problem].filter(Boolean).join(' ')",
  );
}

function inWechat(persona: string, path: string, consent?: 'allow' | 'deny'): VisitorPage['open'] {
  return async (scene, language) => {
    const actor = await speaking(scene, persona, language, consent);
    await actor.page.goto(scene.app.origin + path);
    return actor;
  };
}

function speaking(scene: Scene, persona: string, language: string, consent?: string): Promise<Actor> {
  return scene.openWechat(persona, {
    locale: language,
    userAgent: WECHAT_BROWSER.replace('Language/zh_CN', `Language/${language.replace('-', '_')}`),
    extraHTTPHeaders: consent === undefined ? {} : { 'x-sandbox-auto-consent': consent },
  });
}

function outside(userAgent: string, options: BrowserContextOptions = {}): VisitorPage['open'] {
  return async (scene, language) => {
    const actor = await scene.open({ userAgent, locale: language, ...options });
    await actor.page.goto(`${scene.app.origin}/me?from=poster`);
    return actor;
  };
}

async function refused(scene: Scene, language: string): Promise<Actor> {
  scene.app.world.turn({ denial: 'state-only' });
  return inWechat('refuser', ASK_PROFILE, 'deny')(scene, language);
}

async function signedOut(scene: Scene, language: string): Promise<Actor> {
  const actor = await inWechat('follower', '/me')(scene, language);
  await actor.page.locator('#sign-out button').click();
  await actor.page.locator('[data-page=signed-out] h1').waitFor();
  return actor;
}

/** They look at their data until it is enough. */
async function shownOften(scene: Scene, language: string): Promise<Actor> {
  const actor = await inWechat('follower', '/me/data')(scene, language);
  const address = `${scene.app.origin}/me/data/export`;
  for (let answer = 200; answer === 200;) answer = (await actor.page.goto(address))!.status();
  return actor;
}

async function erased(scene: Scene, language: string): Promise<Actor> {
  const actor = await inWechat('follower', '/me/data')(scene, language);
  await actor.page.locator('#delete').click();
  await actor.page.locator('[data-page=signed-out] h1').waitFor();
  return actor;
}

/** It goes on by itself: the login that it leads to does not begin. */
async function carried(scene: Scene, language: string): Promise<Actor> {
  const actor = await speaking(scene, 'follower', language);
  await actor.page.route('**/auth/wechat?*', (route) => route.abort('aborted'));
  await actor.page.goto(`${scene.app.origin}/demo/orders#/orders/7`, { waitUntil: 'commit' });
  await actor.page.locator('[data-page=carry-fragment] main').waitFor();
  // A page that is left at once is shown before it has its clothes on.
  await actor.page.waitForFunction('document.styleSheets.length > 0');
  return actor;
}

function whenExchange(fault: { status?: number; errcode?: number }): VisitorPage['open'] {
  return async (scene, language) => {
    scene.app.world.faults.replace([{ path: EXCHANGE, ...fault }]);
    return inWechat('follower', '/me')(scene, language);
  };
}

/** One browser that begins logins and never ends one. */
async function tooOften(scene: Scene, language: string): Promise<Actor> {
  const actor = await speaking(scene, 'follower', language);
  for (let status = 302, begun = 0; status === 302 && begun < 100; begun += 1)
    status = (
      await actor.context.request.get(`${scene.app.origin}/auth/wechat`, { maxRedirects: 0 })
    ).status();
  await actor.page.goto(`${scene.app.origin}/auth/wechat`);
  return actor;
}

type LinkMade = (scene: Scene, actor: Actor) => Promise<string>;

/** Opens a link that `make` prepares. */
function byLink(make: LinkMade, headers: Record<string, string> = {}): VisitorPage['open'] {
  return async (scene, language) => {
    const actor = await speaking(scene, 'follower', language);
    const link = await make(scene, actor);
    await actor.page.setExtraHTTPHeaders({ 'x-sandbox-persona': 'follower', ...headers });
    await actor.page.goto(link);
    return actor;
  };
}

/** A link at `main` for an openid of an account. */
async function linkFor(scene: Scene, account: string, openid: string): Promise<string> {
  const { app } = scene.app.server;
  const accounts = app.get(AccountsService);
  const links = app.get(LoginLinks, { strict: false });
  const of = { account: await accounts.get(account), openid };
  return (await links.make(of, await accounts.get('main'))).url;
}

function joined(scene: Scene): Promise<string> {
  return linkFor(scene, 'dingyue', 'oLinkedAtTheSubscriptionAcct');
}

async function used(scene: Scene, actor: Actor): Promise<string> {
  const link = await joined(scene);
  await actor.page.goto(link);
  return link;
}

async function lapsed(scene: Scene): Promise<string> {
  const link = await joined(scene);
  await scene.app.rows('UPDATE login_link SET expires_at = now()');
  return link;
}

async function taken(scene: Scene, actor: Actor): Promise<string> {
  await used(scene, actor);
  // Whoever is signed in would be asked first.
  await actor.context.clearCookies();
  return linkFor(scene, 'dingyue', 'oSomebodyElseAtTheSubscripti');
}

function ofAnother(scene: Scene): Promise<string> {
  return linkFor(scene, 'main', 'oSomebodyElseAtTheServiceAcc');
}
