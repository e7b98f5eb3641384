// Builds src/ and migrations/ into dist/ with TypeScript 7, and the console into dist/console with Vite.
// `--if-changed` leaves alone what is newer than every source of it.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const onlyIfChanged = process.argv.includes('--if-changed');

const server = {
  tool: path.join(root, 'node_modules/ts7/bin/tsc'),
  stamp: path.join(dist, '.built'),
  result: path.join(dist, 'src/main.js'),
  sources: ['src', 'migrations', 'tsconfig.json', 'tsconfig.build.json', 'package.json'],
  make: makeServer,
};
const page = {
  tool: path.join(root, 'node_modules/vite/bin/vite.js'),
  stamp: path.join(dist, '.console-built'),
  result: path.join(dist, 'console/index.html'),
  sources: ['web/console', 'package.json'],
  make: makeConsole,
};

/** The time of the newest file, in milliseconds; 0 when it went away while we looked. */
function newest(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return readdirSync(file).reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), 0);
}

/** Whether a part need not be made: nothing changed since, or what would make it is not installed (production). */
function isMade({ tool, stamp, result, sources }) {
  if (!existsSync(stamp) || !existsSync(result)) return false;
  if (!existsSync(tool)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  return sources.every((source) => newest(path.join(root, source)) <= builtAt);
}

function run(script, ...args) {
  return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', cwd: root }).status ?? 1;
}

function makeServer({ tool }) {
  // The console, its mark, and one that is being built elsewhere stay.
  const old = existsSync(dist) ? readdirSync(dist).filter((name) => !name.includes('console')) : [];
  for (const name of old) rmSync(path.join(dist, name), { recursive: true, force: true });
  return run(tool, '-p', path.join(root, 'tsconfig.build.json'));
}

/** Made beside the one in use and then put in its place, so that a server which runs never finds half of it. */
function makeConsole({ tool }) {
  const folder = path.join(dist, 'console');
  const made = path.join(dist, `.console-${process.pid}`);
  const config = path.join(root, 'web/console/vite.config.mjs');
  const status = run(tool, 'build', '--config', config, '--outDir', made, '--logLevel', 'error');
  if (status === 0) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  }
  rmSync(made, { recursive: true, force: true });
  return status;
}

for (const part of [server, page]) {
  if (onlyIfChanged && isMade(part)) continue;
  if (!existsSync(part.tool)) {
    console.error('What builds is missing: run npm ci first (with development packages).');
    process.exit(1);
  }
  const startedAt = new Date();
  const status = part.make(part);
  if (status !== 0) process.exit(status);
  mkdirSync(dist, { recursive: true });
  writeFileSync(part.stamp, '');
  utimesSync(part.stamp, startedAt, startedAt);
}
