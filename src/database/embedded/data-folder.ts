import { existsSync, realpathSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir, rename, rm, stat, symlink, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Log } from '../../kernel/logging/log.js';
import type { Random } from '../../kernel/random/random.js';
import { EmbeddedPostgresUnavailable } from './embedded.errors.js';
import { isAlive } from './postmaster.js';
import { reaches, type RunAs } from './run-as.js';

/** Holds what is being initialised; renamed to its final name once whole. */
const HALF_MADE = 'postgres.new-';

/** Where things may lie. */
export interface Places {
  /** `DATA_DIR`. */
  readonly dataDir: string;
  /** Where root keeps what an ordinary user must reach when `dataDir` or the project lies where it cannot. */
  readonly sharedFolder: string;
}

/** The data folder that belongs to `dataDir`, its links resolved, or null when there is none yet. */
export function existingDataFolder(dataDir: string): string | null {
  const link = join(resolve(dataDir), 'postgres');
  return existsSync(join(link, 'PG_VERSION')) ? realpathSync(link) : null;
}

/**
 * An empty folder in which a new data folder may be made: in `dataDir`, or under
 * `sharedFolder` when the user whom Postgres runs as does not reach that.
 * Whatever a start that was killed left behind is removed.
 */
export async function openWorkshop(
  { dataDir, sharedFolder }: Places,
  as: RunAs | null,
  random: Random,
): Promise<string> {
  const home = resolve(dataDir);
  // 0711: others may pass through to what is theirs, not look around.
  await mkdir(home, { recursive: true, mode: 0o711 });
  const link = join(home, 'postgres');
  // The data was deleted where the link points to: begin anew.
  if (!existsSync(link) && (await lstat(link).catch(() => null))) await unlink(link);
  const parent = (await isReachable(home, as)) ? home : await sharedParent(home, sharedFolder, as!, random);
  for (const name of await readdir(parent)) {
    if (name.startsWith(HALF_MADE) && !isAlive(Number(name.slice(HALF_MADE.length)))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
  const workshop = join(parent, `${HALF_MADE}${process.pid}`);
  await rm(workshop, { recursive: true, force: true });
  await mkdir(workshop, { mode: 0o700 });
  if (as) await chown(workshop, as.uid, as.gid);
  return workshop;
}

/**
 * Puts a finished data folder in its place and returns that place; when another process was
 * faster, its folder stands and ours is thrown away. Always removes the workshop.
 */
export async function moveIn(dataDir: string, workshop: string, finished: string, log: Log): Promise<string> {
  const wanted = join(resolve(dataDir), 'postgres');
  const parent = join(workshop, '..');
  try {
    // A rename onto a folder that holds something fails: that is what decides between two first starts.
    await rename(finished, join(parent, 'postgres'));
    if (parent !== resolve(dataDir)) {
      await pointTo(join(parent, 'postgres'), wanted);
      log.warn('database.embedded_data_elsewhere', { folder: join(parent, 'postgres'), link: wanted });
    }
  } catch (error) {
    if (!existingDataFolder(dataDir)) throw error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return realpathSync(wanted);
}

async function pointTo(target: string, link: string): Promise<void> {
  try {
    await symlink(target, link);
  } catch (error) {
    await rm(join(target, '..'), { recursive: true });
    throw error;
  }
}

/** @throws EmbeddedPostgresUnavailable when data there is cannot be reached by the user who owns it */
export async function refuseUnreachable(dataFolder: string, as: RunAs | null): Promise<void> {
  const { uid } = await stat(dataFolder);
  if (!as && process.getuid && process.getuid() !== uid) {
    throw new EmbeddedPostgresUnavailable(
      `the data in ${dataFolder} belongs to another user (uid ${uid}). Start as that user, or set DATA_DIR.`,
    );
  }
  if (as && !reaches(as, dataFolder)) {
    throw new EmbeddedPostgresUnavailable(
      `${as.name} does not reach the data in ${dataFolder}. Give that user access to the folders above it, or set DATA_DIR.`,
    );
  }
}

async function isReachable(home: string, as: RunAs | null): Promise<boolean> {
  if (!as || reaches(as, home)) return true;
  const { mode, uid } = await stat(home);
  if (uid !== 0 || (mode & 0o011) === 0o011) return false;
  // Root's own folder may be closed to others: let them pass through it, and see whether that was all.
  await chmod(home, (mode & 0o777) | 0o011);
  if (reaches(as, home)) return true;
  await chmod(home, mode & 0o777);
  return false;
}

async function sharedParent(home: string, sharedFolder: string, as: RunAs, random: Random): Promise<string> {
  const parent = join(sharedFolder, `data-${random.alphanumeric(8)}`);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  if (reaches(as, parent)) return parent;
  throw new EmbeddedPostgresUnavailable(
    `${as.name} reaches neither ${home} nor ${parent}. Set DATA_DIR to a folder that user may enter, start as an ordinary user, or set DATABASE_URL.`,
  );
}
