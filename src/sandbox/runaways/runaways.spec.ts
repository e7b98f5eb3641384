import { Clock } from '../../kernel/clock/clock.js';
import { READY_PERSONAS } from '../personas/persona.js';
import { control } from '../pushes/testing/push-calls.js';
import { SandboxClock } from '../sandbox-clock.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { DEFAULT_SWITCHES, type Switches } from '../switches.js';
import { aSandbox, authorizeLink, open } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';
import type { Runaway, Sighting } from './runaway.js';
import { wordsOf } from './runaway-words.js';
import { Runaways } from './runaways.js';

class HandClock extends Clock {
  atMs = Date.parse('2026-11-22T08:00:00.000Z');

  override now(): Date {
    return new Date(this.atMs);
  }

  override monotonicMs(): number {
    return this.atMs;
  }

  override pause(): Promise<void> {
    return Promise.resolve();
  }
}

const CALL: Sighting = {
  path: '/cgi-bin/user/get',
  appId: 'wx1',
  caller: '127.0.0.1',
  agent: 'program/1',
  persona: null,
  errcode: 0,
};
const REFUSED: Sighting = { ...CALL, errcode: 40001 };
const LOGIN: Sighting = { ...CALL, path: 'http://localhost:3000/callback', persona: 'stranger' };

function watching(changes: Partial<Switches> = {}) {
  const time = new HandClock();
  const runaways = new Runaways(new SandboxClock(time), () => ({ ...DEFAULT_SWITCHES, ...changes }));
  const found: Runaway[] = [];
  runaways.onFound((runaway) => found.push(runaway));
  const call = (times: number, sighting = CALL) => {
    for (let at = 0; at < times; at += 1) runaways.called(sighting);
  };
  const logIn = (times: number, pauseMs: number, sighting = LOGIN, scope = 'snsapi_base') => {
    for (let at = 0; at < times; at += 1) {
      runaways.authorized(sighting, scope);
      time.atMs += pauseMs;
    }
  };
  return { time, runaways, found, call, logIn };
}

describe('calls to one API', () => {
  it('are told once they are one more in a second than the limit, and once only', () => {
    const { runaways, found, call } = watching({ runaway_calls_a_second: 5 });
    call(5);
    expect(found).toEqual([]);
    call(3);
    expect(found).toMatchObject([
      { kind: 'calls', path: '/cgi-bin/user/get', caller: '127.0.0.1', count: 6 },
    ]);
    expect(runaways.list()).toMatchObject([{ count: 8 }]);
  });

  it('are counted by the second, by program and by address', () => {
    const { time, found, call } = watching({ runaway_calls_a_second: 5 });
    call(5);
    call(5, { ...CALL, agent: 'program/2' });
    call(5, { ...CALL, path: '/cgi-bin/user/info' });
    time.atMs += 1000;
    call(5);
    expect(found).toEqual([]);
  });

  it('count sooner where they are refused: a program that retries for ever', () => {
    const { found, call } = watching({ runaway_refusals_a_second: 2 });
    call(2, REFUSED);
    expect(found).toEqual([]);
    call(1, REFUSED);
    expect(found).toMatchObject([{ kind: 'refused_calls', errcode: 40001, count: 3 }]);
  });

  it('are another runaway when they begin again after ten seconds', () => {
    const { time, found, call } = watching({ runaway_refusals_a_second: 1 });
    call(2, REFUSED);
    time.atMs += 10_000;
    call(2, REFUSED);
    expect(found).toHaveLength(1);
    time.atMs += 10_001;
    call(2, REFUSED);
    expect(found.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are nothing where both limits are 0', () => {
    const { found, call } = watching({ runaway_calls_a_second: 0, runaway_refusals_a_second: 0 });
    call(5000);
    call(5000, REFUSED);
    expect(found).toEqual([]);
  });

  it('leave twenty runaways at most', () => {
    const { runaways, call } = watching({ runaway_calls_a_second: 1 });
    for (let at = 0; at < 30; at += 1) call(2, { ...CALL, path: `/cgi-bin/${at}` });
    expect(runaways.list().map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, at) => at + 11));
  });
});

