import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { aClassicToken, aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';

const APP = SANDBOX_ACCOUNT.appId;
let sandbox: RunningSandbox;
let access_token: string;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.world.reset();
  access_token = await aStableToken(sandbox);
});

const call = (path: string, parameters: Record<string, string> = {}, body?: unknown) =>
  cgi(sandbox, path, { access_token, ...parameters }, body);
const used = (path: string) => sandbox.world.quotas.usage(APP, `/cgi-bin/${path}`)!.usedToday;

it('answers in compact JSON that names its encoding as WeChat does', async () => {
  const reply = await cgiRaw(sandbox, 'getcallbackip', { access_token });
  expect(reply.headers['content-type']).toBe('application/json; encoding=utf-8');
  expect(reply.headers['content-length']).toBe(String(reply.text.length));
  expect(reply.text).toBe('{"ip_list":["106.55.206.146","106.55.206.211","101.226.103.0/25"]}');
});

it('takes a token of either family', async () => {
  access_token = await aClassicToken(sandbox);
  expect(await call('get_api_domain_ip')).toHaveProperty('ip_list');
});

describe('a ticket', () => {
  const ticket = (type = 'jsapi') => call('ticket/getticket', { type });

  it('has 86 characters and two hours, errcode 0 told', async () => {
    const { ticket: value, ...rest } = await ticket();
    expect(value).toMatch(/^[\w-]{86}$/);
    expect(rest).toEqual({ errcode: 0, errmsg: 'ok', expires_in: 7200 });
  });

  it('stays the same while it lives, or not, as switched', async () => {
    const { ticket: first } = await ticket();
    sandbox.world.clock.advance(100);
    expect(await ticket()).toMatchObject({ ticket: first, expires_in: 7100 });
    sandbox.world.turn({ repeated_ticket: 'new' });
    expect((await ticket()).ticket).not.toBe(first);
  });

  it('is another for cards, and after its two hours', async () => {
    const { ticket: first } = await ticket();
    expect((await ticket('wx_card')).ticket).not.toBe(first);
    sandbox.world.clock.advance(7200);
    access_token = await aStableToken(sandbox);
    expect(await ticket()).toMatchObject({ expires_in: 7200 });
    expect((await ticket()).ticket).not.toBe(first);
  });
});

describe('quotas', () => {
  it('are reported, with the limit by the minute where there is one', async () => {
    expect(await call('openapi/quota/get', {}, { cgi_path: '/cgi-bin/stable_token' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: 500_000, used: 1, remain: 499_999 },
      rate_limit: { call_count: 10_000, refresh_second: 60 },
    });
    expect(await call('openapi/quota/get', {}, { cgi_path: '/cgi-bin/token' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: 2000, used: 0, remain: 2000 },
    });
  });

  it('are cleared whole, with a token or with the secret, in the query or in the body', async () => {
    const v2 = { appid: APP, appsecret: SANDBOX_ACCOUNT.secret };
    for (const clear of [
      () => call('clear_quota', {}, { appid: APP }),
      () => cgi(sandbox, 'clear_quota/v2', {}, v2),
      () => cgi(sandbox, 'clear_quota/v2', v2, ''),
    ]) {
      await aClassicToken(sandbox);
      expect(used('token')).toBe(1);
      expect(await clear()).toEqual({ errcode: 0, errmsg: 'ok' });
      expect(used('token')).toBe(0);
    }
  });

  it('are cleared for one address', async () => {
    await aClassicToken(sandbox);
    expect(await call('openapi/quota/clear', {}, { cgi_path: '/cgi-bin/token' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
    });
    expect([used('token'), used('stable_token')]).toEqual([0, 1]);
  });

  it('that are used up come back with a clearance, the token call included', async () => {
    for (let fetch = 0; fetch < 2000; fetch += 1) sandbox.world.quotas.use(APP, '/cgi-bin/token');
    expect(await cgi(sandbox, 'token', CREDENTIALS)).toMatchObject({ errcode: 45009 });
    await call('clear_quota', {}, { appid: APP });
    expect(await cgi(sandbox, 'token', CREDENTIALS)).toHaveProperty('access_token');
  });
});

describe('a rid', () => {
  it('tells of the refused call for a week, without its secrets', async () => {
    const { errmsg } = await cgi(sandbox, 'token', { ...CREDENTIALS, secret: 'wrong-secret' });
    const rid = errmsg!.split('rid: ')[1]!;
    const report = await call('openapi/rid/get', {}, { rid });
    expect(report).toMatchObject({
      errcode: 0,
      request: {
        invoke_time: Date.parse('2026-11-22T08:00:00Z') / 1000,
        request_url: `grant_type=client_credential&appid=${APP}&secret=***`,
        request_body: '',
        response_body: `{"errcode":40125,"errmsg":"invalid appsecret rid: ${rid}"}`,
        client_ip: '127.0.0.1',
      },
    });
    expect(report['request']).not.toHaveProperty('appId');
    sandbox.world.clock.advance(604_801);
    access_token = await aStableToken(sandbox);
    expect(await call('openapi/rid/get', {}, { rid })).toMatchObject({ errcode: 76004 });
  });

  it('tells whose token was refused, not the token', async () => {
    const dead = await aStableToken(sandbox);
    access_token = await aStableToken(sandbox, true);
    const { errmsg } = await cgi(sandbox, 'get_api_domain_ip', { access_token: dead });
    const { request } = await call('openapi/rid/get', {}, { rid: errmsg!.split('rid: ')[1] });
    expect(request).toMatchObject({ request_url: `access_token=${dead.slice(0, 8)}***` });
  });
});

it('checks the way to the push address once there is one', async () => {
  sandbox.world.accounts.change('main', { pushUrl: 'http://localhost:3000/wechat/main/push' });
  const all = await call('callback/check', {}, { action: 'all', check_operator: 'UNICOM' });
  expect(all).toMatchObject({
    dns: [{ ip: '127.0.0.1' }],
    ping: [{ from_operator: 'UNICOM', package_loss: '0%' }],
  });
  expect(Object.keys(await call('callback/check', {}, { action: 'dns' }))).toEqual(['dns']);
  expect(Object.keys(await call('callback/check', {}, { action: 'ping' }))).toEqual(['ping']);
});
