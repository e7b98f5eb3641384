import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

const MAX_BATCH = 100;
/** No longer told since the end of 2021; the names are still there. */
const WITHHELD = {
  nickname: '',
  sex: 0,
  language: 'zh_CN',
  city: '',
  province: '',
  country: '',
  headimgurl: '',
};
/** Everybody who follows began one autumn day in 2024, somebody each minute of a month. */
const FIRST_FOLLOWED_AT = 1_727_740_800;
const MINUTES_OF_A_MONTH = 43_200;

/** `GET /cgi-bin/user/info`: one user as the account knows them. Somebody who does not follow is no error. */
export function userInfo(call: Call, world: World, account: SandboxAccount): Answer {
  const openid = call.parameter('openid');
  if (openid === null) throw new Refusal('cgi.openid_missing');
  return cgiAnswer(call, world, infoOn(openid, account, world));
}

/** `POST /cgi-bin/user/info/batchget`: up to a hundred; one unknown openid fails them all. */
export function userInfoBatch(call: Call, world: World, account: SandboxAccount): Answer {
  const { user_list: asked } = postedFields(call);
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MAX_BATCH) {
    throw new Refusal('cgi.openid_list');
  }
  const openids = asked.map((user: { openid?: unknown } | null) => user?.openid);
  const user_info_list = openids.map((openid) => infoOn(openid, account, world));
  return cgiAnswer(call, world, { user_info_list });
}

function infoOn(openid: unknown, account: SandboxAccount, world: World): object {
  const persona = typeof openid === 'string' ? personaOf(openid, account, world) : null;
  if (!persona) throw new Refusal('cgi.openid');
  const { unionid } = identityOf(account, { persona, snapshot: false });
  const union = unionid === null ? {} : { unionid };
  if (!persona.follows.includes(account.key)) {
    const told = world.switches.unionid_of_strangers ? union : {};
    return { subscribe: 0, openid, ...WITHHELD, ...told, tagid_list: [] };
  }
  return {
    subscribe: 1,
    openid,
    ...WITHHELD,
    subscribe_time: followedAt(openid as string),
    ...union,
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: 'ADD_SCENE_QR_CODE',
    qr_scene: 0,
    qr_scene_str: '',
  };
}

/** Who has this openid: a persona that is kept, or a numbered visitor who has authorized. */
function personaOf(openid: string, account: SandboxAccount, world: World): Persona | null {
  const kept = world.personas.findByOpenid(openid, account);
  if (kept) return kept;
  const id = world.grants.personaOf(openid, account.appId);
  return id === null ? null : world.personas.find(id);
}

/** Unix seconds; the same in every run. */
function followedAt(openid: string): number {
  const digest = [...openid].reduce(
    (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % MINUTES_OF_A_MONTH,
    0,
  );
  return FIRST_FOLLOWED_AT + digest * 60;
}
