import type { Client } from 'pg';
import type { Clock } from '../../kernel/clock/clock.js';
import type { Log } from '../../kernel/logging/log.js';
import type { Random } from '../../kernel/random/random.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { acquire, type Acquisition, type Held } from './acquire.js';
import { findBinaries } from './binaries.js';
import { existingDataFolder, refuseUnreachable } from './data-folder.js';
import { initialise } from './initialise.js';
import { linkTo } from './link.js';
import { findRunAs } from './run-as.js';

const RETRY_MS = 500;
const SHARED_FOLDER = '/var/lib/lingpai';

/** A real Postgres that lives and dies with the processes of this program. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** True when this process started it, false when it joined another live process' one. Changes on take-over. */
  readonly owned: boolean;
  /** Stops it if owned, else only lets go of it. Resolves when that is done. */
  stop(): Promise<void>;
}

/** Where the data is and what the embedded Postgres may use. */
export interface EmbeddedPostgresOptions {
  /** `DATA_DIR`; the data itself lies in its folder `postgres`, or where a link of that name points. */
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  /** False in tests only: nothing is flushed to disk. */
  readonly durable?: boolean;
  readonly random?: Random;
  /** Where root puts what another user must reach when the project lies where it cannot. */
  readonly sharedFolder?: string;
}

/**
 * Starts the embedded Postgres over `dataDir`, made on first use, or joins the one that another
 * process of this program runs there. It listens on 127.0.0.1 only, and stops when the process that
 * started it ends, however it ends; whoever joined then takes over on the same port. When Postgres
 * itself dies, it is started again on the same port.
 * @throws EmbeddedPostgresUnavailable when this machine cannot run it; the message names the remedy
 * @throws EmbeddedPostgresFailed when it did not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const {
    dataDir,
    log,
    clock,
    durable = true,
    random = new SystemRandom(),
    sharedFolder = SHARED_FOLDER,
  } = options;
  const existing = existingDataFolder(dataDir);
  const as = findRunAs(existing);
  if (existing) await refuseUnreachable(existing, as);
  const binaries = await findBinaries(as, sharedFolder, log);
  const dataFolder =
    existing ?? (await initialise({ dataDir, sharedFolder, binaries, as, durable, random, log }));
  const acquisition = { dataFolder, binaries, as, durable, random, log, clock };
  return new Supervised(acquisition, await acquire(acquisition));
}

/** The embedded Postgres that a live process runs over `dataDir`, or null; starts nothing. For the command line. */
export async function joinEmbeddedPostgres(dataDir: string): Promise<{ url: string; port: number } | null> {
  const dataFolder = existingDataFolder(dataDir);
  const link = dataFolder ? await linkTo(dataFolder) : null;
  await link?.client.end();
  return link && { url: link.url, port: link.port };
}

class Supervised implements EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  private stopping = false;
  private recovery: Promise<void> = Promise.resolve();

  constructor(
    private readonly acquisition: Acquisition,
    private held: Held,
  ) {
    this.url = held.url;
    this.port = held.port;
    this.dataFolder = acquisition.dataFolder;
    this.watch();
  }

  get owned(): boolean {
    return this.held.kind === 'started';
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.recovery;
    if (this.held.kind === 'joined') {
      countsForLife(this.held.client).ref();
      return this.held.client.end();
    }
    // The watchdog sees to it that this ends.
    this.held.watched.letGo();
    await this.held.watched.gone;
  }

  private watch(): void {
    const { held } = this;
    if (held.kind === 'started') {
      void held.watched.gone.then((outcome) => this.recover(outcome));
      return;
    }
    countsForLife(held.client).unref();
    held.client.once('end', () => this.recover('left by its owner'));
  }

  private recover(outcome: unknown): void {
    if (this.stopping) return;
    this.acquisition.log.warn('database.embedded_lost', { owned: this.owned, outcome });
    this.recovery = this.reacquire();
  }

  private async reacquire(): Promise<void> {
    const { log, clock } = this.acquisition;
    while (!this.stopping) {
      try {
        this.held = await acquire({ ...this.acquisition, port: this.port, abandoned: () => this.stopping });
        log.info('database.embedded_recovered', { owned: this.owned });
        this.watch();
        return;
      } catch (error) {
        log.error('database.embedded_not_recovered', { error });
        if (!this.stopping) await clock.pause(RETRY_MS);
      }
    }
  }
}

/** Whether a connection alone keeps the process alive; known to pg, not yet to its types. */
function countsForLife(client: Client): { ref(): void; unref(): void } {
  return client as unknown as { ref(): void; unref(): void };
}
