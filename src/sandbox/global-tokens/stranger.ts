import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import type { TokenFamily } from './global-token.js';
import type { Fetched } from './token-family.js';

const PATHS = { classic: '/cgi-bin/token', stable: '/cgi-bin/stable_token' } as const;

/**
 * Somebody else with the same appid and secret, such as a test environment, fetches a token. It costs
 * quota as any fetch; the journal, which tells of requests made here, holds nothing of it.
 * @throws Refusal when the quota is used up, or the account has no such tokens
 */
export function fetchAsStranger(
  account: SandboxAccount,
  family: TokenFamily,
  force: boolean,
  world: World,
): Fetched {
  if (account.kind === 'website') throw new Refusal('token.appid');
  if (account.tokenFamilies && !account.tokenFamilies.includes(family)) throw new Refusal('token.family');
  const exhausted = world.quotas.use(account.appId, PATHS[family]);
  if (exhausted) throw new Refusal(exhausted === 'day' ? 'token.day_quota' : 'token.minute_quota');
  if (family === 'classic') return world.globalTokens.fetchClassic(account.appId);
  return world.globalTokens.fetchStable(account.appId, force);
}
