import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { requireKnownPath } from './api-path.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

/** `POST /cgi-bin/openapi/quota/get`: how often an address may be called, and was. */
export function reportQuota(call: Call, world: World, account: SandboxAccount): Answer {
  const path = requireKnownPath(postedFields(call)['cgi_path']);
  const { limit, usedToday } = world.quotas.usage(account.appId, path)!;
  const quota = { daily_limit: limit.day, used: usedToday, remain: limit.day - usedToday };
  const rate = limit.minute && { rate_limit: { call_count: limit.minute, refresh_second: 60 } };
  return cgiAnswer(call, world, { ...OK, quota, ...rate });
}

/** `POST /cgi-bin/openapi/rid/get`: what a refused call of the last week was. */
export function reportRid(call: Call, world: World, account: SandboxAccount): Answer {
  const { rid } = postedFields(call);
  const { appId: _, ...request } = world.failures.get(typeof rid === 'string' ? rid : '', account.appId);
  return cgiAnswer(call, world, { ...OK, request });
}
