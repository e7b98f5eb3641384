import { Account } from '../accounts/account.entity.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/config-fault.js';
import { secretKeysIn } from '../config/secret-key.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { SealBroken, Sealer } from '../kernel/crypto/sealer.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';

/** The server's own service for accounts, over a database that a command opened. */
export function accountsOver(ground: Ground, config: Config, workplace: Workplace): AccountsService {
  const { random, clock } = workplace;
  const keys = new KeyRing(config.secretKeys ?? secretKeysIn(config.dataDir, random));
  const rows = new AccountRepository(ground.getRepository(Account), sqlOn(ground));
  return new AccountsService(rows, new Sealer(keys, random), clock, random);
}

/**
 * Refuses to seal with a key that the server does not have: when no secret in this database opens with
 * ours, ours is the wrong one. @throws ConfigurationError
 */
export async function refuseForeignKey(accounts: AccountsService): Promise<void> {
  const held = await accounts.all();
  if (held.length === 0 || held.some((account) => opens(accounts, account))) return;
  throw new ConfigurationError([
    {
      variable: 'SECRET_KEY',
      message: "opens none of this database's secrets; use the key that the server uses",
    },
  ]);
}

/** Whether an account's secrets open with the keys of `SECRET_KEY`. */
export function opens(accounts: AccountsService, account: Account): boolean {
  try {
    accounts.credentialsOf(account);
    accounts.pushSettingsOf(account);
    return true;
  } catch (error) {
    if (error instanceof SealBroken) return false;
    throw error;
  }
}
