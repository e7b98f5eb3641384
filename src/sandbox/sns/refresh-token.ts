import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';
import { tokenFields } from './access-token.js';
import { callingAccount, requireGrantType, requireRate } from './caller.js';
import { snsAnswer } from './sns-answer.js';

/** `GET /sns/oauth2/refresh_token`: two more hours; no secret is asked for. */
export function refreshToken(call: Call, world: World): Answer {
  const token = call.parameter('refresh_token');
  if (token !== null) call.login = world.grants.loginOf(token);
  const account = callingAccount(call, world);
  requireRate(call, world, account.appId);
  requireGrantType(call, 'refresh_token');
  if (token === null) throw new Refusal('sns.refresh_token_missing');
  const grant = world.grants.refresh(token, account.appId);
  call.persona = grant.visitor.persona.id;
  return snsAnswer(world, tokenFields(grant, world));
}
