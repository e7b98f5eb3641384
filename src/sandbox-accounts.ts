import type { NewPushSettings } from './accounts/account.schemas.js';
import type { KeyRing } from './kernel/crypto/key-ring.js';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_SUBSCRIPTION,
  SANDBOX_WEBSITE,
  type SandboxAccount,
} from './sandbox/sandbox-account.js';

/** How the sandbox pushes for an account: safely, and with secrets of its own, which each start finds the same. */
export function sandboxPush(
  keys: KeyRing,
  accountKey: string,
): Required<Omit<NewPushSettings, 'originalId'>> {
  const secret = (what: string): string => keys.derive(`sandbox-push-${what}/${accountKey}`).toString('hex');
  return { mode: 'safe', token: secret('token').slice(0, 32), aesKey: secret('aes-key').slice(0, 43) };
}

/**
 * The accounts of the sandbox that runs beside a server: they push to that server.
 * @param configured how `main` pushes where the configuration says so
 */
export function sandboxAccounts(
  keys: KeyRing,
  origin: string,
  configured: NewPushSettings | null,
): SandboxAccount[] {
  const pushing = (account: SandboxAccount, push: NewPushSettings): SandboxAccount => ({
    ...account,
    pushUrl: `${origin}/wechat/${account.key}/push`,
    push: { ...push, aesKey: push.aesKey ?? null },
  });
  return [
    pushing(SANDBOX_ACCOUNT, configured ?? sandboxPush(keys, SANDBOX_ACCOUNT.key)),
    SANDBOX_WEBSITE,
    pushing(SANDBOX_SUBSCRIPTION, sandboxPush(keys, SANDBOX_SUBSCRIPTION.key)),
  ];
}
