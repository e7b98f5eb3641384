// Classic tokens, where a later call voids an earlier one: what comes late must not win.
import { pause } from '../stage.mjs';

const ACCOUNTS = 6;
const LEASE_MS = 5_000;

/** Promise and its key. */
function gate() {
  let open;
  const passed = new Promise((resolve) => (open = resolve));
  return { passed, open };
}

/** Accounts whose token has just ended and that nobody renews by himself. */
async function ended(stage, accounts) {
  for (const account of accounts) await stage.rows.unschedule(account);
  for (const account of accounts) await stage.rows.ageUntilLeft(account, 2.5, 'classic');
  await stage.until(
    () => accounts.every((account) => stage.ledger(account).remaining('classic') <= 0),
    5_000,
    'their end',
  );
}

async function classicAccounts(stage, count) {
  const accounts = await stage.newAccounts(count, { mode: 'classic' });
  await stage.warm(accounts);
  return accounts;
}

/** Reads every account from those who are up until each has a token. */
async function takenOver(stage, accounts) {
  const answers = await Promise.all(accounts.map((account) => stage.readers.read(account)));
  const refused = answers.filter(({ status }) => status !== 200);
  if (refused.length > 0)
    throw new Error(`nobody took over: ${refused[0].status} ${refused[0].error ?? refused[0].body?.detail}`);
  return answers;
}

const newest = (stage, account) => stage.ledger(account).current('classic');

const stopRenewer = {
  name: 'stop-renewer',
  title:
    'the renewer stands still past its lease with WeChat’s answer in hand; when it wakes, it wants to write',
  async run(stage, check, { realTime }) {
    const rounds = realTime ? 9 : 2;
    const [holder] = stage.instances;
    const [cable] = stage.cables;
    let [overwrites, fencedOff, notNewest] = [0, 0, 0];
    const accounts = await classicAccounts(stage, ACCOUNTS);
    let round = 0;
    // After a stale overwrite nothing more can be learnt.
    for (; round < rounds && overwrites === 0; round++) {
      await ended(stage, accounts);
      const answers = gate();
      const rules = accounts.map(({ appId }) =>
        stage.upstream.rule({ appId, door: 0, heldUntil: answers.passed, times: 1 }),
      );
      const early = accounts.map((account) => stage.readers.read(account, holder));
      await stage.until(() => rules.every(({ hits }) => hits === 1), 4_000, 'the holder to ask');
      const late = accounts.map(({ appId }) => stage.upstream.fetches({ appId, door: 0 }).at(-1).value);
      // From here on nothing of what the holder says reaches Postgres; it hears from WeChat, and then stands still.
      cable.hold();
      answers.open();
      await pause(200);
      holder.suspend();
      await Promise.all(early);
      const taken = await takenOver(stage, accounts);
      const flow = stage.readers.flow(accounts, { perSecond: 100 });
      await pause(500);
      cable.release();
      holder.resume();
      await pause(2_500);
      const reads = await flow.stop();
      check.nothingFailed('reads', reads);
      const served = new Set(reads.answers.map(({ body }) => body?.access_token));
      overwrites += late.filter((value) => served.has(value)).length;
      for (const [index, account] of accounts.entries()) {
        const { body } = await stage.readers.read(account);
        notNewest += body.access_token === newest(stage, account) ? 0 : 1;
        if (body.version < taken[index].body.version) overwrites += 1;
        fencedOff += (await stage.rows.history(account)).filter(({ event }) => event === 'fenced_off').length;
      }
      for (const { id } of accounts)
        await stage.pool.query('DELETE FROM token_history WHERE account_id = $1', [id]);
    }
    check.exactly('late answers that overwrote a newer token', overwrites, 0);
    check.exactly('late answers fenced off and noted', fencedOff, round * ACCOUNTS);
    check.exactly('accounts left with another than the newest token', notNewest, 0);
    check.note(
      `${rounds} rounds of ${ACCOUNTS} accounts, stopped for more than the lease of ${LEASE_MS / 1000} s`,
    );
  },
};

