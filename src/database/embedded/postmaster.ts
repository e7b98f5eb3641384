import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WATCHDOG_NAME } from './watchdog.js';

/** What `postmaster.pid` says of the Postgres over a data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Postgres' own word for it: `starting`, `ready`, `stopping` … */
  readonly status: string;
}

/** Who `postmaster.pid` names: nobody, a Postgres of ours with its watchdog, one that lost its watchdog. */
export type Sighting =
  | { readonly kind: 'none' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'watched' | 'orphan'; readonly postmaster: Postmaster };

/** Looks at the pid file, then at the process itself: in a container the number soon belongs to somebody else. */
export function sight(dataFolder: string): Sighting {
  const postmaster = readPostmaster(dataFolder);
  if (!postmaster) return { kind: 'none' };
  if (!isAlive(postmaster.pid)) return { kind: 'stale' };
  const command = commandOf(postmaster.pid);
  if (command !== null && !(command.includes('postgres') && command.includes(dataFolder)))
    return { kind: 'stale' };
  const parent = parentOf(postmaster.pid);
  const watcher = parent === null ? null : commandOf(parent);
  // What the system does not show is taken for watched: stopping a live database on a guess is worse.
  const watched = parent === null || (parent > 1 && (watcher === null || watcher.includes(WATCHDOG_NAME)));
  return { kind: watched ? 'watched' : 'orphan', postmaster };
}

/** The pid file as it stands, or null when there is none or it is being written. */
export function readPostmaster(dataFolder: string): Postmaster | null {
  const lines = readText(join(dataFolder, 'postmaster.pid'))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? 'starting').trim() };
}

/** Whether a process has this number; one of another user's counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandOf(pid: number): string | null {
  if (process.platform === 'linux') return readText(`/proc/${pid}/cmdline`);
  return ps('command=', pid);
}

/** The process that started this one, or null when the system does not show it. */
export function parentOf(pid: number): number | null {
  if (process.platform !== 'linux') return Number(ps('ppid=', pid)) || null;
  // The name in parentheses may hold anything; what follows its last one are plain fields.
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function ps(column: string, pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
