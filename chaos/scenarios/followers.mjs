// All followers of an account are read, and the process that reads them is killed.
import { randomUUID } from 'node:crypto';
import { SANDBOX_IDENTITY, startSandbox } from '../sandbox.mjs';
import { quietPort } from '../stage.mjs';

const PAGE = '/cgi-bin/user/get';
const BATCH = '/cgi-bin/user/info/batchget';
const [PAGE_SIZE, BATCH_SIZE] = [10_000, 100];
/** As far away as WeChat is at its best, so that there are always calls on their way. */
const LATENCY_MS = 40;
const STANDS_STILL_FOR_MS = 90_000;

async function runOf(stage, id) {
  const { rows } = await stage.pool.query(
    'SELECT state, done, total, lease_fence::text AS fence, error_code FROM follower_sync WHERE id = $1',
    [id],
  );
  return rows[0];
}

/** Looks until the run is as wanted. @throws when it fails, or gets no further for a minute and a half */
async function until(stage, id, wanted) {
  let [seen, since] = [null, performance.now()];
  return stage.until(
    async () => {
      const run = await runOf(stage, id);
      if (run.state === 'failed') throw new Error(`the run failed: ${run.error_code}`);
      if (run.done !== seen || run.state !== 'running') [seen, since] = [run.done, performance.now()];
      if (performance.now() - since > STANDS_STILL_FOR_MS)
        throw new Error(`the run stands still: ${JSON.stringify(run)}`);
      return wanted(run) && run;
    },
    Infinity,
    'the run',
    20,
  );
}

const followerSync = {
  name: 'follower-sync',
  title: 'every follower is read while kill -9 strikes the reader at 40 %',
  async run(stage, check, { followers }) {
    const sandbox = await startSandbox(stage.program, await quietPort());
    const [reader, heir] = stage.instances;
    try {
      await sandbox.control('PUT', '/accounts/main/quota', { path: PAGE, daily_limit: 100_000 });
      await sandbox.control('PUT', '/followers', { account: 'main', count: followers, seed: 'chaos' });
      await sandbox.control('PUT', '/faults', { faults: [{ path: BATCH, latencyMs: LATENCY_MS }] });
      await stage.newAccount({ identity: SANDBOX_IDENTITY });
      // These two alone, and what they call WeChat is the sandbox.
      await Promise.all(stage.instances.map((instance) => instance.end('SIGTERM')));
      const env = { WECHAT_API_URL: sandbox.url, FOLLOWER_SYNC_RATE: '0' };
      await Promise.all([reader, heir].map((instance) => instance.start(env)));
      await strike(stage, check, sandbox, reader, heir);
    } finally {
      await Promise.all([reader, heir].map((instance) => instance.end('SIGKILL')));
      await sandbox.close();
      await stage.pool.query('TRUNCATE wechat_user, person CASCADE');
    }
  },
};

async function strike(stage, check, sandbox, reader, heir) {
  const id = randomUUID();
  const startedAt = performance.now();
  // Asleep while the run is taken: so it is certain whose it is.
  heir.suspend();
  await stage.pool.query(
    `INSERT INTO follower_sync (id, account_id, requested_by) SELECT $1, id, 'chaos' FROM account WHERE app_id = $2`,
    [id, SANDBOX_IDENTITY.appId],
  );
  const taken = await until(stage, id, ({ state, total }) => state === 'running' && total !== null);
  heir.resume();
  const { total } = taken;
  await until(stage, id, ({ done }) => done >= total * 0.4);
  await reader.end('SIGKILL');
  const killedAt = performance.now();
  const before = await runOf(stage, id);
  const after = await until(stage, id, ({ fence, state }) => fence !== before.fence || state === 'done');
  const takenOverAfterMs = performance.now() - killedAt;
  const end = await until(stage, id, ({ state }) => state === 'done');
  const seconds = (performance.now() - startedAt) / 1000;

  const { rows } = await stage.pool.query(
    'SELECT count(*)::int AS rows, count(DISTINCT openid)::int AS openids FROM wechat_user WHERE subscribed',
  );
  const { counts } = await sandbox.control('GET', '/journal?limit=1');
  const batches = Math.ceil(total / BATCH_SIZE);
  check.note(`killed with ${before.done} of ${total} written, ${Math.round((before.done / total) * 100)} %`);
  check.atLeast('written when it was killed', before.done / total, 0.4);
  check.holds('not over when it was killed', before.state === 'running' && before.done < total);
  check.holds('the other went on, and not from the start', after.done >= before.done);
  check.atMost('taken over after', takenOverAfterMs / 1000, 20, ' s');
  check.exactly('run ended with', `${end.done} of ${end.total}`, `${total} of ${total}`);
  check.exactly('rows', rows[0].rows, total);
  check.exactly('different openids', rows[0].openids, total);
  check.atMost('users asked for more than once, calls', counts[BATCH] - batches, 20);
  check.atMost('pages asked for more than once', counts[PAGE] - Math.ceil(total / PAGE_SIZE) - 1, 2);
  check.note(`${counts[BATCH]} calls for users, ${counts[PAGE]} for pages; ${seconds.toFixed(0)} s in all`);
}

export const followers = [followerSync];
