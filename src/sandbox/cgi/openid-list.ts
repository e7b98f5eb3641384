import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';

/** Followers named in a body's `openid_list`, each known to the account. @throws Refusal 40032, 40003, 49003 */
export function listedFollowers(
  list: unknown,
  limit: number,
  world: World,
  account: SandboxAccount,
): string[] {
  if (!Array.isArray(list) || list.length === 0 || list.length > limit) throw new Refusal('cgi.openid_list');
  return list.map((openid: unknown) => world.followers.get(account, openid).openid);
}

/** Where a page begins: an openid, or null for the start. @throws Refusal 40003 */
export function pageStart(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new Refusal('cgi.openid');
  return value;
}
