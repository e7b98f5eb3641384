import type { RunningSandbox } from '../start-sandbox.js';
import { aCode, ask, aSandbox, aUserToken, exchangeOf, sns } from '../testing/a-sandbox.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { aClassicToken, aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';
import { tokenDigest } from '../global-tokens/global-tokens.js';
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

describe('a fault of the global token', () => {
  const addresses = (access_token: string) => cgi(sandbox, 'get_api_domain_ip', { access_token });

  it('speaks as the address it strikes: its words, its form, its own address for 40164', async () => {
    break_({ path: '/cgi-bin/*', errcode: 40001 });
    expect((await cgi(sandbox, 'token', CREDENTIALS)).errmsg).toMatch(
      /^invalid credential, access_token is invalid or not latest rid: /,
    );
    expect((await addresses('x')).errmsg).toMatch(/getStableAccessToken, more details at .* rid: /);
    break_({ path: '/cgi-bin/token', errcode: 40164 });
    expect((await cgi(sandbox, 'token', CREDENTIALS)).errmsg).toMatch(
      /^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist rid: /,
    );
    break_({ path: '/cgi-bin/token', errcode: 40125, errmsg: 'no', status: 500 });
    const reply = await cgiRaw(sandbox, 'token', CREDENTIALS);
    expect([reply.status, reply.text.slice(0, 33)]).toEqual([500, '{"errcode":40125,"errmsg":"no rid']);
  });

  it('lasts as long as told, by the clock of the sandbox', async () => {
    break_({ path: '/cgi-bin/stable_token', errcode: -1, seconds: 240 });
    sandbox.world.clock.advance(239);
    expect(await cgi(sandbox, 'stable_token', {}, CREDENTIALS)).toMatchObject({ errcode: -1 });
    sandbox.world.clock.advance(1);
    expect(await cgi(sandbox, 'stable_token', {}, CREDENTIALS)).toHaveProperty('access_token');
  });

  it('rejects one token with all calls, by its value or its digest, and no other', async () => {
    const [bad, good] = [await aClassicToken(sandbox), await aStableToken(sandbox)];
    for (const accessToken of [bad, tokenDigest(bad)]) {
      break_({ path: '/cgi-bin/*', accessToken, errcode: 40001 });
      expect(await addresses(bad)).toMatchObject({ errcode: 40001 });
      expect(await cgi(sandbox, 'user/info', { access_token: bad })).toMatchObject({ errcode: 40001 });
      expect(await addresses(good)).toHaveProperty('ip_list');
      expect(await cgi(sandbox, 'stable_token', {}, CREDENTIALS)).toMatchObject({ access_token: good });
    }
  });

  it('sends half an answer, as if it were all', async () => {
    break_({ path: '/cgi-bin/token', half: 'ended', times: 1 });
    const reply = await cgiRaw(sandbox, 'token', CREDENTIALS);
    expect(reply.text).toMatch(/^\{"access_token":"94_/);
    expect(() => JSON.parse(reply.text) as unknown).toThrow(SyntaxError);
    expect(sandbox.world.globalTokens.list('wxsandbox000000001')).toHaveLength(1);
  });

  it('sends half an answer and cuts the connection', async () => {
    break_({ path: '/cgi-bin/token', half: 'cut', body: '{"名":"令牌"}' });
    await expect(cgiRaw(sandbox, 'token', CREDENTIALS)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ status: 200, body: '{"名":' });
  });

  it('holds the answer back after the call took effect: older answers may come later', async () => {
    clock.pauses.length = 0;
    break_({ path: '/cgi-bin/token', answerLatencyMs: 4000 });
    await aClassicToken(sandbox);
    expect(clock.pauses).toEqual([4000]);
    expect(sandbox.world.journal.count('/cgi-bin/token')).toBe(1);
  });

  it('cuts the connection after a token was made: the one before is superseded all the same', async () => {
    const [older, old] = [await aClassicToken(sandbox), await aClassicToken(sandbox)];
    break_({ path: '/cgi-bin/token', drop: 'after' });
    await expect(aClassicToken(sandbox)).rejects.toMatchObject({ code: 'ECONNRESET' });
    break_();
    expect(await addresses(older)).toMatchObject({ errcode: 40001 });
    sandbox.world.clock.advance(300);
    expect(await addresses(old)).toMatchObject({ errcode: 40001 });
  });

  it('answers what no token answer is', async () => {
    const body = '{"access_token":"","expires_in":"7200"}';
    break_({ path: '/cgi-bin/stable_token', body, contentType: 'text/html', status: 200 });
    const reply = await cgiRaw(sandbox, 'stable_token', {}, CREDENTIALS);
    expect([reply.text, reply.headers['content-type']]).toEqual([body, 'text/html']);
  });
});
