import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

/** Ten Chinese characters. */
const MAX_REMARK_BYTES = 30;

/** `POST /cgi-bin/user/info/updateremark`: what the account notes of a follower; empty takes it away. */
export function updateRemark(call: Call, world: World, account: SandboxAccount): Answer {
  const { openid, remark = '' } = postedFields(call);
  if (openid === undefined) throw new Refusal('cgi.openid_missing');
  const user = typeof openid === 'string' ? world.followers.find(account, openid) : null;
  if (!user?.follows) throw new Refusal('cgi.openid');
  if (typeof remark !== 'string') throw new Refusal('cgi.body');
  if (Buffer.byteLength(remark) > MAX_REMARK_BYTES) throw new Refusal('cgi.remark');
  world.followers.of(account).remarks.set(user.openid, remark);
  return cgiAnswer(call, world, OK);
}
