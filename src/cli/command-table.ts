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
    name: 'api-key create',
    about: 'make a key for a caller of the API; shown once',
    load: async () => (await import('./commands/api-key-create.command.js')).apiKeyCreate,
  },
  {
    name: 'api-key list',
    about: 'the API keys: what they open, when they were last used',
    load: async () => (await import('./commands/api-key-list.command.js')).apiKeyList,
  },
  {
    name: 'api-key revoke',
    about: 'end an API key, everywhere within two seconds',
    load: async () => (await import('./commands/api-key-revoke.command.js')).apiKeyRevoke,
  },
  {
    name: 'operator add',
    about: 'let somebody in to the console',
    load: async () => (await import('./commands/operator-add.command.js')).operatorAdd,
  },
  {
    name: 'operator list',
    about: 'who may sign in to the console',
    load: async () => (await import('./commands/operator-list.command.js')).operatorList,
  },
  {
    name: 'operator reset-password',
    about: 'give an operator another password; --without-codes',
    load: async () => (await import('./commands/operator-reset-password.command.js')).operatorResetPassword,
  },
  {
    name: 'audit verify',
    about: 'whether the record of who did what is whole',
    load: async () => (await import('./commands/audit-verify.command.js')).auditVerify,
  },
  {
    name: 'account js-domains',
    about: 'the hosts whose pages may be signed for the JS-SDK',
    load: async () => (await import('./commands/account-js-domains.command.js')).accountJsDomains,
  },
  {
    name: 'account push',
    about: 'how WeChat pushes messages and events to an account',
    load: async () => (await import('./commands/account-push.command.js')).accountPush,
  },
  {
    name: 'account login-account',
    about: 'whose authorization the login links of an account use',
    load: async () => (await import('./commands/account-login-account.command.js')).accountLoginAccount,
  },
  {
    name: 'reply add',
    about: 'a rule by which an account answers follows and messages',
    load: async () => (await import('./commands/reply-add.command.js')).replyAdd,
  },
  {
    name: 'reply list',
    about: 'the rules by which accounts answer',
    load: async () => (await import('./commands/reply-list.command.js')).replyList,
  },
  {
    name: 'reply remove',
    about: 'remove such a rule',
    load: async () => (await import('./commands/reply-remove.command.js')).replyRemove,
  },
  {
    name: 'push list',
    about: 'the pushes that were given up, and why',
    load: async () => (await import('./commands/push-list.command.js')).pushList,
  },
  {
    name: 'push retry',
    about: 'have them tried again',
    load: async () => (await import('./commands/push-retry.command.js')).pushRetry,
  },
  {
    name: 'token show',
    about: 'whether the global tokens work, and who broke them',
    load: async () => (await import('./commands/token-show.command.js')).tokenShow,
  },
  {
    name: 'token refresh',
    about: 'ask WeChat for the global token now; --force',
    load: async () => (await import('./commands/token-refresh.command.js')).tokenRefresh,
  },
  {
    name: 'follower-sync',
    about: 'read all followers of an account, with a progress bar',
    load: async () => (await import('./commands/follower-sync.command.js')).followerSync,
  },
  {
    name: 'privacy sweep',
    about: 'erase again whom a restored backup brought back',
    load: async () => (await import('./commands/privacy-sweep.command.js')).privacySweep,
  },
  {
    name: 'privacy marks export',
    about: 'the tombstones of the erased, to keep apart from the backups',
    load: async () => (await import('./commands/privacy-marks-export.command.js')).privacyMarksExport,
  },
  {
    name: 'privacy marks import',
    about: 'put tombstones back that a restored database lost',
    load: async () => (await import('./commands/privacy-marks-import.command.js')).privacyMarksImport,
  },
  {
    name: 'sandbox',
    about: 'a simulated WeChat alone, until Ctrl-C',
    load: async () => (await import('./commands/sandbox.command.js')).sandbox,
  },
  {
    name: 'sandbox exec',
    about: 'run a command, such as tests, with a simulated WeChat of its own',
    load: async () => (await import('./commands/sandbox-exec.command.js')).sandboxExec,
  },
];
