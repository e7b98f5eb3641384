import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Log } from '../../kernel/logging/log.js';
import type { Random } from '../../kernel/random/random.js';
import type { Binaries } from './binaries.js';
import { ROLE, writeCredentials } from './credentials.js';
import { moveIn, openWorkshop, type Places } from './data-folder.js';
import { EmbeddedPostgresFailed, EmbeddedPostgresUnavailable } from './embedded.errors.js';
import type { RunAs } from './run-as.js';

/** What making a data folder needs to know. */
export interface Initialisation extends Places {
  readonly binaries: Binaries;
  readonly as: RunAs | null;
  readonly durable: boolean;
  readonly random: Random;
  readonly log: Log;
}

/** Makes the data folder with its role and database, whole or not at all, and returns its path. */
export async function initialise(options: Initialisation): Promise<string> {
  const { dataDir, binaries, as, durable, random, log } = options;
  const workshop = await openWorkshop(options, as, random);
  const finished = join(workshop, 'data');
  const passwordFile = join(workshop, 'password');
  // Nobody signs in as the superuser; its password is thrown away with the workshop.
  await writeFile(passwordFile, random.alphanumeric(32), { mode: 0o600 });
  if (as) await chown(passwordFile, as.uid, as.gid);
  await run(
    binaries.initdb,
    // Plain C would make pg_trgm ignore Chinese without a word.
    ['-D', finished, '--locale=C.UTF-8', '-E', 'UTF8', '-A', 'scram-sha-256', '-U', 'postgres'].concat(
      [`--pwfile=${passwordFile}`, '--no-instructions'],
      durable ? [] : ['--no-sync'],
    ),
    as,
  );
  const password = random.alphanumeric(32);
  await run(
    binaries.postgres,
    // 190 random bits need no stretching, and every connection would pay for it.
    [
      '--single',
      '-D',
      finished,
      '-c',
      'scram_iterations=1',
      '-c',
      `fsync=${durable ? 'on' : 'off'}`,
      'postgres',
    ],
    as,
    `CREATE ROLE ${ROLE} LOGIN CREATEDB PASSWORD '${password}'\nCREATE DATABASE ${ROLE} OWNER ${ROLE}\n`,
  );
  await writeCredentials(finished, { password, port: 0 });
  return moveIn(dataDir, workshop, finished, log);
}

async function run(command: string, parameters: string[], as: RunAs | null, input = ''): Promise<void> {
  const child = spawn(command, parameters, {
    ...(as ? { uid: as.uid, gid: as.gid } : {}),
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin.on('error', () => undefined).end(input);
  const [words, [code]] = await Promise.all([
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]).catch((cause: NodeJS.ErrnoException) => {
    throw new EmbeddedPostgresUnavailable(whyNotRun(cause, as), { cause });
  });
  // The single-user Postgres ends well whatever became of the statements.
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(words)) {
    throw new EmbeddedPostgresFailed('its data folder could not be initialised', words);
  }
}

function whyNotRun(cause: NodeJS.ErrnoException, as: RunAs | null): string {
  // The file is there: what is missing is the loader it names.
  if (cause.code === 'ENOENT') return 'this system has no glibc (Alpine?). Set DATABASE_URL.';
  if (as && (cause.code === 'EPERM' || cause.code === 'EINVAL')) {
    return `this root may not become ${as.name}. Start as an ordinary user, or set DATABASE_URL.`;
  }
  return `${cause.message}. Set DATABASE_URL.`;
}
