// One fault after another, drawn from the seed: what no scenario thought of.
import { FAULTS } from '../faults.mjs';
import { pause } from '../stage.mjs';

/** Short lives, so that there is always something to renew: half of each is the margin. */
const LIVES = [
  { mode: 'stable', lifeSeconds: 60 },
  { mode: 'stable', lifeSeconds: 90 },
  { mode: 'classic', lifeSeconds: 60 },
  { mode: 'classic', lifeSeconds: 100 },
];

export const random = {
  name: 'random',
  title: 'faults drawn from the seed, while everybody reads',
  async run(stage, check, { seconds, verbose, say }) {
    const accounts = [];
    for (const { mode, lifeSeconds } of LIVES) {
      const half = lifeSeconds / 2;
      const rules = { lifeSeconds, windowSeconds: half, overlapSeconds: half };
      accounts.push(await stage.newAccount({ mode, rules }));
    }
    await stage.warm(accounts);
    const { seq } = stage.upstream;
    const flow = stage.readers.flow(accounts, { perSecond: 100 });
    const startedAt = performance.now();
    const played = new Map();
    const disturbed = [];
    while (performance.now() - startedAt < seconds * 1000) {
      const fault = stage.dice.one(FAULTS);
      const from = performance.now();
      const what = await fault.strike(stage, accounts);
      if (verbose) say(`    ${((from - startedAt) / 1000).toFixed(1)} s: ${fault.name} ${what ?? ''}`);
      disturbed.push({ from, to: performance.now() });
      played.set(fault.name, (played.get(fault.name) ?? 0) + 1);
      await pause(stage.dice.whole(300, 2_500));
    }
    await settle(stage, accounts);
    const reads = await flow.stop();
    const ours = stage.upstream
      .calls({ since: seq })
      .filter(({ door }) => door !== stage.upstream.strangersDoor);
    const fetches = ours.filter(({ family }) => family === 'stable' || family === 'classic').length;
    check.note([...played].map(([name, times]) => `${times} × ${name}`).join(', '));
    check.nothingFailed('reads', reads);
    const elapsed = (performance.now() - startedAt) / 1000;
    const needed = LIVES.reduce((sum, { lifeSeconds }) => sum + Math.ceil(elapsed / (lifeSeconds / 2)), 0);
    check.atMost('calls for tokens', fetches, needed + 12 * disturbed.length);
    check.note(
      `${fetches} calls for tokens in ${Math.round(elapsed)} s; an undisturbed life needs ${needed}`,
    );
    const excused = (call) =>
      disturbed.some(({ from, to }) => call.at < to + 6_000 && (call.endedAt ?? Infinity) > from);
    check.exactly(
      'two instances asking at once, undisturbed',
      stage.watch.overlapping(accounts, excused).join('; ') || 'none',
      'none',
    );
    for (const account of accounts) {
      const versions = (await stage.rows.history(account))
        .filter(({ event, credential }) => event === 'renewed' && credential === 'token')
        .map(({ version }) => Number(version));
      const falls = versions.filter((version, index) => index > 0 && version <= versions[index - 1]);
      check.exactly(
        `${account.mode}, ${versions.length} renewals: versions that do not rise`,
        falls.length,
        0,
      );
    }
  },
};

/** All is well again: within ten seconds every instance gives the same token that works, for every account. */
async function settle(stage, accounts) {
  await stage.until(
    async () => {
      for (const account of accounts) {
        const answers = await Promise.all(
          stage.instances.map((instance) => stage.readers.read(account, instance)),
        );
        const good = answers.filter(
          ({ status, body }) => status === 200 && stage.upstream.judge(body.access_token).works,
        );
        const versions = new Set(answers.map(({ body }) => body?.version));
        if (good.length < answers.length || versions.size > 1) return false;
      }
      return true;
    },
    15_000,
    'every instance to give the same token that works',
    250,
  );
}
