import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from './config-fault.js';
import type { Random } from '../kernel/random/random.js';

/** The key that a laptop makes for itself: `DATA_DIR/secret.key`, readable by its owner alone. */
export function secretKeysIn(dataDir: string, random: Random): readonly Buffer[] {
  const file = path.join(dataDir, 'secret.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    try {
      writeFileSync(file, `${random.bytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process of ours may have been first.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length === 32) return [key];
  const message = `${file} does not hold a key of 32 bytes; restore it, or remove it together with the database`;
  throw new ConfigurationError([{ variable: 'SECRET_KEY', message }]);
}