const lateCall = {
  name: 'late-call',
  title:
    'the stopped renewer’s call reaches WeChat after the others have renewed: the token they hold is doomed',
  async run(stage, check) {
    const [holder] = stage.instances;
    const [account] = await classicAccounts(stage, 1);
    await ended(stage, [account]);
    const road = gate();
    const rule = stage.upstream.rule({ appId: account.appId, door: 0, beforeArrival: road.passed, times: 1 });
    const early = stage.readers.read(account, holder);
    await stage.until(() => rule.hits === 1, 4_000, 'the holder to ask');
    holder.suspend();
    await early;
    await takenOver(stage, [account]);
    const flow = stage.readers.flow(account, { perSecond: 50 });
    road.open();
    await pause(200);
    holder.resume();
    const since = performance.now();
    const healed = await stage
      .until(
        async () => (await stage.readers.read(account)).body?.access_token === newest(stage, account),
        12_000,
        'the newest token',
      )
      .catch(() => false);
    check.holds('the token that will live is stored again', healed);
    check.atMost('after', (performance.now() - since) / 1000, 10, ' s');
    check.nothingFailed('reads', await flow.stop());
  },
};

const slowRoad = {
  name: 'slow-road',
  title:
    'a call that was given up after three seconds reaches WeChat after the next one: the token held is doomed',
  async run(stage, check) {
    const [account] = await classicAccounts(stage, 1);
    await stage.rows.ageUntilLeft(account, 500, 'classic');
    const slow = stage.upstream.rule({ appId: account.appId, arriveAfterMs: 4_500, times: 1 });
    const flow = stage.readers.flow(account, { perSecond: 50 });
    await stage.until(() => slow.hits === 1, 10_000, 'the first call');
    await stage.until(async () => (await stage.rows.of(account)).version === 2, 15_000, 'the renewal');
    await pause(2_000);
    // Four of the five minutes in which the doomed one still works.
    for (let minutes = 0; minutes < 4; minutes++) {
      await stage.rows.age(account, 60);
      await pause(2_500);
    }
    const { body } = await stage.readers.read(account);
    check.holds(
      'the token that will live is stored again, before the other dies',
      body.access_token === newest(stage, account),
    );
    await stage.rows.age(account, 61);
    await pause(2_000);
    check.exactly(
      'what readers are given then',
      stage.upstream.judge((await stage.readers.read(account)).body.access_token).state,
      'valid',
    );
    check.nothingFailed('reads', await flow.stop());
  },
};

const outOfOrder = {
  name: 'out-of-order',
  title: 'WeChat’s first answer is so late that a second call is answered before it',
  async run(stage, check) {
    const [account] = await classicAccounts(stage, 1);
    await stage.rows.ageUntilLeft(account, 500, 'classic');
    const { seq } = stage.upstream;
    const slow = stage.upstream.rule({ appId: account.appId, answerAfterMs: 6_000, times: 1 });
    const flow = stage.readers.flow(account, { perSecond: 100 });
    await stage.until(() => slow.hits === 1, 10_000, 'the first call');
    await stage.until(async () => (await stage.rows.of(account)).version === 2, 15_000, 'the renewal');
    await stage.until(
      () => stage.upstream.fetches({ appId: account.appId, since: seq })[0].answeredAt !== null,
      10_000,
      'the late answer',
    );
    await pause(1_500);
    check.nothingFailed('reads', await flow.stop());
    const { body } = await stage.readers.read(account);
    check.holds('the newest token is kept', body.access_token === newest(stage, account));
    check.atMost('upstream calls', stage.upstream.fetches({ appId: account.appId, since: seq }).length, 3);
  },
};

export const fences = [stopRenewer, lateCall, slowRoad, outOfOrder];
