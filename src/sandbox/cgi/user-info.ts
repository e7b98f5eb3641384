import type { AccountUser } from '../followers/account-user.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { avatarPath } from '../personas/avatar-path.js';
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
  const user = typeof openid === 'string' ? world.followers.find(account, openid) : null;
  if (!user) throw new Refusal('cgi.openid');
  return user.follows ? followerInfo(user, account, world) : strangerInfo(user, world);
}

function followerInfo(user: AccountUser, account: SandboxAccount, world: World): object {
  const { atSeconds, scene, qrScene, qrSceneText } = user.subscription;
  return {
    subscribe: 1,
    openid: user.openid,
    ...profileOf(user, world),
    subscribe_time: atSeconds,
    ...unionOf(user),
    remark: user.remark,
    groupid: 0,
    tagid_list: world.followers.of(account).tags.of(user.openid),
    subscribe_scene: scene,
    qr_scene: qrScene,
    qr_scene_str: qrSceneText,
  };
}

function strangerInfo(user: AccountUser, world: World): object {
  const withheld = world.switches.user_info_profile === 'empty' ? WITHHELD : {};
  const union = world.switches.unionid_of_strangers ? unionOf(user) : {};
  return { subscribe: 0, openid: user.openid, ...withheld, ...union, tagid_list: [] };
}

function profileOf(user: AccountUser, world: World): object {
  if (world.switches.user_info_profile === 'empty') return WITHHELD;
  if (world.switches.user_info_profile === 'absent') return { language: WITHHELD.language };
  const { nickname, sex, language, city, province } = user.profile();
  const picture = user.persona ? avatarPath(user.persona, 0) : '';
  const headimgurl = picture === '' ? '' : `${world.url}${picture}`;
  return { nickname, sex, language, city, province, country: city === '' ? '' : '中国', headimgurl };
}

function unionOf({ unionid }: AccountUser): { unionid?: string } {
  return unionid === null ? {} : { unionid };
}
