import { equalInConstantTime } from '../../kernel/crypto/digest.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';

/** The account a call names. @throws Refusal 41002, 40013 */
export function callingAccount(call: Call, world: World): SandboxAccount {
  const appId = call.parameter('appid');
  if (appId === null) throw new Refusal('sns.appid_missing');
  const account = world.accounts.findByAppId(appId);
  if (!account) throw new Refusal('sns.appid');
  return account;
}

/** @throws Refusal 41004, 40125 */
export function requireSecret(call: Call, account: SandboxAccount): void {
  const secret = call.parameter('secret');
  if (secret === null) throw new Refusal('sns.secret_missing');
  if (!equalInConstantTime(secret, account.secret)) throw new Refusal('sns.secret');
}

/** @throws Refusal 40002 */
export function requireGrantType(call: Call, grantType: string): void {
  if (call.parameter('grant_type') !== grantType) throw new Refusal('sns.grant_type');
}

/** @throws Refusal 45011 once an account calls an endpoint more often than WeChat allows in a minute. */
export function requireRate(call: Call, world: World, appId: string): void {
  if (world.snsRate.isOver(`${call.path} ${appId}`)) throw new Refusal('sns.rate');
}
