import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, authorizeLink, open, sns, exchangeOf } from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const consentOf = (text: string) => /name="consent" value="(\w+)"/.exec(text)?.[1];

describe('the link', () => {
  const parts = {
    appid: 'wxsandbox000000001',
    redirect_uri: encodeURIComponent('http://localhost:3000/callback'),
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc',
  };
  const link = (names: (keyof typeof parts)[]) =>
    `/connect/oauth2/authorize?${names.map((name) => `${name}=${parts[name]}`).join('&')}&connect_redirect=1`;

  it('is accepted with its parameters in order, and with the state left out', async () => {
    const whole = await open(sandbox, link(['appid', 'redirect_uri', 'response_type', 'scope', 'state']));
    const stateless = await open(sandbox, link(['appid', 'redirect_uri', 'response_type', 'scope']));
    expect([whole.status, stateless.status]).toEqual([302, 302]);
    expect(stateless.headers['location']).toMatch(/\?code=0\w{31}&state=$/);
  });

  it.each([
    ['the scope is first', link(['scope', 'appid', 'redirect_uri', 'response_type', 'state'])],
    ['names are sorted', link(['appid', 'redirect_uri', 'response_type', 'state', 'scope'])],
    [
      'a name is twice there',
      `${link(['appid', 'redirect_uri', 'response_type', 'scope', 'state'])}&state=x`,
    ],
    [
      'letter case differs',
      link(['appid', 'redirect_uri', 'response_type', 'scope', 'state']).replace('appid', 'AppID'),
    ],
    [
      'an extra comes before the state',
      authorizeLink({ connect_redirect: undefined }).replace('&state', '&forcePopup=true&state'),
    ],
    ['a name is unknown', authorizeLink({ client_id: 'x' })],
    ['the response type is another', authorizeLink({ response_type: 'token' })],
    ['the response type is missing', authorizeLink({ response_type: undefined })],
    ['the state has other characters', authorizeLink({ state: 'a-b' })],
    ['the state is longer than 128', authorizeLink({ state: 'a'.repeat(129) })],
    ['an escape is broken', `${authorizeLink()}%E0%A4%A`],
  ])('cannot be opened when %s', async (_, path) => {
    const reply = await open(sandbox, path);
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('该链接无法访问');
    expect(reply.headers['location']).toBeUndefined();
  });

  it('may carry extras after the state, and any state of 128 characters', async () => {
    const reply = await open(
      sandbox,
      authorizeLink({ state: 'Z'.repeat(128), forcePopup: 'true', forceSnapShot: 'true' }),
    );
    expect(reply.status).toBe(302);
    expect(reply.headers['location']).toContain(`&state=${'Z'.repeat(128)}`);
  });

  it('takes any state once the switch is off', async () => {
    sandbox.world.turn({ strict_state: false });
    const reply = await open(sandbox, authorizeLink({ state: 'a-b c' }));
    expect(reply.headers['location']).toMatch(/&state=a-b%20c$/);
  });
});

describe('the hop', () => {
  it('sends a link without connect_redirect once to itself, with it', async () => {
    const reply = await open(sandbox, authorizeLink({ connect_redirect: undefined }));
    expect(reply.status).toBe(301);
    expect(reply.headers['location']).toBe(`${authorizeLink()}#wechat_redirect`);
    expect((await open(sandbox, authorizeLink())).status).toBe(302);
  });

  it('can be switched off', async () => {
    sandbox.world.turn({ connect_redirect_hop: false });
    expect((await open(sandbox, authorizeLink({ connect_redirect: undefined }))).status).toBe(302);
  });
});

describe('pages that refuse', () => {
  const page = async (changes: Record<string, string | undefined>) => {
    const reply = await open(sandbox, authorizeLink(changes));
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
    return /错误码:(\d+)/.exec(reply.text)?.[1] ?? reply.text;
  };

  it('tell an ordinary browser to open the link in WeChat', async () => {
    const reply = await ask(sandbox, authorizeLink(), {
      headers: { 'user-agent': 'Mozilla/5.0 Chrome/130' },
    });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('<title>抱歉，出错了</title>');
    expect(reply.text).toContain('请在微信客户端打开链接');
  });

  it('let the drawn phone in, which is an iframe', async () => {
    expect((await ask(sandbox, authorizeLink(), { headers: { 'sec-fetch-dest': 'iframe' } })).status).toBe(
      302,
    );
  });

  it('name what is empty', async () => {
    expect(await page({ scope: '' })).toBe('10010');
    expect(await page({ redirect_uri: '' })).toBe('10011');
    expect(await page({ appid: '' })).toBe('10012');
    expect(await page({ appid: undefined })).toBe('10012');
  });

  it('ask for a state only behind the switch', async () => {
    expect((await open(sandbox, authorizeLink({ state: '' }))).status).toBe(302);
    sandbox.world.turn({ state_required: true });
    expect(await page({ state: '' })).toBe('10013');
  });

  it('know the account', async () => {
    expect(await page({ appid: 'wxnobody' })).toContain('AppID 参数错误');
    expect(await page({ appid: 'WXSANDBOX000000001' })).toContain('AppID 参数错误');
    expect(await page({ appid: 'wxsandboxweb000001' })).toBe('10016');
  });

  it('know a delegated link that is not delegated here', async () => {
    sandbox.world.turn({ connect_redirect_hop: false });
    expect(await page({ component_appid: 'wx1', connect_redirect: undefined })).toBe('10015');
  });

  it('know what the account may do', async () => {
    expect(await page({ scope: 'snsapi_login' })).toBe('10005');
    expect(await page({ scope: 'snsapi_base snsapi_userinfo' })).toBe('10005');
    sandbox.world.accounts.change('main', { kind: 'subscription' });
    expect(await page({})).toBe('10005');
    sandbox.world.accounts.change('main', { kind: 'service', banned: true });
    expect(await page({})).toBe('10004');
  });

  it('ask strangers to follow a test account behind the switch', async () => {
    sandbox.world.turn({ must_follow: true });
    const stranger = await open(sandbox, authorizeLink(), { 'x-sandbox-persona': 'stranger' });
    const follower = await open(sandbox, authorizeLink(), { 'x-sandbox-persona': 'follower' });
    expect(stranger.text).toContain('错误码:10006');
    expect(follower.status).toBe(302);
  });

  it('refuse a callback elsewhere, or encoded twice', async () => {
    expect(await page({ redirect_uri: 'https://evil.example/' })).toBe('10003');
    expect(await page({ redirect_uri: encodeURIComponent('http://localhost:3000/') })).toBe('10003');
  });
});

