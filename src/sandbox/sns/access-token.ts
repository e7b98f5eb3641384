import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { ACCESS_TOKEN_SECONDS, type UserGrant } from '../grants/user-grant.js';
import { identityOf } from '../personas/identity.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';
import { callingAccount, requireGrantType, requireRate, requireSecret } from './caller.js';
import { snsAnswer, type WireValue } from './sns-answer.js';

/** `GET /sns/oauth2/access_token`, or a form that is POSTed to it: a code becomes a user token. */
export function exchangeCode(call: Call, world: World): Answer {
  call.takeForm();
  const code = call.parameter('code');
  if (code !== null) call.login = world.codes.loginOf(code);
  const account = callingAccount(call, world);
  requireRate(call, world, account.appId);
  requireSecret(call, account);
  requireGrantType(call, 'authorization_code');
  if (code === null) throw new Refusal('sns.code_missing');
  const authorization = world.codes.redeem(code, account.appId);
  const grant = world.grants.open(authorization, identityOf(account, authorization.visitor));
  call.persona = grant.visitor.persona.id;
  world.history.note(call.persona, { kind: 'login', account: account.key, detail: grant.scope });
  return snsAnswer(world, {
    ...tokenFields(grant, world),
    is_snapshotuser: grant.visitor.snapshot ? 1 : undefined,
    unionid: grant.scope === 'snsapi_base' ? undefined : (grant.unionid ?? undefined),
  });
}

/** What an exchange and a refresh have in common. */
export function tokenFields(grant: UserGrant, world: World): Record<string, WireValue> {
  return {
    access_token: grant.accessToken,
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: grant.refreshToken,
    openid: grant.openid,
    scope: world.switches.scope_trailing_comma ? `${grant.scope},` : grant.scope,
  };
}
