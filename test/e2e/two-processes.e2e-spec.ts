import { identityOf } from '../../src/sandbox/personas/identity.js';
import { ServerGroup } from '../support/server-process-group.js';
import type { Visitor } from '../support/visitor.js';

jest.setTimeout(60_000);

const EXCHANGE = '/sns/oauth2/access_token';
const REFRESH = '/sns/oauth2/refresh_token';
const A = 0;
const B = 1;

let group: ServerGroup;

beforeAll(async () => {
  group = await ServerGroup.start(2);
});

afterAll(() => group.stop());

afterEach(() => {
  group.sandbox.world.faults.clear();
  group.sandbox.world.clock.reset();
});

let visitors = 0;
const nextPersona = () => `visitor-${++visitors}`;

const openidOf = (persona: string) => {
  const { personas } = group.sandbox.world;
  return identityOf(group.account, { persona: personas.get(persona), snapshot: false }).openid;
};

const usersOf = (persona: string) =>
  group.rows<{ id: string }>('SELECT id FROM wechat_user WHERE openid = $1', [openidOf(persona)]);

const sessionsOf = (persona: string) =>
  group.rows('SELECT 1 FROM session s JOIN wechat_user u ON u.id = s.user_id WHERE u.openid = $1', [
    openidOf(persona),
  ]);

