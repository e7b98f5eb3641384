// npm run seed -- [--users N] [--seed S] [--account K]: fills an account with invented users, so that lists can be looked at
// with as many as one will have. Into DATABASE_URL, or the embedded database, whether the server runs or not.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { Client } from 'pg';
import { seedUsers } from './seed/seed-users.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const built = (name) => import(path.join(root, 'dist/src', name));

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    account: { type: 'string', default: 'main' },
  },
});
const [users, seed] = [Number(values.users), Number(values.seed)];
if (!Number.isInteger(users) || users < 1 || users > 50_000_000 || !Number.isInteger(seed)) {
  console.error('--users is a number from 1 to 50000000, --seed any whole number.');
  process.exit(64);
}
const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-changed'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const { readConfig } = await built('config/config.js');
const { withTables } = await built('cli/database/open-database.js');
const { SystemClock } = await built('kernel/clock/system-clock.js');
const { SystemRandom } = await built('kernel/random/system-random.js');
const { SilentLog } = await built('kernel/logging/log.js');

const config = readConfig(process.env, (file) => readFileSync(file));
if (config.production) {
  console.error('These people are invented: not in production.');
  process.exit(64);
}
const workplace = {
  log: new SilentLog(),
  clock: new SystemClock(),
  random: new SystemRandom(),
  terminal: { errors: process.stderr },
};
try {
  await withTables(workplace, config, async ({ dataSource, place }) => {
    const client = new Client({ connectionString: dataSource.options.url });
    await client.connect();
    const bar = new SingleBar(
      { format: '{bar} {percentage} % · {value} of {total} users · {eta_formatted} left' },
      Presets.shades_classic,
    );
    try {
      console.log(`Into ${place}, account ${values.account}:`);
      bar.start(users, 0);
      const added = await seedUsers(client, {
        account: values.account,
        users,
        seed,
        progress: (done) => bar.update(done),
        finishing: () => {
          bar.stop();
          console.log('Building indexes and statistics …');
        },
      });
      console.log(`${added} new users${added < users ? `; ${users - added} were there already` : ''}.`);
    } finally {
      bar.stop();
      await client.end();
    }
  });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exit(0);
