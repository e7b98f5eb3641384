import { identityOf } from '../../src/sandbox/personas/identity.js';
import { numberedPersona } from '../../src/sandbox/personas/persona.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import type { FaultRule } from '../../src/sandbox/traffic/faults.js';
import { RunningApp } from '../support/start-app.js';
import type { Journey, Visitor } from '../support/visitor.js';

jest.setTimeout(120_000);

const AUTHORIZE = '/connect/oauth2/authorize';
const EXCHANGE = '/sns/oauth2/access_token';
const CROWD = 1_000;
const AT_ONCE = 20;

let app: RunningApp;

beforeAll(async () => {
  app = await RunningApp.start({ env: { DATABASE_POOL_SIZE: '20' } });
});

afterAll(() => app.stop());

afterEach(() => app.world.faults.clear());

let visitors = 10_000;

/** A persona who was never here, and a browser of theirs. */
const nextVisitor = (): Visitor => app.visitor(`visitor-${++visitors}`);

const openidOf = ({ settings }: Visitor) =>
  identityOf(SANDBOX_ACCOUNT, { persona: numberedPersona(settings.persona)!, snapshot: false }).openid;

async function sessionsOf(visitor: Visitor): Promise<number> {
  const rows = await app.rows(
    'SELECT 1 FROM session s JOIN wechat_user u ON u.id = s.user_id WHERE u.openid = $1',
    [openidOf(visitor)],
  );
  return rows.length;
}

/** Whether a journey ended on the member page of this very visitor. */
function landed(visitor: Visitor, { last, address }: Journey): boolean {
  const shown = last.body.replaceAll(/<[^>]*>/g, '');
  return last.status === 200 && new URL(address).pathname === '/me' && shown.includes(openidOf(visitor));
}

const authorizations = (journey: Journey) =>
  journey.answers.filter(({ location }) => location?.includes(`${app.world.url}${AUTHORIZE}`)).length;

/** Runs `one` for each of the crowd, some at a time; answers those for whom it did not hold. */
async function crowd(one: (visitor: Visitor) => Promise<boolean>): Promise<string[]> {
  const waiting = Array.from({ length: CROWD }, nextVisitor);
  const failed: string[] = [];
  const line = async () => {
    for (let visitor = waiting.pop(); visitor; visitor = waiting.pop())
      if (!(await one(visitor))) failed.push(visitor.settings.persona);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return failed;
}

/** How often each code was taken to WeChat since entry `since` of the journal. */
function exchangesByCode(since: number): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { query } of app.world.journal.list({ path: EXCHANGE, since, limit: 20_000 })) {
    const code = new URLSearchParams(query).get('code')!;
    counted.set(code, (counted.get(code) ?? 0) + 1);
  }
  return counted;
}

describe(`the same callback twice, for ${CROWD} visitors`, () => {
  let since: number;
  let before: number;

  beforeEach(async () => {
    since = app.world.journal.newestSeq;
    before = await app.count('session');
  });

  /** One exchange for each code, one session for each visitor. */
  async function expectOneEach(): Promise<void> {
    const exchanges = exchangesByCode(since);
    expect(exchanges.size).toBe(CROWD);
    expect(Math.max(...exchanges.values())).toBe(1);
    expect((await app.count('session')) - before).toBe(CROWD);
    const doubled = await app.rows('SELECT user_id FROM session GROUP BY user_id HAVING count(*) > 1');
    expect(doubled).toEqual([]);
  }

  it('at once: both land on the page, signed in', async () => {
    const failed = await crowd(async (visitor) => {
      const callback = await visitor.untilCallback('/me');
      const [one, other] = await Promise.all([visitor.open(callback), visitor.open(callback)]);
      return landed(visitor, one) && landed(visitor, other);
    });
    expect(failed).toEqual([]);
    await expectOneEach();
  });

  it('one after the other: the second lands where the first did, in the same session', async () => {
    const failed = await crowd(async (visitor) => {
      const callback = await visitor.untilCallback('/me');
      const first = await visitor.open(callback, { before: /\/me$/ });
      const session = visitor.cookie('lingpai');
      const second = await visitor.open(callback);
      return first.ahead !== null && landed(visitor, second) && visitor.cookie('lingpai') === session;
    });
    expect(failed).toEqual([]);
    await expectOneEach();
  });

  it('by Back from the page: it lands there again', async () => {
    const failed = await crowd(async (visitor) => {
      const callback = await visitor.untilCallback('/me');
      const first = await visitor.open(callback);
      const back = await visitor.open(callback);
      const forward = await visitor.open('/me');
      return [first, back, forward].every((journey) => landed(visitor, journey));
    });
    expect(failed).toEqual([]);
    await expectOneEach();
  });

  it('with another code and the same state: the second code is left alone', async () => {
    const failed = await crowd(async (visitor) => {
      const link = (await visitor.open('/me', { before: /connect\/oauth2/ })).ahead!;
      const callback = await visitor.untilCallback(link);
      const another = await visitor.untilCallback(link);
      const first = await visitor.open(callback);
      const second = await visitor.open(another);
      return callback !== another && landed(visitor, first) && landed(visitor, second);
    });
    expect(failed).toEqual([]);
    await expectOneEach();
  });

  it('with another code and the same state, at once: both land, one code is left alone', async () => {
    const failed = await crowd(async (visitor) => {
      const link = (await visitor.open('/me', { before: /connect\/oauth2/ })).ahead!;
      const callbacks = [await visitor.untilCallback(link), await visitor.untilCallback(link)];
      const both = await Promise.all(callbacks.map((callback) => visitor.open(callback)));
      return both.every((journey) => landed(visitor, journey));
    });
    expect(failed).toEqual([]);
    await expectOneEach();
  });
});

