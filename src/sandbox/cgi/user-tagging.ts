import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';
import { listedFollowers, pageStart } from './openid-list.js';
import { openidPage, pageAfter } from './user-page.js';

const MAX_TAGGED = 50;
const PAGE = 10_000;

/** `POST /cgi-bin/tags/members/batchtagging`: up to fifty followers get a tag, all or none. */
export function tagUsers(call: Call, world: World, account: SandboxAccount): Answer {
  const { openids, tagid } = tagging(call, world, account);
  world.followers.of(account).tags.tag(openids, tagid);
  return cgiAnswer(call, world, OK);
}

/** `POST /cgi-bin/tags/members/batchuntagging`. */
export function untagUsers(call: Call, world: World, account: SandboxAccount): Answer {
  const { openids, tagid } = tagging(call, world, account);
  world.followers.of(account).tags.untag(openids, tagid);
  return cgiAnswer(call, world, OK);
}

/** `POST /cgi-bin/tags/getidlist`: the tags somebody carries. */
export function tagsOfUser(call: Call, world: World, account: SandboxAccount): Answer {
  const { openid } = world.followers.get(account, postedFields(call)['openid']);
  return cgiAnswer(call, world, { tagid_list: world.followers.of(account).tags.of(openid) });
}

/** `POST /cgi-bin/user/tag/get`: who carries a tag; unlike the other lists without a total. */
export function tagMembers(call: Call, world: World, account: SandboxAccount): Answer {
  const { tagid, next_openid } = postedFields(call);
  const members = world.followers.of(account).tags.members(tagid);
  const openids = pageAfter(members, pageStart(next_openid), PAGE);
  if (!openids) throw new Refusal('cgi.openid');
  return cgiAnswer(call, world, openidPage({ openids, limit: PAGE }, world.switches));
}

function tagging(call: Call, world: World, account: SandboxAccount): { openids: string[]; tagid: unknown } {
  const { openid_list, tagid } = postedFields(call);
  return { openids: listedFollowers(openid_list, MAX_TAGGED, world, account), tagid };
}
