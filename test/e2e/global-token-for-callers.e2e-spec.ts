import { AccountsService } from '../../src/accounts/accounts.service.js';
import { fetchAsStranger } from '../../src/sandbox/global-tokens/stranger.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { signJssdk } from '../../src/wechat/jssdk/jssdk-signature.js';
import { ApiCaller, problemOf, TOKEN_SCOPES } from '../support/api-caller.js';
import { canariesOf, everythingSeen } from '../support/canary-sweep.js';
import type { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let api: ApiCaller;
let app: RunningApp;
beforeAll(async () => {
  api = await ApiCaller.start({ env: { RETURN_URLS: 'https://shop.example.com' } });
  app = api.app;
});
afterAll(() => app.stop());
beforeEach(() => app.world.faults.clear());

describe('GET token', () => {
  it('answers the token that works, with all its times, and nothing keeps it', async () => {
    const answer = await api.read();
    const token = answer.json();
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(Object.keys(token)).toEqual([
      'access_token',
      'expires_in',
      'expires_at',
      'fetched_at',
      'refresh_after',
      'version',
    ]);
    expect(app.world.globalTokens.check(token['access_token'] as string)).toBe(SANDBOX_ACCOUNT.appId);
    expect(token['version']).toBe(1);
    expect(token['expires_in']).toBeGreaterThan(7_190);
    expect(token['expires_in']).toBeLessThanOrEqual(7_200);
    const [fetched, refresh, expires] = ['fetched_at', 'refresh_after', 'expires_at'].map((name) => {
      expect(token[name]).toMatch(RFC_3339);
      return Date.parse(token[name] as string);
    }) as [number, number, number];
    expect(Math.abs(expires - fetched - 7_200_000)).toBeLessThan(5_000);
    expect(expires - refresh).toBeGreaterThanOrEqual(239_000);
    expect(expires - refresh).toBeLessThanOrEqual(300_000);
  });

  it('asks WeChat once, and afterwards memory', async () => {
    const account = await api.newAccount();
    const since = api.newestCall;
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.tokenOf(account)));
    expect(new Set(answers).size).toBe(1);
    expect(api.fetchesAfter(since)).toHaveLength(1);
  });

  it('has its version as ETag, and says 304 to whoever knows it', async () => {
    const { headers, ...first } = await api.read();
    const etag = headers['etag'] as string;
    expect(etag).toBe('W/"1"');
    for (const known of [etag, '"1"', `"7", ${etag}`, '*']) {
      const answer = await api.read('main', { headers: { 'if-none-match': known } });
      expect([known, answer.status, answer.body, answer.headers['etag']]).toEqual([known, 304, '', etag]);
    }
    for (const other of ['W/"2"', '1', 'W/"11"', '""']) {
      const answer = await api.read('main', { headers: { 'if-none-match': other } });
      expect([other, answer.status]).toEqual([other, 200]);
    }
    expect(first.status).toBe(200);
  });
});

describe('POST token/refresh', () => {
  it('brings another for one that WeChat calls dead, and the same to those who come later', async () => {
    const account = await api.newAccount('classic');
    const old = await api.tokenOf(account);
    app.world.globalTokens.void(app.world.accounts.get(account).appId);
    const answer = await api.report(account, { access_token: old });
    const renewed = answer.json();
    expect([answer.status, renewed['version'], renewed['refreshed']]).toEqual([200, 2, true]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(Object.keys(renewed)).toEqual([
      'access_token',
      'expires_in',
      'expires_at',
      'fetched_at',
      'refresh_after',
      'version',
      'refreshed',
    ]);
    const since = api.newestCall;
    for (const body of [{ version: 1 }, { access_token: old }])
      expect((await api.report(account, body)).json()).toMatchObject({
        access_token: renewed['access_token'],
        version: 2,
        refreshed: false,
      });
    expect(await api.tokenOf(account)).toBe(renewed['access_token']);
    expect(api.fetchesAfter(since)).toEqual([]);
  });

  it('a hundred at once renew once', async () => {
    const account = await api.newAccount('classic');
    const old = await api.tokenOf(account);
    app.world.globalTokens.void(app.world.accounts.get(account).appId);
    const since = api.newestCall;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => api.report(account, { access_token: old })),
    );
    expect(new Set(answers.map((answer) => answer.json()['version']))).toEqual(new Set([2]));
    expect(api.fetchesAfter(since)).toHaveLength(1);
  });

  it.each(['stable', 'classic'] as const)('of one that lives changes nothing (%s)', async (mode) => {
    const account = await api.newAccount(mode);
    const alive = await api.tokenOf(account);
    expect((await api.report(account, { version: 1 })).json()).toMatchObject({
      access_token: alive,
      version: 1,
      refreshed: false,
    });
    expect((await api.history(account)).map(({ event }) => event)).toEqual(['renewed', 'unfounded']);
  });
});

