import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SystemRandom } from '../kernel/random/system-random.js';
import { secretKeysIn } from './secret-key.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'lingpai-key-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('makes a key of 32 bytes once, that only its owner may read', () => {
  const dataDir = path.join(folder, 'deep', 'data');
  const [key] = secretKeysIn(dataDir, new SystemRandom());
  expect(key).toHaveLength(32);
  expect(statSync(path.join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  expect(secretKeysIn(dataDir, new SystemRandom())).toEqual([key]);
});

it('writes it as an operator may copy it into SECRET_KEY', () => {
  const [key] = secretKeysIn(folder, new SystemRandom());
  expect(readFileSync(path.join(folder, 'secret.key'), 'utf8').trim()).toBe(key!.toString('base64'));
});

it.each(['', 'c2hvcnQ='])('names the file when what it holds is no key: %j', (content) => {
  writeFileSync(path.join(folder, 'secret.key'), content);
  expect(() => secretKeysIn(folder, new SystemRandom())).toThrow(
    /secret\.key does not hold a key of 32 bytes/,
  );
});
