import { mayAuthorize } from '../accounts/api-permissions.js';
import { redirectAnswer, type Answer } from '../http/answer.js';
import { pageAnswer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { languageOf } from '../phone/language.js';
import { visitorOf } from '../personas/visitor-of.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { readAuthorizeLink, requireParameters, type AuthorizeLink } from './authorize-link.js';
import { isOnCallbackDomain } from './callback-address.js';
import { consentSheet } from './consent-sheet.js';
import { denyCode, grantCode } from './grant-code.js';
import { CONSENT_SECONDS, type PendingConsent } from './pending-consent.js';
import { mannerOf } from './who-is-asked.js';

/** How long the phone remembers that a page asked for its snapshot. */
const SNAPSHOT_PAGE_SECONDS = 7200;

/** `GET /connect/oauth2/authorize`: from the link to a code, a consent sheet or one of the 100xx pages. */
export function authorize(call: Call, world: World): Answer {
  const link = readAuthorizeLink(call.query, world.switches);
  call.login = link.state || null;
  const visitor = visitorOf(call, world);
  requireWeChatBrowser(call);
  if (world.switches.connect_redirect_hop && !link.hopped) return hop(call);
  requireParameters(link, world.switches);
  const account = entitledAccount(link, world, visitor.persona.follows);
  requireRate(`${account.appId} ${visitor.persona.id}`, world);
  if (!isOnCallbackDomain(link.redirectUri, account)) throw new Refusal('authorize.domain');

  const manner = mannerOf(call, link, account, visitor, world);
  world.snapshotPages.take(visitor.persona.id);
  const forced = manner === 'snapshot' && !visitor.snapshot;
  if (forced) world.snapshotPages.put(visitor.persona.id, true, SNAPSHOT_PAGE_SECONDS);
  const consent = {
    accountKey: account.key,
    visitor: forced ? { ...visitor, snapshot: true } : visitor,
    redirectUri: link.redirectUri,
    scope: link.scope,
    state: link.state,
    silent: manner !== 'asked',
  };
  const asked = { ...consent, login: link.state || world.random.alphanumeric(16) };
  call.login = asked.login;
  // A snapshot page (快照页) suppresses the sheet: the visitor's stand-in agrees to everything.
  return manner === 'asked' ? askForConsent(call, world, account, asked) : grantCode(world, asked);
}

/** `POST /connect/oauth2/authorize/answer`: what was tapped on the sheet. It counts once. */
export function answerConsent(call: Call, world: World): Answer {
  const consent = world.consents.take(call.form.get('consent') ?? '');
  if (!consent) throw new Refusal('authorize.link');
  call.persona = consent.visitor.persona.id;
  world.runaways.tapped(call.persona);
  call.login = consent.login;
  const allowed = call.form.get('answer') === 'allow' && !consent.visitor.persona.refuses;
  return allowed ? grantCode(world, consent, 303) : denyCode(world, consent, 303);
}

/** The sheet, or its answer at once where `x-sandbox-auto-consent` (allow, deny) gives it. */
export function askForConsent(
  call: Call,
  world: World,
  account: SandboxAccount,
  consent: PendingConsent,
): Answer {
  const { persona } = consent.visitor;
  const automatic = call.header('x-sandbox-auto-consent');
  if (automatic === 'allow' && !persona.refuses) return grantCode(world, consent);
  if (automatic === 'allow' || automatic === 'deny') return denyCode(world, consent);
  const id = world.random.alphanumeric(32);
  world.consents.put(id, consent, CONSENT_SECONDS);
  return pageAnswer(consentSheet(account, persona, id, languageOf(call)));
}

/** WeChat's own browser says MicroMessenger; the drawn phone is an iframe of an ordinary one. @throws Refusal */
export function requireWeChatBrowser(call: Call): void {
  const inWeChat = /micromessenger/i.test(call.header('user-agent') ?? '');
  if (!inWeChat && call.header('sec-fetch-dest') !== 'iframe') throw new Refusal('authorize.outside_wechat');
}

/** @throws Refusal page 10009 */
function requireRate(who: string, { authorizeRate, switches }: World): void {
  const limit = switches.authorizations_a_minute;
  if (limit > 0 && authorizeRate.isOver(who, limit)) throw new Refusal('authorize.too_often');
}

function hop(call: Call): Answer {
  return redirectAnswer(`${call.path}?${call.query}&connect_redirect=1#wechat_redirect`, 301);
}

function entitledAccount(link: AuthorizeLink, world: World, follows: readonly string[]): SandboxAccount {
  const account = world.accounts.findByAppId(link.appid);
  if (!account) throw new Refusal('authorize.appid_unknown');
  if (account.kind === 'website') throw new Refusal('authorize.open_platform_appid');
  if (link.delegated) throw new Refusal('authorize.not_delegated');
  if (account.banned) throw new Refusal('authorize.banned');
  const known = link.scope === 'snsapi_base' || link.scope === 'snsapi_userinfo';
  if (!mayAuthorize(account) || !known) throw new Refusal('authorize.scope_right');
  if (world.switches.must_follow && account.testAccount && !follows.includes(account.key)) {
    throw new Refusal('authorize.must_follow');
  }
  return account;
}