describe('the ticket', () => {
  it('is one that WeChat gave, with its times', async () => {
    const answer = await api.ask('GET', 'main/jsapi-ticket');
    const ticket = answer.json();
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(Object.keys(ticket)).toEqual(['ticket', 'expires_in', 'expires_at']);
    expect(ticket['ticket']).toBe(app.world.tickets.current(SANDBOX_ACCOUNT.appId, 'jsapi'));
    expect(ticket['expires_in']).toBeGreaterThan(7_190);
    expect(ticket['expires_at']).toMatch(RFC_3339);
  });

  it('signs pages of ours, of RETURN_URLS, and of the account’s JS domains', async () => {
    await app.server.app.get(AccountsService).setJsDomains('main', ['www.example.cn']);
    const pages = [
      `${app.origin}/me?a=b`,
      'https://shop.example.com/card?id=7&n=页',
      'https://www.example.cn/',
    ];
    for (const url of pages) {
      const answer = await api.ask('POST', 'main/jssdk-config', { body: { url: `${url}#/route` } });
      const config = answer.json() as {
        appId: string;
        timestamp: number;
        nonceStr: string;
        signature: string;
      };
      expect([url, answer.status, answer.headers['cache-control']]).toEqual([url, 200, 'no-store']);
      expect(Object.keys(config)).toEqual(['appId', 'timestamp', 'nonceStr', 'signature']);
      expect(config.appId).toBe(SANDBOX_ACCOUNT.appId);
      expect(Math.abs(config.timestamp - Date.now() / 1_000)).toBeLessThan(30);
      const ticket = app.world.tickets.current(SANDBOX_ACCOUNT.appId, 'jsapi')!;
      const { timestamp, nonceStr: nonce } = config;
      expect(config.signature).toBe(signJssdk({ ticket, nonce, timestamp, url }));
    }
  });

  it('signs no other page', async () => {
    const answer = await api.ask('POST', 'main/jssdk-config', { body: { url: 'https://evil.example/' } });
    expect(problemOf(answer)).toMatchObject({ status: 403, code: 'ticket.page_not_registered' });
  });
});

describe('a token that dies before its time', () => {
  it('classic, because a stranger fetched: healed on the first report, and the history says who broke it', async () => {
    const account = await api.newAccount('classic');
    const old = await api.tokenOf(account);
    const stranger = app.world.accounts.get(account);
    for (const _time of ['kills after the overlap', 'kills at once'])
      fetchAsStranger(stranger, 'classic', false, app.world);
    expect(() => app.world.globalTokens.check(old)).toThrow();
    const since = api.newestCall;
    const erp = await api.newKey(TOKEN_SCOPES, account, 'erp');
    const healed = (await api.report(account, { access_token: old }, { key: erp })).json();
    expect(healed).toMatchObject({ version: 2, refreshed: true });
    expect(app.world.globalTokens.check(healed['access_token'] as string)).toBe(stranger.appId);
    expect(api.fetchesAfter(since)).toHaveLength(1);
    expect((await api.history(account)).slice(1)).toMatchObject([
      { event: 'died', cause: 'fetched_elsewhere', reported_by: 'erp' },
      { event: 'renewed', reason: 'reported', reported_by: 'erp' },
    ]);
    expect(
      app.log.lines.filter((line) => line.includes('token.died') && line.includes(account)),
    ).toHaveLength(1);
  });

  it('stable, because a stranger forced: healed without a force of ours', async () => {
    const account = await api.newAccount('stable');
    const old = await api.tokenOf(account);
    const since = api.newestCall;
    fetchAsStranger(app.world.accounts.get(account), 'stable', true, app.world);
    expect(() => app.world.globalTokens.check(old)).toThrow();
    const healed = (await api.report(account, { version: 1 })).json();
    expect(healed).toMatchObject({ version: 2, refreshed: true });
    expect(() => app.world.globalTokens.check(healed['access_token'] as string)).not.toThrow();
    expect(
      api.fetchesAfter(since).map(({ requestBody }) => requestBody.includes('"force_refresh":true')),
    ).toEqual([false]);
    expect((await api.history(account)).slice(1)).toMatchObject([
      { event: 'died', cause: 'forced_elsewhere' },
      {},
    ]);
  });

  it.each(['stable', 'classic'] as const)(
    'because the AppSecret was reset (%s): said so, not handed out, and good again with the new one',
    async (mode) => {
      const account = await api.newAccount(mode);
      await api.read(account);
      app.world.resetSecret(account, 'the-new-secret-of-this-shop-0001');
      const since = api.newestCall;
      const refused = await api.report(account, { version: 1 });
      const problem = problemOf(refused);
      expect(problem).toMatchObject({ status: 503, code: 'token.unavailable', wechat: { errcode: 40125 } });
      expect(problem.detail).toContain('rotate-secret');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(30);
      for (let reader = 0; reader < 20; reader++) expect((await api.read(account)).status).toBe(503);
      expect(api.fetchesAfter(since)).toHaveLength(1);
      expect((await api.history(account)).slice(1)).toMatchObject([
        { event: 'died', cause: 'secret_reset' },
        { event: 'failed', failure: '40125' },
      ]);
      await app.server.app.get(AccountsService).rotateSecret(account, 'the-new-secret-of-this-shop-0001');
      expect((await api.read(account)).json()).toMatchObject({ version: 2 });
    },
  );
});