describe('an address with a code in it, opened by somebody else', () => {
  const cases = [true, false].flatMap((used) => [true, false].map((bound) => ({ used, bound })));
  it.each(cases)(
    'makes them themselves (code used: $used, their browser was here before: $bound)',
    async (each) => {
      const owner = nextVisitor();
      const callback = await owner.untilCallback('/me');
      if (each.used) await owner.open(callback);
      const other = nextVisitor();
      if (each.bound) await other.open('/me', { before: /connect\/oauth2/ });
      const since = app.world.journal.newestSeq;
      const journey = await other.open(callback);

      expect(landed(other, journey)).toBe(true);
      expect(await sessionsOf(owner)).toBe(each.used ? 1 : 0);
      expect(await sessionsOf(other)).toBe(1);
      const code = new URL(callback).searchParams.get('code')!;
      expect(exchangesByCode(since).has(code)).toBe(false);
    },
  );

  it('leaves them who they are when they are signed in already', async () => {
    const callback = await nextVisitor().untilCallback('/me');
    const other = nextVisitor();
    await other.open('/me');
    const session = other.cookie('lingpai');
    const since = app.world.journal.newestSeq;

    expect(landed(other, await other.open(callback))).toBe(true);
    expect(other.cookie('lingpai')).toBe(session);
    expect(app.world.journal.newestSeq).toBe(since);
  });

  it('does not take the login away from whom it belongs to', async () => {
    const owner = nextVisitor();
    const callback = await owner.untilCallback('/me');
    await nextVisitor().open(callback);
    expect(landed(owner, await owner.open(callback))).toBe(true);
  });
});

describe('a browser that loses cookies', () => {
  it('is sent through WeChat once more, silently, when it lost them once', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    visitor.jar.clear();
    const journey = await visitor.open(callback);

    expect(landed(visitor, journey)).toBe(true);
    expect(authorizations(journey)).toBe(1);
    expect(await sessionsOf(visitor)).toBe(1);
  });

  it('is told about cookies when it keeps none, after going through WeChat twice and not for ever', async () => {
    const visitor = nextVisitor();
    visitor.jar.keeps = false;
    const since = app.world.journal.newestSeq;
    const journey = await visitor.open('/me');

    expect(journey.last.status).toBe(400);
    expect(journey.last.body).toContain('data-problem="cookies"');
    expect(authorizations(journey)).toBe(2);
    expect(exchangesByCode(since).size).toBe(0);
    expect(await sessionsOf(visitor)).toBe(0);
  });

  it('is told to rest when it keeps going round', async () => {
    const visitor = nextVisitor();
    let rounds = 0;
    let { last } = await visitor.open('/me');
    for (; last.status === 200 && rounds < 20; rounds += 1) {
      // The session is lost each time, the binding is not.
      visitor.jar.set('localhost', 'lingpai', 'lost');
      last = (await visitor.open('/me')).last;
    }
    expect([last.status, last.headers['retry-after']]).toEqual([429, '60']);
    expect(last.body).toContain('data-problem="too-many"');
    expect(rounds).toBe(5);
  });
});

