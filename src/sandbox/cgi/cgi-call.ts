import { mayUse } from '../accounts/api-permissions.js';
import { Refusal } from '../rules.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';

/** An address of `/cgi-bin` that takes a global token. */
export type CgiHandler = (call: Call, world: World, account: SandboxAccount) => Answer;

/** Opens such an address to those who carry a living global token, for the account it belongs to. @throws Refusal 41001, 40014, 40001, 42001, 50007, 48001, 45009, 45011 */
export function withGlobalToken(handler: CgiHandler): (call: Call, world: World) => Answer {
  return (call, world) => {
    const token = call.parameter('access_token');
    if (token === null) throw new Refusal('cgi.token_missing');
    call.appId = world.globalTokens.judge(token)?.token.appId ?? null;
    const account = world.accounts.findByAppId(world.globalTokens.check(token));
    if (!account) throw new Refusal('cgi.bad_token');
    if (account.frozen) throw new Refusal('cgi.account_frozen');
    if (!mayUse(account, call.path)) throw new Refusal('cgi.unauthorized');
    const exhausted = world.quotas.use(account.appId, call.path);
    if (exhausted) throw new Refusal(exhausted === 'day' ? 'cgi.day_quota' : 'cgi.minute_quota');
    return handler(call, world, account);
  };
}

/** The fields of a POSTed JSON body. @throws Refusal 43002, 44002, 47001 */
export function postedFields(call: Call): Record<string, unknown> {
  if (call.method !== 'POST') throw new Refusal('cgi.method');
  if (call.body.trim() === '') throw new Refusal('cgi.body_empty');
  const fields = parsed(call.body);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Refusal('cgi.body');
  return fields as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('cgi.body');
  }
}