describe('logins', () => {
  it('are a loop when one page sends a visitor four times without a pause', () => {
    const { found, logIn } = watching();
    logIn(3, 100);
    expect(found).toEqual([]);
    logIn(1, 100);
    const began = Date.parse('2026-11-22T08:00:00.000Z');
    expect(found).toMatchObject([
      { kind: 'logins', persona: 'stranger', count: 4, beganRealMs: began, lastRealMs: began + 300 },
    ]);
  });

  it('are none where the visitor pauses, or tapped, or the page asks for something else', () => {
    const { runaways, found, logIn } = watching();
    logIn(10, 3001);
    logIn(3, 100);
    logIn(3, 100, LOGIN, 'snsapi_userinfo');
    logIn(3, 100, { ...LOGIN, persona: 'emoji' });
    runaways.tapped('stranger');
    logIn(3, 100);
    expect(found).toEqual([]);
  });

  it('are not watched where the limit is 0', () => {
    const { found, logIn } = watching({ runaway_logins: 0 });
    logIn(100, 1);
    expect(found).toEqual([]);
  });
});

describe('in words', () => {
  const told = (changes: Partial<Runaway>) =>
    wordsOf({
      id: 1,
      kind: 'refused_calls',
      ...REFUSED,
      count: 21,
      beganAtMs: 0,
      lastAtMs: 0,
      beganRealMs: 0,
      lastRealMs: 0,
      ...changes,
    });

  it('a cause is named for what was refused, and for what was called', () => {
    expect(told({}).what.en).toBe(
      '/cgi-bin/user/get was refused 21 times within a second (40001), and the program goes on.',
    );
    expect(told({}).cause.en).toContain('goes on using the old one');
    expect(told({ errcode: 40163 }).cause.en).toContain('a code is good once');
    expect(told({ errcode: 40164 }).cause.en).toContain('IP whitelist');
    expect(told({ errcode: 45009 }).cause.en).toContain('quota');
    expect(told({ errcode: -1 }).cause.en).toContain('without limit');
    const called = { kind: 'calls', errcode: 0 } as const;
    expect(told({ ...called, path: '/cgi-bin/token' }).cause.zh).toContain('没有把它存下来');
    expect(told({ ...called, path: '/cgi-bin/user/info' }).cause.zh).toContain('batchget');
    expect(told({ kind: 'logins', persona: 'stranger' }).cause.zh).toContain('Cookie');
  });
});

describe('over HTTP', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await aSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(() => sandbox.world.reset());

  const runaways = async () =>
    (await control(sandbox, 'GET', '/runaways')).json as { runaways: Record<string, unknown>[] };
  const userGet = (access_token: string) => cgi(sandbox, 'user/get', { access_token });

  it('what happens is told with its account, and forgotten when asked', async () => {
    sandbox.world.turn({ runaway_refusals_a_second: 1, runaway_logins: 2 });
    for (let at = 0; at < 2; at += 1) await userGet('no token');
    for (let at = 0; at < 2; at += 1)
      await open(sandbox, authorizeLink({ state: `S${at}` }), { 'x-sandbox-persona': READY_PERSONAS[1]!.id });
    expect(await runaways()).toMatchObject({
      runaways: [
        { kind: 'refused_calls', path: '/cgi-bin/user/get', errcode: 40014, count: 2 },
        {
          kind: 'logins',
          path: 'http://localhost:3000/callback',
          account: 'main',
          persona: 'stranger',
          errcode: null,
          began_ms_ago: 0,
        },
      ],
    });
    await control(sandbox, 'DELETE', '/runaways');
    expect(await runaways()).toEqual({ runaways: [] });
  });

  it('the detour on the way to an authorization counts for nothing', async () => {
    sandbox.world.turn({ runaway_logins: 2 });
    await open(sandbox, authorizeLink({ connect_redirect: undefined }));
    await open(sandbox, authorizeLink());
    expect(await runaways()).toEqual({ runaways: [] });
  });

  it('calls beyond the limit are served all the same, or get 45011 by switch', async () => {
    const token = await aStableToken(sandbox);
    sandbox.world.turn({ runaway_calls_a_second: 2 });
    for (let at = 0; at < 4; at += 1) expect(await userGet(token)).toHaveProperty('total');
    sandbox.world.turn({ runaway_answer: 'refused' });
    expect((await userGet(token)).errcode).toBe(45011);
    expect((await cgi(sandbox, 'get_api_domain_ip', { access_token: token })).errcode).toBeUndefined();
  });
});
