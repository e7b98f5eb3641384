// Pushes: delivered three times, to instances that are killed, over a Postgres that goes away.
import { startPusher } from '../pusher.mjs';
import { pause } from '../stage.mjs';

const MESSAGES = 5_000;
const AT_ONCE = 8;

/** Runs `work(0 … count - 1)`, so many at once. */
async function forEach(count, atOnce, work) {
  let next = 0;
  const hand = async () => {
    for (let at = next++; at < count; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}

const openidOf = (at) => `oChaos${String(at).padStart(22, '0')}`;

async function inboxOf(stage, { id }) {
  const { rows } = await stage.pool.query(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
       count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'dead')::int AS dead,
       count(*) FILTER (WHERE tries > 1)::int AS again,
       COALESCE(max(extract(epoch FROM ended_at - received_at)), 0)::float8 AS slowest
     FROM push_inbox WHERE account_id = $1`,
    [id],
  );
  return rows[0];
}

async function emptied(stage, account, withinMs) {
  return stage.until(
    async () => {
      const inbox = await inboxOf(stage, account);
      return inbox.waiting === 0 && inbox;
    },
    withinMs,
    'the inbox to be empty',
    100,
  );
}

const knownTo = (stage, { id }) =>
  stage.pool
    .query('SELECT count(*)::int AS n FROM wechat_user WHERE account_id = $1 AND subscribed', [id])
    .then(({ rows }) => rows[0].n);

function tellAnswers(check, pusher) {
  check.exactly(
    'odd answers',
    [...pusher.odd].map(([what, n]) => `${n} × ${what}`).join(', ') || 'none',
    'none',
  );
  check.note(
    `acknowledged in: median ${Math.round(pusher.quantile(0.5))} ms, p99 ${Math.round(pusher.quantile(0.99))} ms, longest ${Math.round(pusher.quantile(1))} ms`,
  );
}

const threeTimes = {
  name: 'pushes-three-times',
  title: `${MESSAGES} messages, each to three instances at once, a worker killed in the middle`,
  async run(stage, check) {
    const account = await stage.withToken();
    const pusher = await startPusher(stage, account);
    await pause(2_500);
    const [, victim] = stage.instances;
    const others = stage.instances.filter((instance) => instance !== victim);
    const three = (at) => () =>
      victim.inRotation
        ? [victim, others[at % others.length], others[(at + 1) % others.length]]
        : others.slice(0, 3);
    let killedAt = 0;
    await forEach(MESSAGES, AT_ONCE, async (at) => {
      if (at === Math.floor(MESSAGES * 0.4)) {
        // Cut off first, so that it surely dies with work in its hands.
        stage.cables[victim.index].swallow();
        await pause(300);
        killedAt = performance.now();
        await victim.end('SIGKILL');
      }
      await pusher.deliver(pusher.text(openidOf(at)), three(at));
    });
    const inbox = await emptied(stage, account, 40_000);
    check.exactly('messages acknowledged', pusher.acknowledged, MESSAGES);
    check.exactly('messages kept', inbox.all, MESSAGES);
    check.exactly('effects', inbox.done, MESSAGES);
    check.exactly('people known', await knownTo(stage, account), MESSAGES);
    check.atMost('slowest effect', inbox.slowest, 30, ' s');
    check.note(
      `${inbox.again} were taken over from the killed worker; killed ${Math.round((performance.now() - killedAt) / 1000)} s before the end`,
    );
    tellAnswers(check, pusher);
    await pusher.close();
  },
};

const postgresAway = {
  name: 'pushes-postgres-away',
  title: 'pushes go on while Postgres loses its memory at once and is away for 6 s',
  async run(stage, check) {
    const account = await stage.withToken();
    const pusher = await startPusher(stage, account);
    await pause(2_500);
    let [sent, awayMs] = [0, 0];
    let end = Infinity;
    const away = (async () => {
      await pause(3_000);
      const since = performance.now();
      await stage.postgres.stop('immediate');
      await pause(6_000);
      await stage.postgres.start();
      awayMs = performance.now() - since;
      end = performance.now() + 5_000;
    })();
    const acknowledged = [];
    const hands = Array.from({ length: 16 }, async () => {
      while (performance.now() < end) {
        const at = sent++;
        const openid = openidOf(at);
        const one = () => [stage.instances[at % stage.instances.length]];
        if (await pusher.deliver(pusher.text(openid), one)) acknowledged.push(openid);
        await pause(20);
      }
    });
    await Promise.all([away, ...hands]);
    const inbox = await emptied(stage, account, 60_000);
    check.atLeast('messages acknowledged', pusher.acknowledged, 100);
    const known = await stage.pool.query(
      'SELECT count(*)::int AS n FROM wechat_user WHERE account_id = $1 AND openid = ANY($2)',
      [account.id, acknowledged],
    );
    check.exactly('acknowledged and without effect', acknowledged.length - known.rows[0].n, 0);
    check.exactly('effects of those kept', inbox.done, inbox.all);
    check.note(`Postgres was away for ${(awayMs / 1000).toFixed(1)} s`);
    check.note(`${pusher.lost} of ${sent} were never acknowledged, in three deliveries each`);
    tellAnswers(check, pusher);
    await pusher.close();
  },
};

const slowEffects = {
  name: 'pushes-slow-effects',
  title: 'WeChat hangs when it is asked who follows, while hundreds follow; one closes the account',
  async run(stage, check) {
    const account = await stage.withToken();
    const pusher = await startPusher(stage, account);
    await pause(2_500);
    const hang = stage.upstream.rule({ family: 'info', hang: true });
    const instances = () => [stage.dice.one(stage.instances)];
    await forEach(600, 12, (at) => pusher.deliver(pusher.event(openidOf(at), 'subscribe'), instances));
    check.exactly('follows acknowledged', pusher.acknowledged, 600);
    check.atMost('acknowledged within (p99)', pusher.quantile(0.99) / 1000, 1, ' s');
    const gone = openidOf(7);
    const since = performance.now();
    await pusher.deliver(
      pusher.make({
        openid: 'oPlatform',
        rest: [
          ['MsgType', 'event'],
          ['Event', 'user_authorization_cancellation'],
          ['OpenID', gone],
          ['AppID', account.appId],
        ],
      }),
      instances,
    );
    const erased = async () =>
      (
        await stage.pool.query('SELECT 1 FROM wechat_user WHERE account_id = $1 AND openid = $2', [
          account.id,
          gone,
        ])
      ).rowCount === 0;
    await stage.until(erased, 60_000, 'the erasure');
    check.atMost('erased within, past all who wait', (performance.now() - since) / 1000, 60, ' s');
    hang.remove();
    tellAnswers(check, pusher);
    await pusher.close();
  },
};

export const pushes = [threeTimes, postgresAway, slowEffects];
