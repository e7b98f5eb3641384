// A throw-away Postgres of our own, for measurements.
import path from 'node:path';

/** Starts it in `folder`, without waiting for disks; answers its address. */
export async function embeddedFor(root, folder, endings) {
  const { startEmbeddedPostgres } = await import(
    path.join(root, 'dist/src/database/embedded/embedded-postgres.js')
  );
  const { SystemClock } = await import(path.join(root, 'dist/src/kernel/clock/system-clock.js'));
  const { SilentLog } = await import(path.join(root, 'dist/src/kernel/logging/log.js'));
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: new SilentLog(),
    clock: new SystemClock(),
    durable: false,
  });
  endings.push(() => postgres.stop());
  return postgres.url;
}
