import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { AccountsService } from '../../accounts/accounts.service.js';
import type { Config } from '../../config/config.js';
import { opens } from '../accounts-over.js';
import { type Check, fail, ok, skip, warn } from './check.js';

const OTHERS = 0o077;

/** Where the key comes from, and who may read it. */
export function checkSecretKeySource({ secretKeys, dataDir }: Config): Check {
  if (secretKeys) {
    const older = secretKeys.length - 1;
    return ok('secret_key', `SECRET_KEY${older > 0 ? `, and ${older} older for reading` : ''}`);
  }
  const file = path.join(dataDir, 'secret.key');
  if (!existsSync(file)) return skip('secret_key', `none yet; the first start makes ${file}`);
  const mode = statSync(file).mode & 0o777;
  if (mode & OTHERS)
    return warn('secret_key', `${file} may be read by others (${mode.toString(8)})`, `chmod 600 '${file}'`);
  return ok('secret_key', file);
}

/** Whether what the database holds opens with the keys there are. */
export async function checkSeals(accounts: AccountsService): Promise<Check | null> {
  const held = await accounts.all();
  const closed = held.filter((account) => !opens(accounts, account)).map(({ key }) => key);
  if (closed.length === 0) return null;
  return fail(
    'secret_key',
    `the AppSecret of ${closed.join(', ')} does not open with it`,
    'Put the key that sealed them back into SECRET_KEY, behind the new one; or give the secrets anew: lingpai account rotate-secret KEY.',
  );
}