/** Looks again until it holds; a test's own time limit ends it. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('64 callbacks with one state, at once over two processes', () => {
  it.each(['the same code', 'a code each'])(
    'with %s: one exchange, one session, one answer',
    async (codes) => {
      const persona = nextPersona();
      const visitor = group.visitor(persona, A);
      const link = (await visitor.open('/me', { before: /connect\/oauth2/ })).ahead!;
      const callbacks: string[] = [await visitor.untilCallback(link)];
      while (codes === 'a code each' && callbacks.length < 64)
        callbacks.push(await visitor.untilCallback(link));
      const since = group.sandbox.world.journal.newestSeq;

      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) => {
          const same = visitor.fork({ network: group.members[index % 2]!.network });
          return same.send('GET', callbacks[index % callbacks.length]!);
        }),
      );

      expect(group.sandbox.world.journal.list({ path: EXCHANGE, since })).toHaveLength(1);
      expect(await usersOf(persona)).toHaveLength(1);
      expect(await sessionsOf(persona)).toHaveLength(1);
      expect(new Set(answers.map(({ status, location }) => `${status} ${location}`))).toEqual(
        new Set(['302 /me']),
      );
      const cookies = new Set(answers.flatMap((answer) => answer.cookies));
      expect(answers.map((answer) => answer.cookies.length)).toEqual(answers.map(() => 1));
      expect(cookies.size).toBe(1);
      expect([...cookies][0]).toMatch(/^lingpai=ls_/);
    },
  );

  it('from 64 browsers: the one it belongs to gets the session, the others become themselves', async () => {
    const owner = nextPersona();
    const visitor = group.visitor(owner, A);
    const callback = await visitor.untilCallback('/me');
    const since = group.sandbox.world.journal.newestSeq;
    const strangers = Array.from({ length: 63 }, (_, index) => group.visitor(nextPersona(), index % 2));

    const journeys = await Promise.all([visitor, ...strangers].map((each) => each.open(callback)));

    expect(new Set(journeys.map(({ last }) => last.status))).toEqual(new Set([200]));
    for (const [index, each] of [visitor, ...strangers].entries())
      expect(journeys[index]!.last.body.replaceAll(/<[^>]*>/g, '')).toContain(
        openidOf(each.settings.persona),
      );
    const code = new URL(callback).searchParams.get('code')!;
    const exchanges = group.sandbox.world.journal.list({ path: EXCHANGE, since });
    expect(exchanges.filter(({ query }) => query.includes(code))).toHaveLength(1);
    expect(exchanges).toHaveLength(64);
    expect(await sessionsOf(owner)).toHaveLength(1);
  });
});

describe('a session', () => {
  it('made on one process is known on the other', async () => {
    const visitor = group.visitor('follower', A);
    await visitor.open('/me');
    const view = (await group.through(visitor, B).ask('GET', '/auth/session')).json();
    expect(view).toMatchObject({ account: 'main', openid: openidOf('follower') });
  });

  it('begun on one process and ended on the other leads to the page', async () => {
    const visitor = group.visitor(nextPersona(), A);
    const callback = await visitor.untilCallback('/me?from=a');
    const journey = await group.through(visitor, B).open(callback);
    expect([journey.last.status, new URL(journey.address).search]).toEqual([200, '?from=a']);
  });

  it('ended on one process is dead on the other at once', async () => {
    const visitor = group.visitor(nextPersona(), A);
    await visitor.open('/me');
    const copies = [visitor.fork(), group.through(visitor, B).fork({ network: group.members[B]!.network })];
    expect((await copies[1]!.ask('GET', '/auth/session')).status).toBe(200);
    expect((await visitor.ask('POST', '/auth/logout')).status).toBe(204);
    for (const copy of copies) expect((await copy.ask('GET', '/auth/session')).status).toBe(401);
  });

  it('replaced by another on one process is dead on the other at once', async () => {
    const visitor = group.visitor(nextPersona(), A, { consents: 'allow' });
    await visitor.open('/me');
    const old = visitor.fork({ network: group.members[B]!.network });
    await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    expect((await old.ask('GET', '/auth/session')).status).toBe(401);
    expect((await group.through(visitor, B).ask('GET', '/auth/session')).status).toBe(200);
  });

  it('outlives the process that made it', async () => {
    const visitor = group.visitor(nextPersona(), A);
    await visitor.open('/me');
    await group.members[A]!.process.end('SIGTERM');
    await group.startAgain(A);
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
  });
});

describe('a process that is killed while it asks WeChat for a token', () => {
  afterEach(async () => {
    if (!group.members[A]!.process.alive) await group.startAgain(A);
  });

  /** Somebody whose exchange was under way on A when A was killed. */
  async function interrupted(persona: string): Promise<{ visitor: Visitor; callback: string }> {
    const visitor = group.visitor(persona, A);
    const callback = await visitor.untilCallback('/me');
    group.sandbox.world.faults.replace([{ path: EXCHANGE, latencyMs: 400, times: 1 }]);
    const broken = visitor.send('GET', callback).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => group.sandbox.world.faults.list()[0]!.hits === 1);
    await group.members[A]!.process.end('SIGKILL');
    expect(await broken).toBe('cut');
    // WeChat does not know that nobody listens: the code is used up.
    await until(() =>
      group.sandbox.world.journal.list({ path: EXCHANGE }).at(-1)!.query.includes(codeOf(callback)),
    );
    return { visitor, callback };
  }

  const codeOf = (callback: string) => new URL(callback).searchParams.get('code')!;

  it('leaves no half of anybody behind, and the next process signs them in', async () => {
    const persona = nextPersona();
    const { visitor } = await interrupted(persona);
    expect(await usersOf(persona)).toEqual([]);
    expect(await sessionsOf(persona)).toEqual([]);

    const journey = await group.through(visitor, B).open('/me');
    expect(journey.last.status).toBe(200);
    expect([await usersOf(persona), await sessionsOf(persona)].map((rows) => rows.length)).toEqual([1, 1]);
  });

  it('and the same callback on the next process lands once the first is surely gone', async () => {
    const persona = nextPersona();
    const { visitor, callback } = await interrupted(persona);
    await group.rows(
      `UPDATE login_attempt SET claimed_at = claimed_at - interval '16 seconds' WHERE status = 'exchanging'`,
    );
    const journey = await group.through(visitor, B).open(callback);

    expect([journey.last.status, new URL(journey.address).pathname]).toEqual([200, '/me']);
    expect([await usersOf(persona), await sessionsOf(persona)].map((rows) => rows.length)).toEqual([1, 1]);
  });
});

