// npm run chaos -- [--only a,b] [--seed N] [--seconds N] [--rounds N] [--instances N] [--followers N] [--real-time] [--mutants] [--verbose] [--list] [--json FILE]
// Real processes, a real Postgres and a stand-in for WeChat on this machine; ends with 1 when a figure was missed.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MUTANTS, runMutants } from './mutants.mjs';
import { passed, runScenarios } from './run-scenarios.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { build } from './snapshot.mjs';
import { table } from './table.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

function readArguments() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        seed: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        rounds: { type: 'string', default: '20' },
        instances: { type: 'string', default: '4' },
        followers: { type: 'string', default: '100000' },
        'real-time': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        mutants: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return process.exit(64);
  }
}

const values = readArguments();
const ALL = values.mutants ? MUTANTS : SCENARIOS;
if (values.list) {
  for (const { name, title, what } of ALL) say(`${name.padEnd(28)}${title ?? what}`);
  process.exit(0);
}
const names = values.only?.split(',') ?? ALL.map(({ name }) => name);
const unknown = names.filter((name) => !ALL.some((one) => one.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no ${unknown.join(', ')}; see npm run chaos -- --list, with --mutants or without.\n`,
  );
  process.exit(64);
}
const chosen = names.map((name) => ALL.find((one) => one.name === name));

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const settings = {
  seed,
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  instances: Number(values.instances),
  followers: Number(values.followers),
  realTime: values['real-time'],
  verbose: values.verbose,
  say,
};
build();
say(
  `Node ${process.version}, ${settings.instances} instances, seed ${seed}${settings.realTime ? ', in real time' : ''}`,
);
try {
  process.exit(values.mutants ? await playMutants() : await playScenarios());
} catch (error) {
  process.stderr.write(`${values.verbose ? error.stack : error.message}\n`);
  process.exit(1);
}

async function playScenarios() {
  const results = await runScenarios(chosen, settings);
  say('');
  for (const line of table(['scenario', 'figure', 'seen', 'must', ''], results.flatMap(rowsOf))) say(line);
  if (values.json) {
    const report = { seed, node: process.version, results: results.map(plain) };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const good = results.filter(passed).length;
  const seconds = Math.round(results.reduce((sum, result) => sum + result.seconds, 0));
  say(`\n${good} of ${results.length} scenarios held, ${seconds} s; again with --seed ${seed}`);
  return good === results.length ? 0 : 1;
}

async function playMutants() {
  const results = await runMutants(chosen, settings);
  const rows = results.map(({ name, scenario, killed, by }) => [
    name,
    scenario,
    killed ? 'killed' : 'SURVIVED',
    by,
  ]);
  say('');
  for (const line of table(['mutant', 'scenario', '', 'by'], rows)) say(line);
  const killed = results.filter((result) => result.killed).length;
  say(`\n${killed} of ${results.length} mutants killed; again with --seed ${seed}`);
  return killed === results.length ? 0 : 1;
}

function rowsOf({ name, checks, violations, error }) {
  const mark = (ok) => (ok ? 'ok' : 'FAIL');
  return [
    ...checks.rows.map(({ what, seen, must, ok }) => [name, what, shortened(seen), must, mark(ok)]),
    ...(violations.length > 0 ? [[name, 'invariants broken', violations[0], 'none', mark(false)]] : []),
    ...(error ? [[name, 'came to an end', shortened(error.message), 'yes', mark(false)]] : []),
  ];
}

function shortened(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function plain(result) {
  const { name, title, checks, violations, error, seconds } = result;
  const { rows: figures, notes } = checks;
  return {
    name,
    title,
    ok: passed(result),
    seconds,
    figures,
    notes,
    violations,
    error: error?.message ?? null,
  };
}
