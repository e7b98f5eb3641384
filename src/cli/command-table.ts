import type { Command } from './command.js';

/** A command's name, and where it is; loaded only when it is asked for, so that help comes at once. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list. */
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** Everything `lingpai` does, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'doctor',
    about: 'look at everything that can be wrong, and say what to do',
    load: async () => (await import('./commands/doctor.command.js')).doctor,
  },
  {
    name: 'migrate',
    about: 'bring the database up to date; --status, --revert',
    load: async () => (await import('./commands/migrate.command.js')).migrateCommand,
  },
  {
    name: 'account add',
    about: 'add an official account or a website app',
    load: async () => (await import('./commands/account-add.command.js')).accountAdd,
  },
  {
    name: 'account list',
    about: 'the accounts, without their secrets',
    load: async () => (await import('./commands/account-list.command.js')).accountList,
  },
  {
    name: 'account rotate-secret',
    about: "replace an account's AppSecret",
    load: async () => (await import('./commands/account-rotate-secret.command.js')).accountRotateSecret,
  },
  {
    name: 'account verify-file',
    about: 'serve the file MP_verify_….txt by which WeChat checks the domain',
    load: async () => (await import('./commands/account-verify-file.command.js')).accountVerifyFile,
  },
  {
    name: 'sandbox',
    about: 'a simulated WeChat alone, until Ctrl-C',
    load: async () => (await import('./commands/sandbox.command.js')).sandbox,
  },
];
