// Callers say that WeChat refused the token.
import { pause } from '../stage.mjs';
import { strangerFetches, strangerForcesIt } from '../stranger.mjs';

const refreshPath = ({ key }) => `/api/v1/accounts/${key}/token/refresh`;

/** `count` callers report the same token at once, spread over all instances, by version and by value in turns. */
function report(stage, account, { version, access_token }, count) {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      stage.readers.ask(
        stage.instances[i % stage.instances.length],
        'POST',
        refreshPath(account),
        i % 2 ? { version } : { access_token },
      ),
    ),
  );
}

const statusesOf = (answers) => [...new Set(answers.map(({ status }) => status))].join(', ');

const hundredReports = {
  name: 'hundred-reports',
  title: 'a hundred callers report the same dead token at once; WeChat goes on giving it until it is forced',
  async run(stage, check) {
    const account = await stage.withToken();
    const { body: dead } = await stage.readers.read(account);
    stage.ledger(account).reject(dead.access_token);
    const { seq } = stage.upstream;
    const answers = await report(stage, account, dead, 100);
    const calls = stage.upstream.calls({ appId: account.appId, since: seq });
    check.exactly('answers', statusesOf(answers), '200');
    check.exactly('versions answered', [...new Set(answers.map(({ body }) => body.version))].join(', '), '2');
    check.exactly('forced renewals', calls.filter(({ force }) => force).length, 1);
    check.atMost('upstream calls, the asking and the checking included', calls.length, 3);
    check.exactly('version stored', (await stage.rows.of(account)).version, 2);

    const later = stage.upstream.seq;
    const late = await report(stage, account, dead, 100);
    check.exactly('a hundred more, late', statusesOf(late), '200');
    check.exactly('renewed for them', late.filter(({ body }) => body.refreshed).length, 0);
    check.exactly('calls for them', stage.upstream.calls({ appId: account.appId, since: later }).length, 0);
  },
};

const unfoundedReports = {
  name: 'unfounded-reports',
  title: 'two hundred reports of a token that lives: nothing is forced',
  async run(stage, check) {
    const account = await stage.withToken();
    const { body: alive } = await stage.readers.read(account);
    const { seq } = stage.upstream;
    for (let round = 0; round < 2; round++) await report(stage, account, alive, 100);
    const calls = stage.upstream.calls({ appId: account.appId, since: seq });
    check.exactly('forced renewals', calls.filter(({ force }) => force).length, 0);
    check.exactly('version stored', (await stage.rows.of(account)).version, 1);
    check.exactly('the token', stage.upstream.judge(alive.access_token).state, 'valid');
    check.note(`${calls.length} calls to WeChat for 200 reports`);
  },
};

const reportStorm = {
  name: 'report-storm',
  title: 'WeChat refuses every token there is for 20 s, and everybody reports each',
  async run(stage, check) {
    const account = await stage.withToken();
    const { seq } = stage.upstream;
    const giveUpAt = performance.now() + 20_000;
    while (performance.now() < giveUpAt) {
      const value = stage.ledger(account).current('stable');
      stage.ledger(account).reject(value);
      await report(
        stage,
        account,
        { version: (await stage.rows.of(account)).version, access_token: value },
        20,
      ).catch(() => undefined);
      await pause(200);
    }
    const forced = stage.upstream.calls({ appId: account.appId, since: seq }).filter(({ force }) => force);
    check.atMost('forced renewals', forced.length, 1);
    const calls = stage.upstream.calls({ appId: account.appId, since: seq }).length;
    check.atMost('calls a second', calls / 20, 10);
  },
};

const strangerClassic = {
  name: 'stranger-classic',
  title: 'a stranger with the same appid and secret fetches a classic token: ours dies after its overlap',
  async run(stage, check) {
    const account = await stage.withToken({ mode: 'classic' });
    const { body: ours } = await stage.readers.read(account);
    await strangerFetches(stage, account);
    await stage.rows.age(account, 301);
    check.exactly('our token', stage.upstream.judge(ours.access_token).state, 'superseded');
    const { seq } = stage.upstream;
    const [answer] = await report(stage, account, ours, 1);
    check.exactly(
      'the first report is answered',
      `${answer.status} version ${answer.body.version}`,
      '200 version 2',
    );
    check.exactly('with a token that is', stage.upstream.judge(answer.body.access_token).state, 'valid');
    check.exactly(
      'calls for a token',
      stage.upstream.fetches({ appId: account.appId, since: seq }).length,
      1,
    );
    const died = (await stage.rows.history(account)).find(({ event }) => event === 'died');
    check.exactly('the history names the cause', died?.cause, 'fetched_elsewhere');
    const reads = await stage.readers.burst(account, 40);
    await pause(1_500);
    check.exactly('everybody has it', [...(await stage.readers.burst(account, 40)).versions].join(', '), '2');
    check.nothingFailed('reads', reads);
  },
};

const strangerForces = {
  name: 'stranger-forces',
  title: 'a stranger forces the stable token: ours is void at once, and is healed without another force',
  async run(stage, check) {
    const account = await stage.withToken();
    const { body: ours } = await stage.readers.read(account);
    await strangerForcesIt(stage, account);
    const { seq } = stage.upstream;
    const answers = await report(stage, account, ours, 100);
    check.exactly('answers', statusesOf(answers), '200');
    check.exactly(
      'tokens answered',
      [...new Set(answers.map(({ body }) => stage.upstream.judge(body.access_token).state))].join(', '),
      'valid',
    );
    const calls = stage.upstream.calls({ appId: account.appId, since: seq });
    check.exactly('forced by us', calls.filter(({ force }) => force).length, 0);
    check.exactly('calls for a token', calls.filter(({ family }) => family === 'stable').length, 1);
    const died = (await stage.rows.history(account)).find(({ event }) => event === 'died');
    check.exactly('the history names the cause', died?.cause, 'forced_elsewhere');
  },
};

export const reports = [hundredReports, unfoundedReports, reportStorm, strangerClassic, strangerForces];
