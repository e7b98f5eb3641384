// WeChat does not answer, or answers nonsense.
import { passTime } from '../passing-time.mjs';
import { SLACK_MS } from '../readers.mjs';
import { pause } from '../stage.mjs';

const BUSY = [
  { errcode: -1 },
  { status: 502, text: '<html><body>502 Bad Gateway</body></html>' },
  { reset: true },
];

/** Spoils every call for this account, in turns, and now and then lets one hang. */
function spoil(stage, { appId }) {
  let calls = 0;
  const rules = [...BUSY, { hang: true }].map((how, index) =>
    stage.upstream.rule({
      appId,
      ...how,
      when: () => (calls % 8 === 7 ? 3 : calls % 3) === index && ++calls > 0,
    }),
  );
  return () => rules.forEach((rule) => rule.remove());
}

const upstreamDown = {
  name: 'upstream-down',
  title: 'WeChat is down for 4 minutes inside the window: busy, 502, resets, silence',
  async run(stage, check, { realTime }) {
    const account = await stage.withToken();
    const flow = stage.readers.flow(account, { perSecond: 100 });
    const heal = spoil(stage, account);
    const { seq } = stage.upstream;
    await stage.rows.ageUntilLeft(account, 299);
    await stage.rows.makeDue(account);
    await stage.until(
      () => stage.upstream.fetches({ appId: account.appId, since: seq }).length > 0,
      10_000,
      'the first try',
    );
    const { skipped } = await passTime(stage, account, 240, { realTime });
    const calls = stage.upstream.fetches({ appId: account.appId, since: seq }).length;
    const left = stage.ledger(account).remaining('stable');
    heal();
    const since = performance.now();
    await stage.until(async () => (await stage.rows.of(account)).version === 2, 30_000, 'the renewal');
    const recovered = (performance.now() - since) / 1000;
    await pause(1_500);
    const reads = await flow.stop();
    check.nothingFailed('reads', reads);
    check.atMost('upstream calls in 4 minutes', calls, 40);
    check.atLeast('upstream calls in 4 minutes', calls, 15);
    check.atMost('renewed after it is back', recovered, 10, ' s');
    check.note(
      `${Math.round(skipped)} of 240 s were skipped while nobody would have done anything; ${Math.round(left)} s of life were left`,
    );
  },
};

const upstreamDownPastExpiry = {
  name: 'upstream-down-past-expiry',
  title: 'WeChat is down when the token ends, and a minute longer',
  async run(stage, check, { realTime }) {
    const account = await stage.withToken();
    const heal = spoil(stage, account);
    const flow = stage.readers.flow(account, { perSecond: 100 });
    await stage.rows.ageUntilLeft(account, 4);
    await stage.until(() => stage.ledger(account).remaining('stable') <= 0, 8_000, 'its end');
    const endedAt = performance.now();
    await passTime(stage, account, 60, { realTime });
    const during = await stage.readers.burst(account, 40);
    heal();
    const healedAt = performance.now();
    await stage.until(async () => (await stage.readers.read(account)).status === 200, 30_000, 'a token');
    const recovered = (performance.now() - healedAt) / 1000;
    await pause(1_500);
    const { answers } = await flow.stop();
    const dark = answers.filter(({ at, ms }) => at > endedAt + SLACK_MS && at + ms < healedAt);
    const before = answers.filter(({ at, ms }) => at + ms < endedAt - 1_000);
    check.exactly('failed reads before its end', before.filter(({ status }) => status !== 200).length, 0);
    check.exactly(
      `answers to ${dark.length} reads after it`,
      [...new Set(dark.map(({ status }) => status))].join(', '),
      '503',
    );
    const told = [...dark, ...during.answers].filter(
      ({ headers, body }) => Number(headers?.['retry-after']) >= 1 && body?.code === 'token.unavailable',
    );
    check.exactly('of them with Retry-After and the reason', told.length, dark.length + during.reads);
    check.atMost('slowest of them', Math.max(...dark.map(({ ms }) => ms)) / 1000, 10, ' s');
    check.atMost('a token again after it is back', recovered, 10, ' s');
  },
};

const long = `80_${'x'.repeat(600)}`;
const GARBAGE = {
  'an HTML page': { status: 502, text: '<html>502</html>' },
  'half a body': { text: '{"access_token":"80_abc","expi' },
  'an empty body': { text: '' },
  'a list': { text: '[]' },
  'no token': { text: '{"expires_in":7200}' },
  'an empty token': { answer: { access_token: '' } },
  'a token with a line break': { answer: { access_token: '80_a\nb' } },
  'no life': { text: '{"access_token":"80_abc"}' },
  'a life of 0': { answer: { expires_in: 0 } },
  'a life of -1': { answer: { expires_in: -1 } },
  'a life in words': { answer: { expires_in: '7200' } },
  'a life of 10^9': { answer: { expires_in: 1_000_000_000 } },
};

const garbage = {
  name: 'garbage',
  title: 'what answers is not what WeChat sends: the token held is kept',
  async run(stage, check) {
    const kinds = Object.entries(GARBAGE);
    const accounts = await stage.newAccounts(kinds.length);
    const lengthy = await stage.newAccount({ mint: () => long });
    await stage.warm([...accounts, lengthy]);
    const rules = accounts.map(({ appId }, index) => stage.upstream.rule({ appId, ...kinds[index][1] }));
    const before = await Promise.all(accounts.map((account) => stage.rows.of(account)));
    for (const account of accounts) await stage.rows.ageUntilLeft(account, 200);
    const flow = stage.readers.flow(accounts, { perSecond: 60 });
    await stage.until(() => rules.every(({ hits }) => hits >= 2), 30_000, 'two answers to each');
    const after = await Promise.all(accounts.map((account) => stage.rows.of(account)));
    const changed = kinds.filter(
      (_, i) =>
        after[i].version !== before[i].version || !after[i].access_token.equals(before[i].access_token),
    );
    check.exactly(
      'garbage that was taken for a token',
      changed.map(([kind]) => kind).join(', ') || 'none',
      'none',
    );
    for (const rule of rules) rule.remove();
    await stage.until(
      async () =>
        (await Promise.all(accounts.map((account) => stage.rows.of(account)))).every(
          ({ version }) => version === 2,
        ),
      30_000,
      'all renewals',
    );
    check.nothingFailed('reads', await flow.stop());
    const { body } = await stage.readers.read(lengthy);
    check.exactly('length of a token of 603 characters', body.access_token.length, 603);
  },
};

export const outages = [upstreamDown, upstreamDownPastExpiry, garbage];
