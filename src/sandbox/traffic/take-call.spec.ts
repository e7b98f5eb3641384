import type { RunningSandbox } from '../start-sandbox.js';
import { aCode, ask, aSandbox, aUserToken, exchangeOf, sns, StoppedClock } from '../testing/a-sandbox.js';
import type { FaultRule } from './faults.js';

const EXCHANGE = '/sns/oauth2/access_token';
const clock = new StoppedClock();
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ clock });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const exchange = (code: string) => sns(sandbox, 'oauth2/access_token', exchangeOf(code));
const break_ = (...rules: FaultRule[]) => sandbox.world.faults.replace(rules);

describe('the journal', () => {
  it('tells a login as a sequence, from the link to the profile', async () => {
    const token = await aUserToken(sandbox);
    await sns(sandbox, 'userinfo', token as never);
    await sns(sandbox, 'oauth2/refresh_token', {
      appid: 'wxsandbox000000001',
      grant_type: 'refresh_token',
      refresh_token: token.refresh_token,
    });
    const login = sandbox.world.journal.list({ login: 'STATE1' });
    expect(login.map(({ path }) => path)).toEqual([
      '/connect/oauth2/authorize',
      EXCHANGE,
      '/sns/userinfo',
      '/sns/oauth2/refresh_token',
    ]);
    expect(login.map(({ persona }) => persona)).toEqual(['follower', 'follower', 'follower', 'follower']);
    expect(login[0]!.location).toContain('code=');
    expect(login[1]!.query).not.toContain('c0ffee');
  });

  it('says by which rule a call was refused', async () => {
    const code = await aCode(sandbox);
    await exchange(code);
    await exchange(code);
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({
      path: EXCHANGE,
      rule: 'sns.code_used',
      login: 'STATE1',
    });
    expect(sandbox.world.journal.count(EXCHANGE)).toBe(2);
  });

  it('holds addresses that WeChat does not have, and neither the control plane nor the phone', async () => {
    expect((await ask(sandbox, '/cgi-bin/nothing')).status).toBe(404);
    await ask(sandbox, '/_sandbox/health');
    await ask(sandbox, '/');
    expect(sandbox.world.journal.counts()).toEqual({ '/cgi-bin/nothing': 1 });
  });
});

describe('a fault', () => {
  it('answers an errcode in place of the call, as often as told', async () => {
    break_({ path: EXCHANGE, errcode: -1, times: 1 });
    const code = await aCode(sandbox);
    expect(await exchange(code)).toMatchObject({
      errcode: -1,
      errmsg: expect.stringMatching(/^system error, rid: /) as string,
    });
    expect(await exchange(code)).toHaveProperty('access_token');
    expect(sandbox.world.faults.list()).toEqual([{ path: EXCHANGE, errcode: -1, times: 1, hits: 1 }]);
  });

  it('answers a status, a body and a type', async () => {
    break_({ path: '/sns/*', status: 502, body: '{"half', contentType: 'text/html' });
    const reply = await ask(sandbox, '/sns/auth');
    expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([502, '{"half', 'text/html']);
  });

  it('makes WeChat slow and lets the call through', async () => {
    break_({ path: EXCHANGE, latencyMs: 3000 });
    expect(await exchange(await aCode(sandbox))).toHaveProperty('access_token');
    expect(clock.pauses).toEqual([3000]);
  });

  it('cuts the connection before the call took effect: the code is still good', async () => {
    break_({ path: EXCHANGE, drop: 'before', times: 1 });
    const code = await aCode(sandbox);
    await expect(exchange(code)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await exchange(code)).toHaveProperty('access_token');
  });

  it('cuts the connection after it took effect: the code is used', async () => {
    break_({ path: EXCHANGE, drop: 'after', times: 1 });
    const code = await aCode(sandbox);
    await expect(exchange(code)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await exchange(code)).toMatchObject({ errcode: 40163 });
    expect(sandbox.world.journal.list({ path: EXCHANGE })[0]).toMatchObject({ status: 0, rule: 'fault' });
  });

  it('strikes in the order of the list, by chance where told', async () => {
    break_(
      { path: '/sns/*', errcode: 1, probability: 0 },
      { path: '/sns/auth', errcode: 2, times: 1 },
      { path: '/sns/auth', errcode: 3 },
    );
    const errcodes = [await sns(sandbox, 'auth', {}), await sns(sandbox, 'auth', {})].map(
      (answer) => answer['errcode'],
    );
    expect(errcodes).toEqual([2, 3]);
    break_({ path: '/sns/auth', errcode: 1, probability: 1 });
    expect(await sns(sandbox, 'auth', {})).toMatchObject({ errcode: 1 });
  });
});
