// Runs the suites in order and closes with `N passed, N failed`. Arguments choose suites; none means all:
// check (types, lint, format, arrows), unit, db, e2e, browser.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const scratch = mkdtempSync(path.join(tmpdir(), 'lingpai-test-'));
const total = { passed: 0, failed: 0 };

const compiler = path.join(root, 'node_modules/ts7/bin/tsc');
const consoleTypes = ['docs/admin-openapi.json', '--output', 'web/console/src/api/schema.d.ts', '--check'];
const checks = [
  ['types', process.execPath, [compiler, '-p', 'tsconfig.json']],
  ['console types', process.execPath, [compiler, '-p', 'web/console/tsconfig.json']],
  ['console API', bin('openapi-typescript'), consoleTypes],
  ['lint', bin('oxlint'), ['--type-aware', '--quiet']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['arrows', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']],
];
// What the end-to-end suites start as processes of their own.
const builds = [['build', process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed']]];

const suites = {
  check: () => checks.forEach(runStep),
  unit: () => runJest('unit'),
  db: () => runJest('db'),
  e2e: () => builds.every(runStep) && runJest('e2e'),
  browser: () => builds.every(runStep) && runJest('browser'),
};

function run(command, args) {
  return (
    spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } })
      .status === 0
  );
}

function runStep([name, command, args]) {
  const good = run(command, args);
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`);
  total[good ? 'passed' : 'failed'] += 1;
  return good;
}

function runJest(project) {
  const report = path.join(scratch, `${project}.json`);
  const good = run(process.execPath, [
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${report}`,
    '--forceExit',
  ]);
  if (!existsSync(report)) {
    console.log(`FAIL ${project}: no report`);
    total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += result.numPassedTests;
  // A file that does not even load has no tests to count.
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (result.numPendingTests > 0) console.log(`${project}: ${result.numPendingTests} skipped`);
  if (!good && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) total.failed += 1;
}

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(suites)) {
  if (!suites[name]) {
    console.error(`No suite is called ${name}; there are ${Object.keys(suites).join(', ')}.`);
    process.exit(64);
  }
  console.log(`\n== ${name}`);
  suites[name]();
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
