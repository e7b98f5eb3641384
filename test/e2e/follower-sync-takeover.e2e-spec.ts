import { randomUUID } from 'node:crypto';
import { ServerGroup } from '../support/server-process-group.js';

jest.setTimeout(90_000);

const FOLLOWERS = 30_000;
const BATCH = '/cgi-bin/user/info/batchget';

let group: ServerGroup;
beforeAll(async () => {
  group = await ServerGroup.start(2, { FOLLOWER_SYNC_RATE: '0' });
});
afterAll(() => group?.stop());

interface Run {
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly fence: string;
}

async function until(id: string, wanted: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const [run] = await group.rows<Run>(
      'SELECT state, done, total, lease_fence AS fence FROM follower_sync WHERE id = $1',
      [id],
    );
    if (wanted(run!)) return run!;
    if (run!.state === 'failed') throw new Error('the run failed');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('a run whose process is killed at 40 % is gone on with by another: every follower once, none read twice in vain', async () => {
  const { followers, faults, journal } = group.sandbox.world;
  followers.gather(group.account, { count: FOLLOWERS, seed: 'takeover' });
  faults.replace([{ path: BATCH, latencyMs: 150 }]);
  const total = followers.total(group.account);
  const [one, other] = group.members;
  // With one process alone it is certain who works on it.
  await other!.process.end('SIGKILL');
  const id = randomUUID();
  await group.rows(
    `INSERT INTO follower_sync (id, account_id, requested_by) SELECT $1, id, 'test' FROM account WHERE key = 'main'`,
    [id],
  );
  await until(id, ({ done }) => done >= total * 0.25);
  await group.startAgain(1);
  const before = await until(id, ({ done }) => done >= total * 0.4);
  await one!.process.end('SIGKILL');
  const killedAt = performance.now();

  const after = await until(id, ({ fence }) => fence !== before.fence);
  const takenOverAfterMs = performance.now() - killedAt;
  const done = await until(id, ({ state }) => state === 'done');

  expect(takenOverAfterMs).toBeLessThan(30_000);
  expect(after.done).toBeGreaterThanOrEqual(before.done);
  expect(done).toMatchObject({ done: total, total });
  const [rows] = await group.rows(
    'SELECT count(*)::int AS rows, count(DISTINCT openid)::int AS openids FROM wechat_user WHERE subscribed',
  );
  expect(rows).toEqual({ rows: total, openids: total });
  // What was on its way to the killed process is asked for once more: two steps of ten calls.
  expect(journal.count(BATCH)).toBeLessThanOrEqual(Math.ceil(total / 100) + 30);
});
