/**
 * What a command leaves in the record of who did what: the actions it may write, under the names that the console uses
 * for the same; or why there is nothing to write.
 */
export type CommandRecords =
  | readonly [string, ...string[]]
  | 'reads only'
  /** It works on no database of ours. */
  | 'no database'
  /** The table `migration` keeps what it did; it runs before there is a record, and without `SECRET_KEY`. */
  | 'its own table';

/** Every command, and what it leaves in the record. */
export const COMMAND_RECORDS = {
  doctor: 'reads only',
  migrate: 'its own table',
  'account add': ['account.added'],
  'account list': 'reads only',
  'account rotate-secret': ['account.secret_rotated'],
  'account verify-file': ['account.verify_file_set'],
  'account js-domains': ['account.js_domains_set'],
  'account push': ['account.push_set'],
  'account login-account': ['account.login_account_set'],
  'api-key create': ['caller.key_made'],
  'api-key list': 'reads only',
  'api-key revoke': ['caller.key_revoked'],
  'operator add': ['operator.added'],
  'operator list': 'reads only',
  'operator reset-password': ['operator.password_reset', 'operator.codes_reset'],
  'audit verify': 'reads only',
  'reply add': ['reply.added'],
  'reply list': 'reads only',
  'reply remove': ['reply.removed'],
  'push list': 'reads only',
  'push retry': ['push.retried'],
  'token show': ['token.revealed'],
  'token refresh': ['token.renewed', 'token.forced', 'token.revealed'],
  'follower-sync': ['sync.started', 'sync.resumed', 'sync.cancelled'],
  'privacy sweep': ['privacy.swept'],
  'privacy marks export': ['privacy.marks_exported'],
  'privacy marks import': ['privacy.marks_imported'],
  sandbox: 'no database',
  'sandbox exec': 'no database',
} as const satisfies Readonly<Record<string, CommandRecords>>;

type Listed = (typeof COMMAND_RECORDS)[keyof typeof COMMAND_RECORDS];

/** An action that some command records. */
export type CommandAction = Extract<Listed, readonly string[]>[number];
