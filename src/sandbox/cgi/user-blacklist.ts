import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields, type CgiHandler } from './cgi-call.js';
import { listedFollowers, pageStart } from './openid-list.js';
import { openidPage, pageAfter } from './user-page.js';

const MAX_CHANGED = 20;

/** `POST /cgi-bin/tags/members/getblacklist`: whom the account shut out (黑名单). */
export function blacklistMembers(call: Call, world: World, account: SandboxAccount): Answer {
  const { blacklist } = world.followers.of(account);
  const start = pageStart(postedFields(call)['begin_openid']);
  const limit = world.switches.blacklist_page;
  const openids = pageAfter(blacklist, start, limit);
  if (!openids) throw new Refusal('cgi.openid');
  return cgiAnswer(call, world, openidPage({ openids, limit, total: blacklist.size }, world.switches));
}

/** `POST /cgi-bin/tags/members/batchblacklist` and `batchunblacklist`: up to twenty users, all or none. */
export function changeBlacklist(change: 'add' | 'delete'): CgiHandler {
  return (call, world, account) => {
    const openids = listedFollowers(postedFields(call)['openid_list'], MAX_CHANGED, world, account);
    const { blacklist } = world.followers.of(account);
    for (const openid of openids) blacklist[change](openid);
    return cgiAnswer(call, world, OK);
  };
}
