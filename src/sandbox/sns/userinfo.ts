import type { UserGrant } from '../grants/user-grant.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { avatarPath } from '../personas/avatar-path.js';
import { VIRTUAL_NICKNAME } from '../personas/identity.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';
import { requireRate } from './caller.js';
import { Escaped, RawText, snsAnswer } from './sns-answer.js';
import { grantOf } from './user-token.js';

/** `GET /sns/userinfo`: the profile. Since 2021 sex and region are empty for everybody; the names stay. */
export function userinfo(call: Call, world: World): Answer {
  const grant = grantOf(call, world);
  requireRate(call, world, grant.appId);
  if (grant.scope === 'snsapi_base') throw new Refusal('sns.scope');
  if (grant.visitor.snapshot && world.switches.snapshot_userinfo === 'refused')
    throw new Refusal('sns.scope');
  return snsAnswer(world, {
    openid: grant.openid,
    nickname: new RawText(grant.visitor.snapshot ? VIRTUAL_NICKNAME : personaNow(grant, world).nickname),
    sex: 0,
    ...emptyRegion(grant, world),
    headimgurl: new Escaped(pictureUrl(grant, world)),
    privilege: [],
    unionid: grant.unionid ?? undefined,
  });
}

/** Website apps were seen with a language, and the city before the province. */
function emptyRegion({ appId }: UserGrant, world: World): Record<string, ''> {
  return world.accounts.findByAppId(appId)?.kind === 'website'
    ? { language: '', city: '', province: '', country: '' }
    : { province: '', city: '', country: '' };
}

/** The persona as they are today: a nickname may have changed since they consented. */
function personaNow(grant: UserGrant, world: World) {
  return world.personas.find(grant.visitor.persona.id) ?? grant.visitor.persona;
}

function pictureUrl(grant: UserGrant, world: World): string {
  const path = grant.visitor.snapshot ? '' : avatarPath(personaNow(grant, world), 132);
  return path === '' ? '' : `${world.url}${path}`;
}
