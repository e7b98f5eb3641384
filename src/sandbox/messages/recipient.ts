import type { AccountUser } from '../followers/account-user.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';

/** Whom an account writes to. @throws Refusal 40003, 43019 */
export function recipient(touser: unknown, world: World, account: SandboxAccount): AccountUser {
  const user = typeof touser === 'string' ? world.followers.find(account, touser) : null;
  if (!user) throw new Refusal('cgi.openid');
  if (world.followers.isBlacklisted(account, user.openid)) throw new Refusal('message.blacklisted');
  return user;
}
