import { AccountTaken } from './accounts/account.errors.js';
import type { NewPushSettings } from './accounts/account.schemas.js';
import type { AccountsService } from './accounts/accounts.service.js';
import type { ReplyRulesService } from './replies/reply-rules.service.js';
import { LOGIN_LINK } from './replies/reply-rule.schemas.js';
import { SANDBOX_ACCOUNT, SANDBOX_SUBSCRIPTION } from './sandbox/sandbox-account.js';

/** What the sandbox's subscription account answers to a follow, until an operator says otherwise. */
const WELCOME = `欢迎关注！<a href="${LOGIN_LINK}">点这里登录</a>，十分钟内有效。`;

/** The server's services that this needs. */
export interface Desk {
  readonly accounts: AccountsService;
  readonly rules: ReplyRulesService;
}

/**
 * Adds the sandbox's subscription account to a server whose `main` is the sandbox's: it borrows that one's
 * authorization, and answers a follow with a login link. What an operator has changed since stays changed.
 * @param push how the sandbox pushes for it
 */
export async function ensureSandboxSubscription(
  { accounts, rules }: Desk,
  push: NewPushSettings,
): Promise<void> {
  const all = await accounts.all();
  const { key, appId, secret, kind, name } = SANDBOX_SUBSCRIPTION;
  if (!all.some((account) => account.key === 'main' && account.appId === SANDBOX_ACCOUNT.appId)) return;
  const held = all.find((account) => account.key === key || account.appId === appId);
  if (held) {
    if (held.key === key && held.appId === appId) await accounts.setPush(key, push);
    return;
  }
  try {
    const added = { key, appId, appSecret: secret, kind, name, openPlatform: `sandbox-${key}` };
    await accounts.add(added);
  } catch (error) {
    // Another instance was faster.
    if (error instanceof AccountTaken) return;
    throw error;
  }
  await accounts.setPush(key, push);
  await accounts.setLoginAccount(key, 'main');
  await rules.create(await accounts.get(key), {
    trigger: 'follow',
    content: { text: WELCOME },
    loginAccount: null,
    position: 0,
    enabled: true,
  });
}
