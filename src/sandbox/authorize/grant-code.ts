import { redirectAnswer, pageAnswer, type Answer } from '../http/answer.js';
import { wechatPage } from '../http/wechat-page.js';
import { html } from '../http/html.js';
import type { World } from '../world.js';
import { callbackAddress } from './callback-address.js';
import type { PendingConsent } from './pending-consent.js';

/** Official accounts' codes live five minutes, website apps' ten. */
const CODE_SECONDS = { service: 300, subscription: 300, website: 600 };

/** The way back to the page that asked, with a code. */
export function grantCode(world: World, consent: PendingConsent, status: 302 | 303 = 302): Answer {
  const code = issueCode(world, consent);
  return redirectAnswer(callbackAddress(consent.redirectUri, { code, state: consent.state }), status);
}

/** A code for whoever consented. */
export function issueCode(
  world: World,
  { accountKey, visitor, scope, login, silent = false }: PendingConsent,
): string {
  const account = world.accounts.get(accountKey);
  if (!silent) {
    world.history.note(visitor.persona.id, { kind: 'consent', account: account.key, detail: scope });
    world.recentConsents.note(visitor.persona.id, account.key);
  }
  return world.codes.issue({ appId: account.appId, visitor, scope, login }, CODE_SECONDS[account.kind]);
}

/** What follows a refusal: nothing the page could see, or by switch a callback without a code. */
export function denyCode(world: World, consent: PendingConsent, status: 302 | 303 = 302): Answer {
  const { visitor, accountKey: account, scope: detail } = consent;
  world.history.note(visitor.persona.id, { kind: 'refusal', account, detail });
  if (world.switches.denial === 'state-only') {
    return redirectAnswer(callbackAddress(consent.redirectUri, { state: consent.state }), status);
  }
  return pageAnswer(wechatPage('已关闭', html`<main class="closed"><p>已关闭</p></main>`));
}
