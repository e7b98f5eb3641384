import { crowdIds } from '../followers/crowd-ids.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { identityOf } from '../personas/identity.js';
import { originalIdOf } from '../pushes/push-settings.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

const MAX_OPENIDS = 100;

/** `POST /cgi-bin/changeopenid`, with the token of the new account: what the openids of the old one have become. One that is none fails alone. */
export function changeOpenids(call: Call, world: World, account: SandboxAccount): Answer {
  const { from_appid: named, openid_list: openids } = postedFields(call);
  if (!Array.isArray(openids) || openids.length === 0) throw new Refusal('cgi.migrated_openids');
  if (openids.length > MAX_OPENIDS) throw new Refusal('cgi.openid_list');
  const from = world.accounts.list().find((each) => nameInMigration(each, world) === named);
  if (!from || !world.migrations.isOpen(from, account)) throw new Refusal('cgi.migration');
  const result_list = openids.map((ori_openid: unknown) => {
    const new_openid = typeof ori_openid === 'string' ? moved(ori_openid, from, account, world) : null;
    return new_openid === null
      ? { ori_openid, err_msg: 'ori_openid error' }
      : { ori_openid, new_openid, err_msg: 'ok' };
  });
  return cgiAnswer(call, world, { ...OK, result_list });
}

function nameInMigration(account: SandboxAccount, world: World): string {
  return world.switches.migration_source === 'appid' ? account.appId : originalIdOf(account);
}

/** The openid of a follower of one account at another; null for whoever does not follow. */
function moved(openid: string, from: SandboxAccount, to: SandboxAccount, world: World): string | null {
  const user = world.followers.find(from, openid);
  if (!user?.follows) return null;
  if (user.persona) return identityOf(to, { persona: user.persona, snapshot: false }).openid;
  const crowd = world.followers.of(from).crowd!;
  return crowdIds(to.appId, crowd.size.seed).idOf(crowd.numberOf(openid)!);
}
