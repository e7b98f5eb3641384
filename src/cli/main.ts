import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../config/config.js';
import { ConfigurationError } from '../config/config-fault.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import { AppError } from '../kernel/errors/app-error.js';
import { redact } from '../kernel/logging/redact.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { SandboxInProduction, UsageError } from './cli.errors.js';
import { EXIT, type Workplace } from './command.js';
import { COMMANDS } from './command-table.js';
import { dispatch } from './dispatch.js';
import { systemUser } from './system-user.js';
import { type Terminal, TerminalLog } from './terminal.js';

const UNEXPECTED = 'internal.unexpected';

/** Where the program stands: its own folder, and the one the person is in. */
export interface Standpoint {
  readonly root: string;
  readonly from: string;
}

/** Runs one command line from start to end, in the terminal of this process; answers the exit code. */
export async function main(argv: readonly string[], { root, from }: Standpoint): Promise<number> {
  const terminal: Terminal = { input: process.stdin, output: process.stdout, errors: process.stderr };
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const { env } = process;
    const workplace: Workplace = {
      root,
      from,
      env,
      terminal,
      clock: new SystemClock(),
      random: new SystemRandom(),
      log: new TerminalLog(terminal.errors, env['LOG_LEVEL']),
      user: systemUser(),
      untilInterrupted,
      config: () => readConfig(env, readFileSync),
    };
    const report = await dispatch(argv, COMMANDS, versionIn(root), workplace);
    const answer = wantsJson(argv) ? JSON.stringify(report.json) : report.text;
    if (answer) terminal.output.write(`${answer}\n`);
    return report.exitCode ?? EXIT.done;
  } catch (error) {
    terminal.errors.write(`${told(error, wantsJson(argv))}\n`);
    if (error instanceof UsageError) return EXIT.usage;
    const misconfigured = error instanceof ConfigurationError || error instanceof SandboxInProduction;
    return misconfigured ? EXIT.configuration : EXIT.failed;
  }
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function wantsJson(argv: readonly string[]): boolean {
  return before(argv).includes('--json');
}

/** What is ours of a command line: after `--` it is another program's. */
function before(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** A failure in words: ours as they are, others through the log's sieve. */
function told(error: unknown, asJson: boolean): string {
  const { code, message, more } = described(error);
  if (asJson) return JSON.stringify({ error: { code, message, ...more } });
  return code === UNEXPECTED ? `It failed: ${message}` : message;
}

function described(error: unknown): { code: string; message: string; more?: object } {
  if (error instanceof ConfigurationError)
    return { code: 'config.faults', message: error.message, more: { faults: error.faults } };
  if (error instanceof UsageError || error instanceof AppError)
    return { code: error.code, message: error.message };
  return { code: UNEXPECTED, message: String(redact((error as Error).message ?? String(error))) };
}

function versionIn(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
