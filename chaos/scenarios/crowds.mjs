// Many readers, one token: how often WeChat is asked.
import { pause } from '../stage.mjs';

const READERS = 1_000;
const UPSTREAM_MS = 200;

const hardExpiry = {
  name: 'hard-expiry',
  title: '1,000 readers find the token past at the same moment: one of them asks',
  async run(stage, check, { rounds }) {
    const account = await stage.withToken();
    stage.upstream.rule({ appId: account.appId, answerAfterMs: UPSTREAM_MS });
    const seen = [];
    const isGood = ({ calls, failed, versions }) => calls === 1 && failed === 0 && versions.size === 1;
    // After a bad run nothing more can be learnt.
    while (seen.length < rounds && seen.every(isGood)) {
      await stage.rows.unschedule(account);
      await stage.rows.ageUntilLeft(account, 2.2);
      await stage.until(() => stage.ledger(account).remaining('stable') <= 0, 5_000, 'its end');
      const since = stage.upstream.seq;
      const burst = await stage.readers.burst(account, READERS);
      seen.push({ ...burst, calls: stage.upstream.fetches({ appId: account.appId, since }).length });
    }
    check.exactly('runs with 1 call, 0 errors, 1 version', seen.filter(isGood).length, rounds);
    check.atMost('most calls in a run', Math.max(...seen.map(({ calls }) => calls)), 1);
    const failed = seen.reduce((sum, burst) => sum + burst.failed, 0);
    check.exactly('failed reads', failed, 0);
    const p99 = seen.map((burst) => burst.p99).sort((a, b) => a - b);
    check.note(
      `upstream takes ${UPSTREAM_MS} ms; p99 of the ${READERS} reads: median ${Math.round(p99[p99.length >> 1])} ms, worst ${Math.round(p99.at(-1))} ms`,
    );
    for (const { failures } of seen.filter(({ failed }) => failed > 0)) check.note(failures.join(', '));
  },
};

const softExpiry = {
  name: 'soft-expiry',
  title: 'the token is due while everybody reads: one call, and nobody waits for it',
  async run(stage, check) {
    const account = await stage.withToken();
    const slowMs = 2_000;
    stage.upstream.rule({ appId: account.appId, answerAfterMs: slowMs });
    const { seq } = stage.upstream;
    const flow = stage.readers.flow(account, { perSecond: 250 });
    await pause(1_000);
    await stage.rows.ageUntilLeft(account, 200);
    await stage.until(async () => (await stage.rows.of(account)).version === 2, 15_000, 'the renewal');
    await pause(2_500);
    const reads = await flow.stop();
    check.exactly('upstream calls', stage.upstream.fetches({ appId: account.appId, since: seq }).length, 1);
    check.nothingFailed('reads', reads);
    check.atMost(`slowest read while a call takes ${slowMs} ms`, reads.max, slowMs / 2, ' ms');
    check.exactly('versions served', [...reads.versions].join(' → '), '1 → 2');
    check.note(`p50 ${reads.p50.toFixed(1)} ms, p99 ${reads.p99.toFixed(1)} ms at 250 reads a second`);
  },
};

const coldStart = {
  name: 'cold-start',
  title: 'all instances start at once over an empty table, with everybody asking for token and ticket',
  async run(stage, check) {
    const account = await stage.newAccount();
    stage.upstream.rule({ appId: account.appId, answerAfterMs: UPSTREAM_MS });
    await Promise.all(stage.instances.map((instance) => instance.end('SIGKILL')));
    const { seq } = stage.upstream;
    const share = Math.ceil(READERS / stage.instances.length);
    const answers = await Promise.all(
      stage.instances.map(async (instance) => {
        await instance.start();
        const tickets = Array.from({ length: share / 5 }, () =>
          stage.readers.ask(instance, 'GET', `/api/v1/accounts/${account.key}/jsapi-ticket`),
        );
        const tokens = Array.from({ length: share }, () => stage.readers.read(account, instance));
        return Promise.all([...tickets, ...tokens]);
      }),
    );
    const statuses = answers
      .flat()
      .map(({ status, error, body }) => (status === 200 ? 'ok' : `${status} ${error ?? body?.code}`));
    const calls = stage.upstream.calls({ since: seq, appId: account.appId });
    check.exactly('token calls', calls.filter(({ family }) => family === 'stable').length, 1);
    check.exactly('ticket calls', calls.filter(({ family }) => family === 'ticket').length, 1);
    check.exactly(`answers to ${statuses.length} readers`, [...new Set(statuses)].join(', '), 'ok');
  },
};

const allKilled = {
  name: 'all-killed',
  title: 'every instance is killed and started again: the token is found where it was',
  async run(stage, check) {
    const account = await stage.withToken();
    const { seq } = stage.upstream;
    await Promise.all(stage.instances.map((instance) => instance.end('SIGKILL')));
    await Promise.all(stage.instances.map((instance) => instance.start()));
    const reads = await stage.readers.burst(account, 200);
    await pause(2_000);
    check.nothingFailed('reads', reads);
    check.exactly('versions served', [...reads.versions].join(', '), '1');
    check.exactly('upstream calls', stage.upstream.calls({ appId: account.appId, since: seq }).length, 0);
  },
};

const manyAccounts = {
  name: 'many-accounts',
  title: '500 accounts whose tokens end in the same second',
  async run(stage, check) {
    const accounts = await stage.newAccounts(500);
    await stage.warm(accounts);
    const { seq } = stage.upstream;
    const latest = [];
    // Five seconds before the first window opens.
    for (const account of accounts) await stage.rows.ageUntilLeft(account, 305);
    await stage.until(
      async () => {
        const { rows } = await stage.pool.query(
          'SELECT count(*)::int AS n FROM global_token WHERE version >= 2 AND account_id = ANY($1)',
          [accounts.map(({ id }) => id)],
        );
        return rows[0].n === accounts.length;
      },
      300_000,
      'all renewals',
      250,
    );
    const ours = new Map(accounts.map((account) => [account.appId, account]));
    const calls = stage.upstream
      .calls({ since: seq, family: 'stable' })
      .filter(({ appId }) => ours.has(appId));
    const first = calls[0].at;
    const perSecond = new Map();
    for (const { at } of calls) {
      const second = Math.floor((at - first) / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    for (const { at } of calls) latest.push(305 - (at - first) / 1000);
    check.exactly('upstream calls', calls.length, accounts.length);
    check.atMost('most calls in one second', Math.max(...perSecond.values()), 20);
    check.atLeast('renewed before the end, the last of them', Math.min(...latest), 60, ' s');
  },
};

export const crowds = [hardExpiry, softExpiry, coldStart, allKilled, manyAccounts];