describe('a login that took too long', () => {
  const expire = (callback: string) =>
    app.rows(
      `UPDATE login_attempt SET expires_at = now() - interval '1 second' WHERE state_hash = sha256($1::bytea)`,
      [Buffer.from(new URL(callback).searchParams.get('state')!)],
    );

  it('begins anew by itself, once', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    await expire(callback);
    const journey = await visitor.open(callback);

    expect(landed(visitor, journey)).toBe(true);
    expect(authorizations(journey)).toBe(1);
  });

  it('is told of when it took too long again', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    await expire(callback);
    const anew = await visitor.open(callback, { before: /connect\/oauth2/ });
    const second = await visitor.untilCallback(anew.ahead!);
    await expire(second);
    const journey = await visitor.open(second);

    expect(journey.answers).toHaveLength(1);
    expect(journey.last.status).toBe(400);
    expect(journey.last.body).toContain('data-problem="expired"');
    expect(await sessionsOf(visitor)).toBe(0);
  });

  it('with a code that WeChat has forgotten goes through WeChat once more', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    app.world.clock.advance(301);
    try {
      const journey = await visitor.open(callback);
      expect(landed(visitor, journey)).toBe(true);
      expect(authorizations(journey)).toBe(1);
    } finally {
      app.world.clock.reset();
    }
  });
});

describe('an answer of WeChat that was lost on the way', () => {
  it('leaves a code that is used up; the visitor lands after one more round', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    app.world.faults.replace([{ path: EXCHANGE, drop: 'after', times: 1 }]);
    const journey = await visitor.open(callback);

    expect(landed(visitor, journey)).toBe(true);
    expect(authorizations(journey)).toBe(1);
    expect(await sessionsOf(visitor)).toBe(1);
  });

  it('and so does a code that WeChat calls used though we never used it', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    const code = new URL(callback).searchParams.get('code')!;
    app.world.codes.redeem(code, SANDBOX_ACCOUNT.appId);
    const since = app.world.journal.newestSeq;
    const journey = await visitor.open(callback);

    expect(landed(visitor, journey)).toBe(true);
    expect(authorizations(journey)).toBe(1);
    expect(exchangesByCode(since).get(code)).toBe(1);
    expect(app.world.journal.list({ path: EXCHANGE, since })[0]!.rule).toBe('sns.code_used');
  });
});

