// A copy of the built server in a folder of its own: what is measured cannot change meanwhile, and a mutant harms nobody.
import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Builds what changed. @throws when that fails */
export function build() {
  const { status } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs'), '--if-changed'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed; see above.');
}

/** Copies the build into `folder` and lets `mutate(folder)` change the copy; answers `folder`. */
export function snapshot(folder, mutate = () => undefined) {
  for (const name of ['dist', 'bin', 'package.json'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of ['node_modules', 'web']) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  mutate(folder);
  return folder;
}
