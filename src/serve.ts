import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from './config/config.js';
import { ConfigurationError } from './config/config-fault.js';
import { greeting, setupLine, warnings } from './greeting.js';
import { AppError } from './kernel/errors/app-error.js';
import { SystemClock } from './kernel/clock/system-clock.js';
import { PinoLog } from './kernel/logging/pino-log.js';
import { endOnSignals } from './signals.js';
import { start } from './start.js';

const EXIT_FAILED = 1;
const EXIT_CONFIGURATION = 78;
const loadSandbox = async () => (await import('./sandbox/start-sandbox.js')).startSandbox;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs the server of this process: reads the configuration, starts, tells the addresses, and ends on a signal or a fault. */
export async function serve(): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const config = readConfig(process.env, readFileSync);
    const log = new PinoLog(config.log);
    const server = await start(config, root, log, loadSandbox);
    if (config.production)
      for (const line of warnings(process.versions.node)) log.warn('start.warning', { line });
    // To whoever started it, not to the log, which others read.
    const tellSetUp = (url: string | null) => url && process.stdout.write(`${setupLine(url)}\n`);
    if (config.production) tellSetUp(server.setupUrl);
    void server.laterSetupUrl.then(tellSetUp);
    if (config.production) log.info('start.ready', { address: server.publicUrl });
    else process.stdout.write(`\n${greeting(server).join('\n')}\n\n`);
    endOnSignals(server.stop, new SystemClock());
  } catch (error) {
    const told = error instanceof ConfigurationError || error instanceof AppError;
    process.stderr.write(`${told ? error.message : (error as Error).stack}\n`);
    process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : EXIT_FAILED);
  }
}
