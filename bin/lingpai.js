#!/usr/bin/env node
// Finds the program, builds it when its sources are newer, and runs one command. Plain JavaScript that old Nodes read.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const program = path.join(root, 'dist/src/cli/main.js');

function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  giveUp(`Lingpai needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
if (!existsSync(path.join(root, 'node_modules/typeorm')))
  giveUp(`The packages are not installed. Run npm ci in ${root} first.`);

// An installation without sources has nothing to build. What the compiler says is no answer: it goes to standard error.
if (existsSync(path.join(root, 'src'))) {
  const script = path.join(root, 'scripts/build.mjs');
  const { status } = spawnSync(process.execPath, [script, '--if-changed'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) giveUp('The build failed; see above.');
}

// From a folder inside the project, mean the project: its .env, its .data.
const from = process.cwd();
if (from.startsWith(root + path.sep)) process.chdir(root);

const { main } = await import(pathToFileURL(program).href);
process.exitCode = await main(process.argv.slice(2), { root, from });
