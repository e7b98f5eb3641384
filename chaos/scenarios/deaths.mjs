// The instance that renews is killed, told to end, or stands still, in the middle of its call.
import { pause } from '../stage.mjs';
import { skewed } from '../skew.mjs';

/** Renewal begins, WeChat takes 2.5 s over the first call, and after half a second something happens to who asked. */
async function disturb(stage, account, what) {
  const { version } = await stage.rows.of(account);
  const slow = stage.upstream.rule({ appId: account.appId, answerAfterMs: 2_500, times: 1 });
  const { seq } = stage.upstream;
  const flow = stage.readers.flow(account, { perSecond: 100 });
  await stage.rows.ageUntilLeft(account, 200);
  await stage.until(() => slow.hits === 1, 10_000, 'the renewal to begin');
  await pause(500);
  const renewer = stage.renewerOf(account);
  const since = performance.now();
  const exitedAt = await what(renewer);
  await stage.until(async () => (await stage.rows.of(account)).version > version, 30_000, 'a new token');
  const tookMs = performance.now() - since;
  await pause(1_500);
  const reads = await flow.stop();
  const calls = stage.upstream.fetches({ appId: account.appId, since: seq });
  return { renewer, reads, calls, tookMs, afterExitMs: since + tookMs - exitedAt };
}

const killRenewer = {
  name: 'kill-renewer',
  title: 'kill -9 of the renewer in the middle of its call, three times',
  async run(stage, check) {
    const account = await stage.withToken();
    for (let round = 1; round <= 3; round++) {
      const { renewer, reads, calls, tookMs } = await disturb(stage, account, (instance) =>
        instance.end('SIGKILL'),
      );
      check.atMost(`${round}: new token after`, tookMs / 1000, 6, ' s');
      check.atMost(`${round}: upstream calls`, calls.length, 2);
      check.nothingFailed('reads', reads);
      await renewer.start();
    }
  },
};

const termRenewer = {
  name: 'term-renewer',
  title: 'SIGTERM to the renewer in the middle of its call',
  async run(stage, check) {
    const account = await stage.withToken();
    const { renewer, reads, calls, afterExitMs } = await disturb(stage, account, async (instance) => {
      await instance.end('SIGTERM');
      return performance.now();
    });
    check.atMost('new token after it went', Math.max(0, afterExitMs) / 1000, 1, ' s');
    check.atMost('upstream calls', calls.length, 2);
    check.nothingFailed('reads', reads);
    await renewer.start();
  },
};

const clocks = {
  name: 'clocks',
  title: 'two instances whose clocks are an hour ahead and an hour behind',
  async run(stage, check) {
    const account = await stage.withToken();
    const wrong = stage.instances.slice(0, 2);
    const skews = [3_600, -3_600].map(skewed);
    check.note(`skewed by ${skews[0].means}`);
    for (const [index, instance] of wrong.entries()) {
      await instance.end('SIGTERM');
      await instance.start(skews[index].env);
    }
    const { seq } = stage.upstream;
    const flow = stage.readers.flow(account, { perSecond: 100 });
    await pause(6_000);
    check.exactly(
      'calls while nothing is due',
      stage.upstream.fetches({ appId: account.appId, since: seq }).length,
      0,
    );
    await stage.rows.ageUntilLeft(account, 200);
    await stage.until(async () => (await stage.rows.of(account)).version === 2, 15_000, 'the renewal');
    await pause(3_000);
    check.exactly(
      'calls when it is due',
      stage.upstream.fetches({ appId: account.appId, since: seq }).length,
      1,
    );
    check.nothingFailed('reads', await flow.stop());
    await stage.rows.unschedule(account);
    await stage.rows.ageUntilLeft(account, 2.5);
    await stage.until(() => stage.ledger(account).remaining('stable') <= 0, 5_000, 'its end');
    // For the one that is an hour behind it would live on.
    await pause(1_000);
    const burst = await stage.readers.burst(account, 400);
    check.nothingFailed('reads at its end', burst);
    check.exactly('calls in all', stage.upstream.fetches({ appId: account.appId, since: seq }).length, 2);
    for (const instance of wrong) {
      await instance.end('SIGTERM');
      await instance.start();
    }
  },
};

export const deaths = [killRenewer, termRenewer, clocks];
