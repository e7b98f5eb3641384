// WeChat refuses to issue tokens at all, for reasons that only an operator, or midnight, can end.
import { passTime } from '../passing-time.mjs';

const MOST_CALLS = 5;
const MINUTES = 10;
const REFUSALS = [
  { errcode: 40001, remedy: /rotate-secret/ },
  { errcode: 40125, remedy: /rotate-secret/ },
  { errcode: 40164, remedy: /203\.0\.113\.7/ },
  { errcode: 45009, remedy: /midnight|Beijing/i },
];

const operatorErrors = {
  name: 'operator-errors',
  title: 'WeChat answers 40001, 40125, 40164 or 45009 for ten minutes, while readers do not cease to ask',
  async run(stage, check, { realTime }) {
    const accounts = await stage.newAccounts(REFUSALS.length);
    await stage.warm(accounts);
    const { seq } = stage.upstream;
    for (const [index, { errcode }] of REFUSALS.entries())
      stage.upstream.rule({ appId: accounts[index].appId, errcode });
    for (const account of accounts) await stage.rows.ageUntilLeft(account, 230);
    const flow = stage.readers.flow(accounts, { perSecond: 80 });
    await Promise.all(accounts.map((account) => passTime(stage, account, MINUTES * 60, { realTime })));
    await flow.stop();
    for (const [index, { errcode, remedy }] of REFUSALS.entries()) {
      const account = accounts[index];
      const calls = stage.upstream.fetches({ appId: account.appId, since: seq }).length;
      check.atMost(`calls in ${MINUTES} minutes of ${errcode}`, calls, MOST_CALLS);
      check.atLeast(`calls in ${MINUTES} minutes of ${errcode}`, calls, 1);
      const row = await stage.rows.of(account);
      check.exactly('state', row.failure, String(errcode));
      const { status, headers, body } = await stage.readers.read(account);
      check.exactly('a reader hears', `${status} ${body?.code}`, '503 token.unavailable');
      check.holds('with the remedy', remedy.test(body?.detail ?? ''), body?.detail);
      check.atLeast('and when to ask again', Number(headers?.['retry-after']), 1, ' s');
    }
    const logs = stage.instances.map((instance) => instance.output()).join('\n');
    check.holds('the log says that an operator must act', /operator_must_act/.test(logs));
    check.holds('no secret is told', !accounts.some(({ secret }) => logs.includes(secret)));
  },
};

const operatorRepairs = {
  name: 'operator-repairs',
  title: 'the AppSecret was reset; the moment the new one is entered, the token comes',
  async run(stage, check) {
    const account = await stage.newAccount();
    const known = stage.upstream.account(account.appId);
    known.secret = 'reset meanwhile';
    await stage.until(async () => (await stage.readers.read(account)).status === 503, 15_000, 'the refusal');
    known.secret = 'f'.repeat(32);
    await stage.enterSecret(account, known.secret);
    const since = performance.now();
    const read = await stage.until(
      async () => {
        const answer = await stage.readers.read(account);
        return answer.status === 200 && answer;
      },
      15_000,
      'a token',
    );
    check.exactly('a token', stage.upstream.judge(read.body.access_token).state, 'valid');
    check.atMost('after', (performance.now() - since) / 1000, 4, ' s');
  },
};

export const refusals = [operatorErrors, operatorRepairs];
