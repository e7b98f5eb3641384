import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Clock } from '../../kernel/clock/clock.js';
import type { Log } from '../../kernel/logging/log.js';
import type { Random } from '../../kernel/random/random.js';
import type { Binaries } from './binaries.js';
import { readCredentials, writeCredentials } from './credentials.js';
import { EmbeddedPostgresFailed, EmbeddedPostgresUnavailable } from './embedded.errors.js';
import { freePort } from './free-port.js';
import { linkTo, linkToOwn } from './link.js';
import { sight } from './postmaster.js';
import type { RunAs } from './run-as.js';
import { settings } from './settings.js';
import { startWatched, type Watched } from './watchdog.js';

/** Crash recovery may have much to replay; who starts or stops for longer than this is given up. */
const PATIENCE_MS = 60_000;
const POLL_MS = 15;
/** A Postgres that lost its watchdog is told to stop, and after this long to drop everything. */
const ORPHAN_GRACE_MS = 10_000;
/** What Postgres says when another start was a moment faster, a killed one's last process lingers, or the port went. */
const LOST_A_RACE = /postmaster\.pid|still in use|could not create any TCP/;

/** What starting Postgres over a data folder that exists needs to know. */
export interface Acquisition {
  readonly dataFolder: string;
  readonly binaries: Binaries;
  readonly as: RunAs | null;
  readonly durable: boolean;
  /** The port it must have, because somebody holds its address; otherwise the one it had last, if free. */
  readonly port?: number;
  /** True once nobody wants it any more: waiting ends with an error. */
  readonly abandoned?: () => boolean;
  readonly random: Random;
  readonly log: Log;
  readonly clock: Clock;
}

/** A running Postgres: ours under its watchdog, or another process' with a connection to watch it by. */
export type Held = { readonly url: string; readonly port: number } & (
  | { readonly kind: 'started'; readonly watched: Watched }
  | { readonly kind: 'joined'; readonly client: Client }
);

/**
 * Starts Postgres, or joins the one that another live process runs over the same folder. Waits for
 * one that is starting or stopping, stops one that lost its watchdog, clears a stale pid file.
 * @throws EmbeddedPostgresFailed with Postgres' last words
 */
export async function acquire(options: Acquisition): Promise<Held> {
  const { dataFolder, clock, log } = options;
  const since = clock.monotonicMs();
  let lastWords = 'another process is starting or stopping it';
  let orphan = { pid: 0, since: 0, signal: 'SIGINT' };
  while (clock.monotonicMs() - since < PATIENCE_MS && !options.abandoned?.()) {
    const seen = sight(dataFolder);
    if (seen.kind === 'watched') {
      const link = await linkTo(dataFolder);
      if (link) return { kind: 'joined', ...link };
    } else if (seen.kind === 'orphan') {
      const { pid } = seen.postmaster;
      if (orphan.pid !== pid) {
        log.warn('database.embedded_orphan_stopped', { pid });
        orphan = { pid, since: clock.monotonicMs(), signal: 'SIGINT' };
        process.kill(pid, 'SIGINT');
      } else if (orphan.signal === 'SIGINT' && clock.monotonicMs() - orphan.since > ORPHAN_GRACE_MS) {
        orphan.signal = 'SIGQUIT';
        process.kill(pid, 'SIGQUIT');
      }
    } else {
      if (seen.kind === 'stale') await rm(join(dataFolder, 'postmaster.pid'), { force: true });
      const started = await start(options, since + PATIENCE_MS);
      if (typeof started !== 'string') return started;
      lastWords = started;
    }
    await clock.pause(POLL_MS);
  }
  throw new EmbeddedPostgresFailed('it was not ready in time', lastWords);
}

/** Our own Postgres once it answers; its last words when another attempt is worth while. */
async function start(options: Acquisition, deadlineMs: number): Promise<Held | string> {
  const { dataFolder, binaries, as, random, log, clock } = options;
  const credentials = readCredentials(dataFolder);
  if (!credentials) {
    throw new EmbeddedPostgresUnavailable(`${dataFolder} holds a Postgres that is not ours. Set DATA_DIR.`);
  }
  const port = options.port ?? (await freePort(credentials.port, random));
  if (port !== credentials.port) await writeCredentials(dataFolder, { ...credentials, port });
  const watched = startWatched(binaries.postgres, settings(dataFolder, port, options.durable), as, (line) =>
    log.debug('database.embedded_said', { line }),
  );
  let ended: number | Error | undefined;
  void watched.gone.then((outcome) => (ended = outcome));
  while (ended === undefined && clock.monotonicMs() < deadlineMs) {
    await clock.pause(POLL_MS);
    const link = await linkToOwn(dataFolder, port);
    if (link && ended === undefined) {
      await link.client.end();
      return { kind: 'started', url: link.url, port, watched };
    }
    await link?.client.end();
  }
  watched.letGo();
  if (ended instanceof Error) throw new EmbeddedPostgresFailed('it could not be run', ended.message);
  if (ended === undefined || LOST_A_RACE.test(watched.lastWords())) return watched.lastWords();
  throw new EmbeddedPostgresFailed(`it ended with code ${ended}`, watched.lastWords());
}
