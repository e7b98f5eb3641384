// A real Postgres that may be stopped like a machine that loses its power, and started again on the same port.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

const SHARED_FOLDER = '/var/lib/lingpai';
const READY_WITHIN_MS = 20_000;

/** Made with the binaries that npm brought, in `dataDir`, by the program in `program` (a snapshot). */
export async function startPostgres(program, dataDir) {
  const load = (file) => import(pathToFileURL(path.join(program, 'dist/src', file)).href);
  const [binaries, runAs, init, ports, credentials, settings, watchdog, postmaster, kernel, logs] =
    await Promise.all(
      [
        'database/embedded/binaries.js',
        'database/embedded/run-as.js',
        'database/embedded/initialise.js',
        'database/embedded/free-port.js',
        'database/embedded/credentials.js',
        'database/embedded/settings.js',
        'database/embedded/watchdog.js',
        'database/embedded/postmaster.js',
        'kernel/random/system-random.js',
        'kernel/logging/log.js',
      ].map(load),
    );
  const random = new kernel.SystemRandom();
  const log = new logs.SilentLog();
  const as = runAs.findRunAs(null);
  const programs = await binaries.findBinaries(as, SHARED_FOLDER, log);
  const dataFolder = await init.initialise({
    dataDir,
    sharedFolder: SHARED_FOLDER,
    binaries: programs,
    as,
    durable: true,
    random,
    log,
  });
  const port = await ports.freePort(0, random);
  const postgres = new ChaosPostgres({
    url: credentials.urlOf({ ...credentials.readCredentials(dataFolder), port }),
    port,
    run: () =>
      watchdog.startWatched(
        programs.postgres,
        settings.settings(dataFolder, port, true),
        as,
        () => undefined,
      ),
    pid: () => postmaster.readPostmaster(dataFolder)?.pid,
  });
  await postgres.start();
  return postgres;
}

class ChaosPostgres {
  #run;
  #pid;
  #watched = null;

  constructor({ url, port, run, pid }) {
    Object.assign(this, { url, port });
    this.#run = run;
    this.#pid = pid;
  }

  /** Resolves once it answers. */
  async start() {
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    while (performance.now() < giveUpAt) {
      this.#watched ??= this.#watch();
      if (await answers(this.url)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Postgres did not start: ${this.#watched?.lastWords()}`);
  }

  /** `immediate` loses its memory and every connection at once; `fast` says good-bye first. */
  async stop(mode = 'fast') {
    const watched = this.#watched;
    if (!watched) return;
    this.#watched = null;
    if (mode === 'immediate') process.kill(this.#pid(), 'SIGQUIT');
    else watched.letGo();
    await watched.gone;
    // The watchdog's pipe must not outlive what it watched.
    watched.letGo();
  }

  #watch() {
    const watched = this.#run();
    // Lost a race for the port or the lock file of the one before: the next look starts another.
    void watched.gone.then(() => {
      if (this.#watched === watched) this.#watched = null;
    });
    return watched;
  }
}

async function answers(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
