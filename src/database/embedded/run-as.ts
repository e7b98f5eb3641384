import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { EmbeddedPostgresUnavailable } from './embedded.errors.js';

/** The user whom Postgres runs as, when that is not the user of this process. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * Whom Postgres runs as: null for this process' own user; as root, which Postgres refuses, the
 * owner of the data there is already, else `postgres`, else `nobody`.
 * @throws EmbeddedPostgresUnavailable when root finds none of them
 */
export function findRunAs(existingData: string | null): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  if (existingData) {
    const { uid, gid } = statSync(existingData);
    if (uid !== 0) return { uid, gid, name: `uid ${uid}` };
  }
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== null && gid !== null) return { uid, gid, name };
  }
  throw new EmbeddedPostgresUnavailable(
    'Postgres refuses to run as root and there is no user "postgres" or "nobody". Start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether that user gets into `folder`; asked of the system itself, which knows about access lists too. */
export function reaches(as: RunAs | null, folder: string): boolean {
  const options = as ? { uid: as.uid, gid: as.gid, cwd: '/' } : { cwd: '/' };
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...options, stdio: 'ignore' }).status === 0
  );
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  // macOS shows nobody as 4294967294; the system call wants the signed form.
  return status === 0 ? Number(stdout) | 0 : null;
}
