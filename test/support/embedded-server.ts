import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { SystemClock } from '../../src/kernel/clock/system-clock.js';
import { Log } from '../../src/kernel/logging/log.js';

/** Says each event on standard output, one JSON line each. */
class StdoutLog extends Log {
  override debug(): void {}
  override info(event: string): void {
    say({ event });
  }
  override warn(event: string): void {
    say({ event });
  }
  override error(event: string): void {
    say({ event });
  }
}

const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

// A server in small: `dataDir [write]`. Says where its Postgres is, then each row that was acknowledged.
const [dataDir = '', task] = process.argv.slice(2);
const postgres = await startEmbeddedPostgres({ dataDir, log: new StdoutLog(), clock: new SystemClock() });
process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
say({ url: postgres.url, owned: postgres.owned });
if (task === 'write') {
  const client = new Client({ connectionString: postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS acknowledged (id bigserial PRIMARY KEY)');
  try {
    for (;;) {
      const { rows } = await client.query<{ id: string }>(
        'INSERT INTO acknowledged DEFAULT VALUES RETURNING id',
      );
      say({ acknowledged: rows[0]!.id });
    }
  } catch {
    say({ event: 'connection lost' });
  }
}
setInterval(() => undefined, 60_000);
