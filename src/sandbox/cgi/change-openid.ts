import type { Departed } from '../followers/departed.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
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
  const moves = from && world.migrations.find(from, account);
  if (!moves) throw new Refusal('cgi.migration');
  const result_list = openids.map((ori_openid: unknown) => {
    const new_openid = newOpenid(ori_openid, moves, account);
    return new_openid === null
      ? { ori_openid, err_msg: 'ori_openid error' }
      : { ori_openid, new_openid, err_msg: 'ok' };
  });
  return cgiAnswer(call, world, { ...OK, result_list });
}

function nameInMigration(account: SandboxAccount, world: World): string {
  return world.switches.migration_source === 'appid' ? account.appId : originalIdOf(account);
}

/** The openid at the new account of somebody who moved; null for whoever did not. */
function newOpenid(openid: unknown, moves: readonly Departed[], to: SandboxAccount): string | null {
  for (const departed of moves) {
    const found = typeof openid === 'string' ? departed.openidAt(to, openid) : null;
    if (found !== null) return found;
  }
  return null;
}
