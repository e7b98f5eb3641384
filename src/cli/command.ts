import type { Config } from '../config/config.js';
import type { Clock } from '../kernel/clock/clock.js';
import type { Log } from '../kernel/logging/log.js';
import type { Random } from '../kernel/random/random.js';
import type { Given, OptionSpecs } from './arguments.js';
import type { Terminal } from './terminal.js';

/** How the program ends (sysexits.h where it has a number). */
export const EXIT = { done: 0, failed: 1, usage: 64, configuration: 78 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command answers: for a person and, with `--json`, for a program. */
export interface Report {
  readonly text: string;
  readonly json: unknown;
  /** `EXIT.done` when absent; a command that runs another passes that one's on. */
  readonly exitCode?: number;
}

/** What a command works with: everything it does not make for itself. */
export interface Workplace {
  /** The folder of `package.json`. */
  readonly root: string;
  /** The folder that relative paths on the command line start from. */
  readonly from: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Who runs the program, as the operating system tells; for the record alone. */
  readonly user: string;
  /** The account that the command line names; absent: none. */
  readonly accountAsked?: string;
  /** Resolves on Ctrl-C or SIGTERM, which from this call on no longer end the program by themselves. */
  untilInterrupted(): Promise<void>;
  /** Reads the environment. @throws ConfigurationError naming every fault */
  config(): Config;
}

/** One thing that `lingpai` does. */
export interface Command {
  /** One line, such as `Adds an account.` */
  readonly summary: string;
  /** Names of the words it takes, all required, such as `['KEY']`. */
  readonly words: readonly string[];
  /** What stands for the words after `--`, of which it wants one at least; it takes none when absent. */
  readonly rest?: string;
  readonly options: OptionSpecs;
  /** What a person should know beyond the options; one paragraph each. */
  readonly notes?: readonly string[];
  run(given: Given, workplace: Workplace): Promise<Report>;
}