describe('when WeChat gives none', () => {
  it('because of our address: 503 with the address, and a long wait', async () => {
    const account = await api.newAccount();
    app.world.accounts.change(account, { ipWhitelist: ['203.0.113.0/24'] });
    const since = api.newestCall;
    for (const target of ['token', 'jsapi-ticket']) {
      const answer = await api.ask('GET', `${account}/${target}`);
      const problem = problemOf(answer);
      expect([target, problem.status, problem.code]).toEqual([target, 503, 'token.unavailable']);
      expect(problem.detail).toContain('127.0.0.1');
      expect(problem.detail).toContain('IP白名单');
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    }
    const answer = await api.read(account);
    expect(problemOf(answer)).toMatchObject({ wechat: { errcode: 40164 } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(66);
    expect(api.fetchesAfter(since)).toHaveLength(1);
  });

  it('a token past its end is handed out by nobody; afterwards readers have the next at once', async () => {
    const account = await api.newAccount();
    const old = await api.tokenOf(account);
    app.world.faults.replace([{ path: '/cgi-bin/stable_token', status: 502, body: '<h1>502</h1>' }]);
    app.world.clock.advance(7_200);
    await api.age(account, 7_200);
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.read(account)));
    for (const answer of answers) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code: 'token.unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(10);
      expect(answer.body).not.toContain(old);
    }
    app.world.faults.clear();
    await api.age(account, 10);
    expect((await api.read(account)).json()).toMatchObject({ version: 2 });
  });

  it('the one that lives goes on being handed out', async () => {
    const account = await api.newAccount();
    const token = await api.tokenOf(account);
    app.world.faults.replace([{ path: '/cgi-bin/*', drop: 'before' }]);
    await api.age(account, 7_000);
    for (let reader = 0; reader < 20; reader++) {
      const answer = await api.read(account);
      expect([answer.status, answer.json()['access_token']]).toEqual([200, token]);
      expect(answer.json()['expires_in']).toBeLessThanOrEqual(200);
    }
  });
});

// Last, because it looks at all that was said above.
describe('what leaks', () => {
  it('is nothing: not in another answer, not in the log, not in clear in any table', async () => {
    await api.report('main', { access_token: await api.tokenOf('main') });
    await api.report('main', { access_token: `94_${'f'.repeat(133)}` });
    expect(await app.leaks()).toEqual([]);
  });

  it('which is no wonder only if there was something to find, in places that were looked at', async () => {
    const { world, origin, network, log } = app;
    const sweep = {
      lasting: {},
      world,
      origin,
      heard: network.heard,
      logs: log.lines,
      rows: <T extends object>(text: string) => app.rows<T>(text),
    };
    const canaries = canariesOf(sweep);
    expect(canaries.named('a global token')).toBeGreaterThan(20);
    expect(canaries.named('a ticket')).toBeGreaterThan(0);
    const answers = network.heard.map(({ url, body }) => ({ where: new URL(url).pathname, text: body }));
    expect(canaries.findIn(answers)).toEqual(
      expect.arrayContaining([
        'a global token in /api/v1/accounts/main/token',
        'a global token in /api/v1/accounts/main/token/refresh',
        'a ticket in /api/v1/accounts/main/jsapi-ticket',
      ]),
    );
    const places = new Set((await everythingSeen(sweep)).map(({ where }) => where));
    for (const place of ['the log', 'table global_token', 'table jsapi_ticket', 'table token_history'])
      expect(places).toContain(place);
  });
});
