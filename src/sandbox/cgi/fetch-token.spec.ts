import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { aClassicToken, aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const works = async (access_token: string) =>
  (await cgi(sandbox, 'get_api_domain_ip', { access_token })).errcode ?? 'yes';

describe('an answer', () => {
  it('is a token and its seconds, without errcode, and calls itself text/plain', async () => {
    const reply = await cgiRaw(sandbox, 'token', CREDENTIALS);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain');
    expect(reply.text).toMatch(/^\{"access_token":"\d\d_[\w-]{133}","expires_in":7200\}$/);
  });

  it('tells of a new token its whole time, however long the answer took', async () => {
    let ms = 0;
    const now = () => new Date(Date.parse('2026-11-22T08:00:00Z') + (ms += 7));
    const hurried = await aSandbox({ clock: Object.assign(new StoppedClock(), { now }) });
    expect((await cgi(hurried, 'token', CREDENTIALS)).expires_in).toBe(7200);
    expect((await cgi(hurried, 'stable_token', {}, CREDENTIALS)).expires_in).toBe(7200);
    expect((await cgi(hurried, 'stable_token', {}, CREDENTIALS)).expires_in).toBe(7199);
    await hurried.close();
  });

  it('begins its rid with the time', async () => {
    sandbox.world.clock.advance(3600);
    const { errmsg } = await cgi(sandbox, 'token');
    const seconds = parseInt(/^appid missing rid: (\w{8})-/.exec(errmsg!)![1]!, 16);
    expect(seconds).toBe(Date.parse('2026-11-22T09:00:00Z') / 1000);
  });

  it('may declare JSON', async () => {
    sandbox.world.turn({ json_content_type: true });
    const reply = await cgiRaw(sandbox, 'token', CREDENTIALS);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('may hold a token of 600 characters that lives a minute', async () => {
    sandbox.world.turn({ token_length: 600, token_seconds: 60, token_overlap_seconds: 5 });
    const answer = await cgi(sandbox, 'stable_token', {}, CREDENTIALS);
    expect(answer).toMatchObject({ expires_in: 60 });
    expect(answer.access_token).toHaveLength(600);
    expect(await works(answer.access_token!)).toBe('yes');
  });
});

describe('the classic way', () => {
  it('supersedes with each fetch: the last two work, for five minutes', async () => {
    const tokens = [await aClassicToken(sandbox), await aClassicToken(sandbox), await aClassicToken(sandbox)];
    expect(await Promise.all(tokens.map(works))).toEqual([40001, 'yes', 'yes']);
    sandbox.world.clock.advance(300);
    expect(await Promise.all(tokens.map(works))).toEqual([40001, 40001, 'yes']);
  });
});

describe('the stable way', () => {
  it('tells the same token with the seconds it has left', async () => {
    const first = await cgi(sandbox, 'stable_token', {}, CREDENTIALS);
    sandbox.world.clock.advance(6855);
    const second = await cgi(sandbox, 'stable_token', {}, { ...CREDENTIALS, force_refresh: false });
    expect(second).toEqual({ access_token: first.access_token, expires_in: 345 });
  });

  it('renews by force at once, and then not for thirty seconds', async () => {
    const old = await aStableToken(sandbox);
    const forced = await aStableToken(sandbox, true);
    expect(await Promise.all([old, forced].map(works))).toEqual([40001, 'yes']);
    expect(await aStableToken(sandbox, true)).toBe(forced);
    sandbox.world.clock.advance(30);
    expect(await aStableToken(sandbox, true)).not.toBe(forced);
  });

  it('has nothing to do with the classic way', async () => {
    const stable = await aStableToken(sandbox);
    for (let fetch = 0; fetch < 3; fetch += 1) await aClassicToken(sandbox);
    expect(await works(stable)).toBe('yes');
  });

  it('wants force_refresh to be true or false', async () => {
    expect(await cgi(sandbox, 'stable_token', {}, { ...CREDENTIALS, force_refresh: 'true' })).toMatchObject({
      errcode: 47001,
    });
  });

  it('reads nothing from the query', async () => {
    expect(await cgi(sandbox, 'stable_token', CREDENTIALS, {})).toMatchObject({ errcode: 41002 });
  });
});

describe('who may fetch', () => {
  it('no website app', async () => {
    const { appId: appid, secret } = SANDBOX_WEBSITE;
    expect(await cgi(sandbox, 'token', { ...CREDENTIALS, appid, secret })).toMatchObject({ errcode: 40013 });
  });

  it('the addresses on the whitelist; another is told its own address', async () => {
    sandbox.world.accounts.change('main', { ipWhitelist: ['10.0.0.0/8'] });
    const from = (ip: string) => cgi(sandbox, 'token', CREDENTIALS, undefined, { 'x-sandbox-client-ip': ip });
    expect(await from('10.1.2.3')).toHaveProperty('access_token');
    expect((await from('203.0.113.9')).errmsg).toMatch(
      /^invalid ip 203\.0\.113\.9 ipv6 ::ffff:203\.0\.113\.9, not in whitelist rid: /,
    );
    expect((await from('2001:db8::9')).errmsg).toMatch(/^invalid ip 2001:db8::9 ipv6 2001:db8::9, not /);
    expect((await from('nonsense')).errmsg).toMatch(/^invalid ip 127\.0\.0\.1 /);
  });

  it('whoever got the wrong things right uses no quota', async () => {
    const used = () => sandbox.world.quotas.usage(SANDBOX_ACCOUNT.appId, '/cgi-bin/token')!.usedToday;
    await cgi(sandbox, 'token', { ...CREDENTIALS, secret: 'wrong' });
    expect(used()).toBe(0);
    await aClassicToken(sandbox);
    expect(used()).toBe(1);
  });

  it('an address the administrator has let in', async () => {
    sandbox.world.accounts.change('main', { confirmsCallers: true });
    expect((await cgi(sandbox, 'token', CREDENTIALS)).errcode).toBe(89503);
    sandbox.world.confirmations.decide(SANDBOX_ACCOUNT.appId, '127.0.0.1', true);
    expect(await cgi(sandbox, 'token', CREDENTIALS)).toHaveProperty('access_token');
  });
});

it('keeps the secret out of the journal, wherever it was sent', async () => {
  await aClassicToken(sandbox);
  await aStableToken(sandbox);
  await cgi(sandbox, 'stable_token', {}, new URLSearchParams(CREDENTIALS).toString());
  await cgi(sandbox, 'clear_quota/v2', { appid: 'x', appsecret: CREDENTIALS.secret }, '');
  const entries = sandbox.world.journal.list();
  expect(entries).toHaveLength(4);
  expect(JSON.stringify(entries)).not.toContain('c0ffee');
  expect(entries[1]!.requestBody).toContain('"secret":"***"');
});
