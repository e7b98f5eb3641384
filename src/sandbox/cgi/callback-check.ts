import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

const ACTIONS = new Set<unknown>(['all', 'dns', 'ping']);
const OPERATORS = new Set<unknown>(['DEFAULT', 'CHINANET', 'UNICOM', 'CAP']);

/** `POST /cgi-bin/callback/check`: whether WeChat reaches the push address. Here it always does, as soon as one is set. */
export function checkCallback(call: Call, world: World, account: SandboxAccount): Answer {
  const { action, check_operator: operator = 'DEFAULT' } = postedFields(call);
  if (!ACTIONS.has(action)) throw new Refusal('cgi.check_action');
  if (!OPERATORS.has(operator)) throw new Refusal('cgi.check_operator');
  if (!account.pushUrl) throw new Refusal('cgi.no_push_url');
  const from = operator === 'DEFAULT' ? 'CAP' : operator;
  const dns = [{ ip: '127.0.0.1', real_operator: 'CAP' }];
  const ping = [{ ip: '127.0.0.1', from_operator: from, package_loss: '0%', time: '23.079ms' }];
  return cgiAnswer(call, world, {
    ...(action === 'ping' ? {} : { dns }),
    ...(action === 'dns' ? {} : { ping }),
  });
}
