// npm run start:dev: builds and starts the server, and does both again whenever a source changes.
// A build that fails leaves the running server alone.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const compiled = ['src', 'migrations', 'tsconfig.json', 'tsconfig.build.json'];
const read = ['web', '.env'];
const LOOK_EVERY_MS = 500;
const GRACE_MS = 10_000;

// Looking at times, because fs.watch misses folders made later on Linux; some hundred files take a millisecond or two.
function newest(file) {
  let stat;
  try {
    stat = statSync(file);
  } catch {
    return 0;
  }
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A folder's own time changes when a file in it is removed or renamed.
  return readdirSync(file).reduce(
    (latest, name) => Math.max(latest, newest(path.join(file, name))),
    stat.mtimeMs,
  );
}

const newestOf = (names) => Math.max(...names.map((name) => newest(path.join(root, name))));

function build() {
  const script = path.join(root, 'scripts/build.mjs');
  return spawnSync(process.execPath, [script, '--if-changed'], { cwd: root, stdio: 'inherit' }).status === 0;
}

let server = null;
let ending = false;

function start() {
  const child = spawn(process.execPath, [path.join(root, 'dist/src/main.js')], {
    cwd: root,
    stdio: 'inherit',
  });
  server = child;
  child.gone = new Promise((resolve) => {
    child.once('exit', (code) => {
      if (server === child) {
        server = null;
        if (!ending) console.error(`\nThe server ended (${code}); it starts again with the next change.`);
      }
      resolve();
    });
  });
}

async function stop() {
  const child = server;
  if (!child) return;
  server = null;
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await child.gone;
  clearTimeout(impatience);
}

async function end() {
  if (ending) return;
  ending = true;
  await stop();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());

let seen = newestOf([...compiled, ...read]);
if (build()) start();
while (!ending) {
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  const now = newestOf([...compiled, ...read]);
  if (now === seen || ending) continue;
  seen = now;
  if (!build()) continue;
  console.error('\nChanged; starting again.');
  await stop();
  if (!ending) start();
}