describe('a visitor’s own token', () => {
  interface Token {
    state: string;
    version: number;
    fresh: boolean;
  }

  const tokenOf = async (persona: string) =>
    (
      await group.rows<Token>(
        `SELECT t.state, t.version, t.expires_at > now() AS fresh FROM user_token t
         JOIN wechat_user u ON u.id = t.user_id WHERE u.openid = $1`,
        [openidOf(persona)],
      )
    )[0]!;

  const lapse = (persona: string) =>
    group.rows(
      `UPDATE user_token SET expires_at = now() - interval '1 second' FROM wechat_user u
       WHERE u.id = user_id AND u.openid = $1`,
      [openidOf(persona)],
    );

  /** Somebody who showed their profile. */
  async function shown(): Promise<{ persona: string; visitor: Visitor; since: number }> {
    const persona = nextPersona();
    const visitor = group.visitor(persona, A, { consents: 'allow' });
    await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    return { persona, visitor, since: group.sandbox.world.journal.newestSeq };
  }

  const refreshesSince = (since: number) => group.sandbox.world.journal.list({ path: REFRESH, since });

  /** 20 requests for the profile at once, ten by each process. */
  const twenty = (visitor: Visitor) =>
    Promise.all(
      Array.from({ length: 20 }, (_, index) => group.through(visitor, index % 2).ask('POST', '/me/profile')),
    );

  it('that has lapsed is renewed once, however many ask on however many processes', async () => {
    const { persona, visitor, since } = await shown();
    await lapse(persona);
    const answers = await twenty(visitor);

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(refreshesSince(since)).toHaveLength(1);
    expect(await tokenOf(persona)).toEqual({ state: 'live', version: 2, fresh: true });
  });

  it('that only WeChat knows to have lapsed (42001) is renewed once, and each call made again', async () => {
    const { persona, visitor, since } = await shown();
    group.sandbox.world.clock.advance(7_201);
    const answers = await twenty(visitor);

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(refreshesSince(since)).toHaveLength(1);
    expect(await tokenOf(persona)).toEqual({ state: 'live', version: 2, fresh: true });
  });

  it('that has not lapsed is not renewed', async () => {
    const { visitor, since } = await shown();
    expect((await visitor.ask('POST', '/me/profile')).status).toBe(200);
    expect(refreshesSince(since)).toHaveLength(0);
  });

  it('whose renewal fails for now stays, and the next who asks succeeds', async () => {
    const { persona, visitor, since } = await shown();
    await lapse(persona);
    group.sandbox.world.faults.replace([{ path: REFRESH, errcode: -1, times: 1 }]);
    const failed = await visitor.ask('POST', '/me/profile');

    expect([failed.status, failed.json()['code']]).toEqual([502, 'user_token.refresh_failed']);
    expect(failed.json()['wechat']).toMatchObject({ errcode: -1 });
    expect((await group.through(visitor, B).ask('POST', '/me/profile')).status).toBe(200);
    expect(refreshesSince(since)).toHaveLength(2);
  });

  it('under renewal by a process that is killed is renewed by the next, once the lease is over', async () => {
    const { persona, visitor } = await shown();
    await lapse(persona);
    group.sandbox.world.faults.replace([{ path: REFRESH, latencyMs: 400, times: 1 }]);
    const broken = visitor.ask('POST', '/me/profile').then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => group.sandbox.world.faults.list()[0]!.hits === 1);
    await group.members[A]!.process.end('SIGKILL');
    expect(await broken).toBe('cut');
    await group.rows(`UPDATE user_token SET lease_until = now() WHERE lease_until IS NOT NULL`);

    expect((await group.through(visitor, B).ask('POST', '/me/profile')).status).toBe(200);
    await group.startAgain(A);
  });

  const ends: [name: string, end: (persona: string) => Promise<unknown>][] = [
    [
      'the user changed the password (42007), which WeChat tells of the token',
      async (persona) => group.sandbox.world.grants.revoke(persona, group.account.appId),
    ],
    [
      'the user changed the password (42007), which WeChat tells of the refresh token',
      async (persona) => {
        group.sandbox.world.grants.revoke(persona, group.account.appId);
        await lapse(persona);
      },
    ],
    ['30 days are over (42002)', async () => group.sandbox.world.clock.advance(30 * 86_400 + 1)],
    [
      'somebody else authorized with the same account (40030)',
      async (persona) => {
        await authorizeElsewhere(persona);
        await lapse(persona);
      },
    ],
  ];

  /** What a second installation with the same appid does. */
  async function authorizeElsewhere(persona: string): Promise<void> {
    const { world } = group.sandbox;
    const visitor = { persona: world.personas.get(persona), snapshot: false };
    const authorization = { appId: group.account.appId, visitor, scope: 'snsapi_base', login: 'elsewhere' };
    world.grants.open(authorization, identityOf(group.account, visitor));
  }

  it.each(ends)(
    'is beyond repair when %s: 409, and the next visit authorizes again by itself',
    async (_, end) => {
      const { persona, visitor } = await shown();
      await end(persona);
      const refused = await visitor.ask('POST', '/me/profile');

      expect([refused.status, refused.json()['code']]).toEqual([409, 'user_token.reauthorize']);
      expect((await tokenOf(persona)).state).toBe('reauthorize');
      const asked = group.sandbox.world.journal.newestSeq;
      for (const { status } of await twenty(visitor)) expect([401, 409]).toContain(status);
      expect(group.sandbox.world.journal.newestSeq).toBe(asked);

      const journey = await group.through(visitor, B).open('/me');
      expect([journey.last.status, new URL(journey.address).pathname]).toEqual([200, '/me']);
      expect(journey.answers.length).toBeGreaterThan(1);
      expect((await tokenOf(persona)).state).toBe('live');
      expect((await group.through(visitor, A).open('/me')).answers).toHaveLength(1);
    },
  );
});