describe('a WeChat that fails', () => {
  interface Failure {
    readonly name: string;
    readonly faults: FaultRule[];
    readonly problem: string;
    readonly status: number;
    /** Rounds through WeChat before the visitor is told. */
    readonly rounds: number;
  }

  const failures: Failure[] = [
    {
      name: 'cuts the connection',
      faults: [{ path: EXCHANGE, drop: 'before' }],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'answers 500',
      faults: [{ path: EXCHANGE, status: 500 }],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'answers HTML',
      faults: [{ path: EXCHANGE, body: '<html>502 Bad Gateway errcode</html>', contentType: 'text/html' }],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'answers half a JSON',
      faults: [{ path: EXCHANGE, body: '{"access_token":"94_abc","expires_in":72' }],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'answers without an openid',
      faults: [
        { path: EXCHANGE, body: '{"access_token":"94_abc","expires_in":7200,"refresh_token":"94_def"}' },
      ],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'is busy (-1)',
      faults: [{ path: EXCHANGE, errcode: -1 }],
      problem: 'busy',
      status: 502,
      rounds: 2,
    },
    {
      name: 'says 45011',
      faults: [{ path: EXCHANGE, errcode: 45011 }],
      problem: 'busy',
      status: 502,
      rounds: 1,
    },
    {
      name: 'says 40125',
      faults: [{ path: EXCHANGE, errcode: 40125 }],
      problem: 'misconfigured',
      status: 502,
      rounds: 1,
    },
    {
      name: 'says 40029 for ever',
      faults: [{ path: EXCHANGE, errcode: 40029 }],
      problem: 'expired',
      status: 400,
      rounds: 2,
    },
    {
      name: 'says a number nobody knows',
      faults: [{ path: EXCHANGE, errcode: 99999 }],
      problem: 'misconfigured',
      status: 502,
      rounds: 1,
    },
    {
      name: 'does not answer in time',
      faults: [{ path: EXCHANGE, latencyMs: 6_000 }],
      problem: 'busy',
      status: 502,
      rounds: 1,
    },
  ];

  it.each(failures)('and $name: a calm page with a number that finds the log line', async (failure) => {
    const before = await app.census();
    const visitor = nextVisitor();
    app.world.faults.replace(failure.faults);
    const journey = await visitor.open('/me');
    app.world.faults.clear();
    const { status, body } = journey.last;

    expect([status, /data-problem="([\w-]+)"/.exec(body)?.[1]]).toEqual([failure.status, failure.problem]);
    expect(authorizations(journey)).toBe(failure.rounds);
    expect(body).not.toMatch(
      /errcode|errmsg|access_token|rid:|40125|45011|40029|99999|api\.weixin|localhost|secret|stack/,
    );
    const number = /<code id="number"[^>]*>([0-9a-z]{8})<\/code>/.exec(body)![1]!;
    const lines = app.log.lines.filter((line) => line.includes(`"number":"${number}"`));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      number,
      method: 'GET',
      path: '/auth/wechat/main/callback',
    });
    expect(await app.census()).toEqual({ ...before, login_attempt: before.login_attempt! + failure.rounds });

    expect(landed(visitor, await visitor.open('/me'))).toBe(true);
  });

  it('names the cause to the operator, in the log', async () => {
    app.world.faults.replace([{ path: EXCHANGE, errcode: 40125 }]);
    const { last } = await nextVisitor().open('/me');
    const number = /<code id="number"[^>]*>([0-9a-z]{8})</.exec(last.body)![1]!;
    expect(app.log.lines.find((line) => line.includes(number))).toMatch(/40125.*AppSecret is wrong/);
  });
});

describe('one browser', () => {
  it('with two tabs lands each on its own page, in whichever order they come back', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const visitor = nextVisitor();
      const callbacks = [await visitor.untilCallback('/me?tab=1'), await visitor.untilCallback('/me?tab=2')];
      for (const tab of order) {
        const journey = await visitor.open(callbacks[tab]!);
        expect(new URL(journey.address).search).toBe(`?tab=${tab + 1}`);
        expect(landed(visitor, journey)).toBe(true);
      }
      expect(await sessionsOf(visitor)).toBe(1);
    }
  });

  it('with two tabs at once lands each on its own page', async () => {
    const visitor = nextVisitor();
    const callbacks = [await visitor.untilCallback('/me?tab=1'), await visitor.untilCallback('/me?tab=2')];
    const journeys = await Promise.all(callbacks.map((callback) => visitor.open(callback)));
    expect(journeys.map(({ address }) => new URL(address).search)).toEqual(['?tab=1', '?tab=2']);
    for (const journey of journeys) expect(landed(visitor, journey)).toBe(true);
  });

  it('that signs out and goes Back is not given the old session again', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    await visitor.open(callback);
    const old = visitor.cookie('lingpai')!;
    const thief = visitor.fork();
    await visitor.ask('POST', '/auth/logout');
    const back = await visitor.open(callback, { before: /connect\/oauth2/ });

    expect(back.ahead).toContain(AUTHORIZE);
    expect(back.answers.flatMap(({ cookies }) => cookies).join()).not.toContain(old);
    expect(landed(visitor, await visitor.open(back.ahead!))).toBe(true);
    expect(visitor.cookie('lingpai')).not.toBe(old);
    expect((await thief.ask('GET', '/auth/session')).status).toBe(401);
  });

  it('whose session was ended by time is not given it again by Back', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    await visitor.open(callback);
    const old = visitor.cookie('lingpai')!;
    await app.rows(
      `UPDATE session SET expires_at = now() FROM wechat_user u WHERE u.id = user_id AND u.openid = $1`,
      [openidOf(visitor)],
    );
    expect(landed(visitor, await visitor.open(callback))).toBe(true);
    expect(visitor.cookie('lingpai')).not.toBe(old);
  });
});

it('in all of the above, no secret was in an answer, a log line or a row', async () => {
  expect(await app.leaks()).toEqual([]);
});
