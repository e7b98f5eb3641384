/** How it stands: `warn` works but will hurt, `skip` could not or need not be looked at. */
export type Status = 'ok' | 'warn' | 'fail' | 'skip';

/** One thing that was looked at. */
export interface Check {
  /** Stable, for programs. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** What was seen; never a secret. */
  readonly evidence: string;
  /** What to do; present unless it is `ok` or `skip`. */
  readonly remedy?: string;
}

/** The names of checks, for what is not looked at because something before it failed. */
const TITLES = {
  node: 'Node.js',
  configuration: 'Configuration',
  listener: 'Port',
  database: 'Database',
  migrations: 'Migrations',
  clock: 'Clock',
  public_url: 'Public address',
  secret_key: 'Secret key',
  wechat: 'WeChat',
  pushes: 'Pushes',
  sandbox: 'Sandbox',
} as const;

export type CheckId = keyof typeof TITLES;

/** Everything is as it must be. */
export function ok(id: CheckId, evidence: string): Check {
  return { id, title: TITLES[id], status: 'ok', evidence };
}

/** It works, and will hurt. */
export function warn(id: CheckId, evidence: string, remedy: string): Check {
  return { id, title: TITLES[id], status: 'warn', evidence, remedy };
}

/** It does not work. */
export function fail(id: CheckId, evidence: string, remedy: string): Check {
  return { id, title: TITLES[id], status: 'fail', evidence, remedy };
}

/** Not looked at, and why. */
export function skip(id: CheckId, evidence: string): Check {
  return { id, title: TITLES[id], status: 'skip', evidence };
}