describe('consent', () => {
  const answer = (consent: string, tapped: string) =>
    ask(sandbox, '/connect/oauth2/authorize/answer', {
      method: 'POST',
      body: `consent=${consent}&answer=${tapped}`,
    });
  const sheet = (persona: string) =>
    open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), { 'x-sandbox-persona': persona });

  it('is not asked for snsapi_base', async () => {
    const reply = await open(sandbox, authorizeLink({ scope: 'snsapi_base' }));
    expect(reply.headers['location']).toMatch(
      /^http:\/\/localhost:3000\/callback\?code=0[0-9A-Za-z]{31}&state=STATE1$/,
    );
  });

  it('shows who asks and whose profile it is, and nothing of it is markup', async () => {
    const { text } = await sheet('html-name');
    expect(text).toContain('令牌演示号');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain('<img src=x');
  });

  it('sends a code once allowed, and counts once', async () => {
    const consent = consentOf((await sheet('follower')).text)!;
    const allowed = await answer(consent, 'allow');
    expect(allowed.status).toBe(303);
    const code = new URL(String(allowed.headers['location'])).searchParams.get('code')!;
    expect(await sns(sandbox, 'oauth2/access_token', exchangeOf(code))).toMatchObject({
      scope: 'snsapi_userinfo',
    });
    expect((await answer(consent, 'allow')).text).toContain('该链接无法访问');
  });

  it('lapses when the sheet is left lying', async () => {
    const consent = consentOf((await sheet('follower')).text)!;
    sandbox.world.clock.advance(600);
    expect((await answer(consent, 'allow')).headers['location']).toBeUndefined();
  });

  it('denied, calls nobody back', async () => {
    const denied = await answer(consentOf((await sheet('follower')).text)!, 'deny');
    expect(denied.status).toBe(200);
    expect(denied.text).toContain('已关闭');
  });

  it('denied, sends the state alone behind the switch', async () => {
    sandbox.world.turn({ denial: 'state-only' });
    const denied = await answer(consentOf((await sheet('follower')).text)!, 'deny');
    expect(denied.headers['location']).toBe('http://localhost:3000/callback?state=STATE1');
  });

  it('is never given by those who refuse, whatever is tapped', async () => {
    const tapped = await answer(consentOf((await sheet('refuser')).text)!, 'allow');
    expect(tapped.headers['location']).toBeUndefined();
  });

  it('answers itself where a header says how', async () => {
    const reply = (persona: string, tapped: string) =>
      open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), {
        'x-sandbox-persona': persona,
        'x-sandbox-auto-consent': tapped,
      });
    expect((await reply('follower', 'allow')).headers['location']).toContain('code=');
    expect((await reply('follower', 'deny')).text).toContain('已关闭');
    expect((await reply('refuser', 'allow')).text).toContain('已关闭');
  });
});

describe('who holds the phone', () => {
  const openidOf = async (headers: Record<string, string>) => {
    const reply = await open(sandbox, authorizeLink(), headers);
    const code = new URL(String(reply.headers['location'])).searchParams.get('code')!;
    return (await sns(sandbox, 'oauth2/access_token', exchangeOf(code)))['openid'];
  };

  it('is named by the header, else by the cookie, else by default', async () => {
    const stranger = await openidOf({ 'x-sandbox-persona': 'stranger' });
    const emoji = await openidOf({ 'x-sandbox-persona': 'emoji' });
    const follower = await openidOf({ 'x-sandbox-persona': 'follower' });
    expect(new Set([stranger, emoji, follower]).size).toBe(3);
    expect(await openidOf({ cookie: 'sandbox_persona=emoji' })).toBe(emoji);
    expect(await openidOf({ cookie: 'sandbox_persona=emoji', 'x-sandbox-persona': 'stranger' })).toBe(
      stranger,
    );
    expect(await openidOf({ cookie: 'sandbox_persona=gone' })).toBe(follower);
    sandbox.world.personas.makeDefault('stranger');
    expect(await openidOf({})).toBe(stranger);
  });

  it('may be one of a crowd that nobody had to add', async () => {
    const [one, two] = [
      await openidOf({ 'x-sandbox-persona': 'visitor-1' }),
      await openidOf({ 'x-sandbox-persona': 'visitor-2' }),
    ];
    expect(one).toMatch(/^o[\w-]{27}$/);
    expect(two).not.toBe(one);
    expect(await openidOf({ 'x-sandbox-persona': 'visitor-1' })).toBe(one);
  });

  it('is refused when the header names nobody', async () => {
    const reply = await open(sandbox, authorizeLink(), { 'x-sandbox-persona': 'nobody' });
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.text)).toMatchObject({ code: 'sandbox.no_such_persona' });
  });
});
