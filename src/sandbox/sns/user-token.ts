import type { UserGrant } from '../grants/user-grant.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';

/** The grant behind the call's token, whose user `openid` must name. @throws Refusal 41001, 41009, 40003 and what the token deserves */
export function grantOf(call: Call, world: World): UserGrant {
  const token = call.parameter('access_token');
  if (token === null) throw new Refusal('sns.access_token_missing');
  call.login = world.grants.loginOf(token);
  const openid = call.parameter('openid');
  if (openid === null) throw new Refusal('sns.openid_missing');
  const grant = world.grants.check(token);
  call.persona = grant.visitor.persona.id;
  if (grant.openid !== openid) throw new Refusal('sns.openid');
  return grant;
}
