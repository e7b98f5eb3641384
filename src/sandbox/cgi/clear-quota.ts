import { equalInConstantTime } from '../../kernel/crypto/digest.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { requireKnownPath } from './api-path.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

/** `POST /cgi-bin/clear_quota`: the day's calls of the account are forgotten, ten times a month. */
export function clearQuota(call: Call, world: World, account: SandboxAccount): Answer {
  const { appid } = postedFields(call);
  if (typeof appid !== 'string' || appid === '') throw new Refusal('cgi.appid_missing');
  if (appid !== account.appId) throw new Refusal('cgi.appid');
  return clearEverything(call, world, account);
}

/** `POST /cgi-bin/clear_quota/v2`: the same by AppSecret, without a token; its parameters may be in the query or in the body. */
export function clearQuotaBySecret(call: Call, world: World): Answer {
  if (call.method !== 'POST') throw new Refusal('cgi.method');
  const fields = call.body.trim() === '' ? {} : postedFields(call);
  const given = (name: string) => call.parameter(name) ?? (fields[name] || null);
  const [appId, secret] = [given('appid'), given('appsecret')];
  if (typeof appId !== 'string') throw new Refusal('cgi.appid_missing');
  const account = world.accounts.findByAppId(appId);
  if (!account) throw new Refusal('cgi.appid');
  call.appId = account.appId;
  if (typeof secret !== 'string') throw new Refusal('cgi.secret_missing');
  if (!equalInConstantTime(secret, account.secret)) throw new Refusal('cgi.secret');
  return clearEverything(call, world, account);
}

/** `POST /cgi-bin/openapi/quota/clear`: the day's calls to one address are forgotten, fifty times a month. */
export function clearQuotaOfPath(call: Call, world: World, account: SandboxAccount): Answer {
  const path = requireKnownPath(postedFields(call)['cgi_path']);
  if (!world.clearances.use(account.appId, 'one')) throw new Refusal('cgi.clearances');
  world.quotas.forget(account.appId, path);
  return cgiAnswer(call, world, OK);
}

function clearEverything(call: Call, world: World, { appId }: SandboxAccount): Answer {
  if (!world.clearances.use(appId, 'everything')) throw new Refusal('cgi.clearances');
  world.quotas.forget(appId);
  return cgiAnswer(call, world, OK);
}
