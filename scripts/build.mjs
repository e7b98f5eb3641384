// Builds src/ and migrations/ into dist/ with TypeScript 7; `--if-changed` does nothing when dist/ is newer than every source.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');
const compiler = path.join(root, 'node_modules/ts7/bin/tsc');

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(file).reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), 0);
}

const sources = ['src', 'migrations', 'tsconfig.json', 'tsconfig.build.json', 'package.json'].map((name) =>
  path.join(root, name),
);
if (process.argv.includes('--if-changed') && existsSync(stamp)) {
  const builtAt = statSync(stamp).mtimeMs;
  if (!existsSync(compiler) || sources.every((source) => newest(source) <= builtAt)) process.exit(0);
}
if (!existsSync(compiler)) {
  console.error('The compiler is missing: run npm ci first (with development packages).');
  process.exit(1);
}
const startedAt = new Date();
rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', path.join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
  cwd: root,
});
if (status !== 0) process.exit(status ?? 1);
writeFileSync(stamp, '');
utimesSync(stamp, startedAt, startedAt);
