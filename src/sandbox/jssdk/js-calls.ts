import { mayShare } from '../accounts/api-permissions.js';
import { equalInConstantTime } from '../../kernel/crypto/digest.js';
import { isOnCallbackDomain } from '../authorize/callback-address.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { JS_PAGE_SECONDS } from './js-page.js';
import { jsSignature } from './signature.js';

/** What every account may do without asking. */
const FREE: ReadonlySet<string> = new Set(['checkJsApi', 'closeWindow']);

/** What sets the card or link that is shared. */
const SHARES = /^(?:update\w+ShareData|onMenuShare\w+)$/;

/** `GET /open/js/config`: the stub asks whether a page's `wx.config` is good. @throws Refusal */
export function checkJsConfig(call: Call, world: World): Answer {
  const account = world.accounts.findByAppId(call.parameter('appid') ?? '');
  call.appId = account?.appId ?? null;
  if (!account || account.kind === 'website') throw new Refusal('jssdk.appid');
  const url = call.parameter('url') ?? '';
  if (!isOnJsDomain(url, account)) throw new Refusal('jssdk.domain');
  const ticket = world.tickets.current(account.appId, 'jsapi');
  const nonceStr = call.parameters.get('nonce') ?? '';
  const timestamp = call.parameters.get('timestamp') ?? '';
  const given = call.parameters.get('signature') ?? '';
  const good =
    ticket !== null && equalInConstantTime(given, jsSignature({ ticket, nonceStr, timestamp, url }));
  if (!good) throw new Refusal('jssdk.signature');
  const page = world.random.alphanumeric(24);
  const apis = (call.parameter('apis') ?? '').split(',').filter(Boolean);
  world.jsPages.put(page, { appId: account.appId, url, apis }, JS_PAGE_SECONDS);
  return jsAnswer({ errMsg: 'config:ok', page });
}

/** `GET /open/js/call`: a page whose config was good uses what a phone can do. @throws Refusal */
export function callJsApi(call: Call, world: World): Answer {
  const api = call.parameter('api') ?? '';
  const page = world.jsPages.find(call.parameter('page') ?? '');
  call.appId = page?.appId ?? null;
  if (!FREE.has(api) && !page?.apis.includes(api)) throw new Refusal('jssdk.permission');
  const account = page && world.accounts.findByAppId(page.appId);
  if (SHARES.test(api) && account && !mayShare(account)) throw new Refusal('jssdk.permission');
  return jsAnswer({ errMsg: `${api}:ok` });
}

/** A refusal in the words of the SDK: `config:invalid signature`. */
export function jsRefusal(call: Call, refusal: Refusal): Answer {
  const api = call.path.endsWith('/config') ? 'config' : (call.parameter('api') ?? '');
  return jsAnswer({ errMsg: `${api}:${refusal.message}` });
}

/** Whether an address of the surface is one of these. */
export function isJsCall(path: string): boolean {
  return path.startsWith('/open/js/');
}

/** A browser under test that sends headers of its own with every request, such as the persona, asks first whether it may. */
export function jsPreflight(): Answer {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET',
    'access-control-allow-headers': '*',
    'access-control-max-age': '600',
  };
  return { status: 204, headers, body: '' };
}

/** JS接口安全域名; an account that has none set apart may use its callback domains. */
function isOnJsDomain(url: string, account: SandboxAccount): boolean {
  return isOnCallbackDomain(url, {
    ...account,
    callbackDomains: account.jsDomains ?? account.callbackDomains,
  });
}

/** Pages of any origin may read it: it tells nothing that a page could not sign for. */
function jsAnswer(value: object): Answer {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  };
  return { status: 200, headers, body: JSON.stringify(value) };
}
