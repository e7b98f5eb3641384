// What random chaos may do. Each strikes, heals what it did, and says in a word whom it met; none lasts as long as the
// shortest margin, so no read may fail.
import { skewed } from './skew.mjs';
import { pause } from './stage.mjs';
import { strangerFetches, strangerForcesIt } from './stranger.mjs';

const any = (stage) => stage.dice.one(stage.instances);

export const FAULTS = [
  {
    name: 'kill',
    async strike(stage) {
      const instance = any(stage);
      await instance.end('SIGKILL');
      await pause(stage.dice.whole(0, 1_500));
      await instance.start();
      return instance.index;
    },
  },
  {
    name: 'kill of a renewer',
    async strike(stage, accounts) {
      const account = stage.dice.one(accounts);
      const slow = stage.upstream.rule({ appId: account.appId, answerAfterMs: 2_000, times: 1 });
      await stage.rows.makeDue(account);
      const asked = await stage.until(() => slow.hits === 1, 6_000, 'a renewal').catch(() => false);
      slow.remove();
      if (!asked) return 'nobody asked';
      const instance = stage.renewerOf(account);
      // What WeChat answered it is lost, and with a classic token may have voided the present one: nobody can know.
      const see = stage.blind(stage.instances);
      await instance.end('SIGKILL');
      await instance.start();
      see();
      return instance.index;
    },
  },
  {
    name: 'term',
    async strike(stage) {
      const instance = any(stage);
      await instance.end('SIGTERM');
      await instance.start();
      return instance.index;
    },
  },
  {
    name: 'stop',
    async strike(stage) {
      const instance = any(stage);
      const ms = stage.dice.whole(500, 8_000);
      const sees = stage.blind([instance]);
      instance.suspend();
      await pause(ms);
      instance.resume();
      sees();
      return `${instance.index} for ${ms} ms`;
    },
  },
  {
    name: 'postgres restart',
    async strike(stage) {
      const ms = stage.dice.whole(0, 3_000);
      const see = stage.blind(stage.instances);
      await stage.postgres.stop('immediate');
      await pause(ms);
      await stage.postgres.start();
      see();
      return `after ${ms} ms`;
    },
  },
  {
    name: 'cut cable',
    async strike(stage) {
      stage.blind(stage.instances)();
      for (const cable of stage.cables) if (stage.dice.fraction() < 0.5) cable.cut();
    },
  },
  {
    name: 'swallowing cable',
    async strike(stage) {
      const instance = any(stage);
      const cable = stage.cables[instance.index];
      const ms = stage.dice.whole(500, 4_000);
      const sees = stage.blind([instance]);
      cable.swallow();
      await pause(ms);
      cable.heal();
      sees();
      return `${instance.index} for ${ms} ms`;
    },
  },
  {
    name: 'upstream fault',
    async strike(stage, accounts) {
      const account = stage.dice.one(accounts);
      const how = stage.dice.one([
        { errcode: -1 },
        { status: 502, text: '<html>502</html>' },
        { text: '{"access_token":"80_half' },
        { reset: true },
        { hang: true },
        { answerAfterMs: 2_900 },
        { answerAfterMs: 3_100 },
        { arriveAfterMs: 3_500 },
      ]);
      const rule = stage.upstream.rule({ appId: account.appId, ...how });
      // An answer that comes too late is lost as well.
      const see = stage.blind(stage.instances);
      await stage.rows.makeDue(account);
      await pause(stage.dice.whole(1_000, 5_000));
      rule.remove();
      see();
      return JSON.stringify(how);
    },
  },
  {
    name: 'skew',
    async strike(stage) {
      const instance = any(stage);
      await instance.end('SIGTERM');
      const seconds = stage.dice.one([-3_600, -600, 600, 3_600]);
      await instance.start(skewed(seconds).env);
      return `${instance.index} by ${seconds} s`;
    },
  },
  {
    name: 'due at once',
    async strike(stage, accounts) {
      for (const account of accounts) await stage.rows.makeDue(account);
    },
  },
  {
    name: 'stranger',
    async strike(stage, accounts) {
      const account = stage.dice.one(accounts);
      const { body } = await stage.readers.read(account);
      await (account.mode === 'classic' ? strangerFetches : strangerForcesIt)(stage, account);
      await reportFrom(stage, account, body, 20);
      return account.mode;
    },
  },
  {
    name: 'reports',
    async strike(stage, accounts) {
      const account = stage.dice.one(accounts);
      const { body } = await stage.readers.read(account);
      if (stage.dice.fraction() < 0.5 && body) stage.ledger(account).reject(body.access_token);
      await reportFrom(stage, account, body, 40);
    },
  },
];

async function reportFrom(stage, account, body, count) {
  const up = stage.instances.filter(({ inRotation }) => inRotation);
  if (!body || up.length === 0) return;
  const path = `/api/v1/accounts/${account.key}/token/refresh`;
  const reports = Array.from({ length: count }, (_, i) =>
    stage.readers.ask(up[i % up.length], 'POST', path, { version: body.version }),
  );
  await Promise.allSettled(reports);
}
