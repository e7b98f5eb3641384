import { get } from 'node:http';
import type { RunningSandbox } from '../start-sandbox.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import {
  aCode,
  ask,
  aSandbox,
  aUserToken,
  authorizeLink,
  exchangeOf,
  open,
  sns,
} from '../testing/a-sandbox.js';
import { aClassicToken, aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

interface View {
  seq: number;
  path: string;
  query: string;
  request_body: string;
  body: string;
  location: string | null;
  curl: string;
  account: string | null;
  caller: string;
  agent: string | null;
}
const read = async (path: string) => (await ask(sandbox, `/_sandbox${path}`)).text;
const entries = async (): Promise<View[]> =>
  (JSON.parse(await read('/journal')) as { entries: View[] }).entries;

/** Listens to the journal until `enough` events came. */
function listen(path: string, headers: Record<string, string> = {}) {
  let text = '';
  let waiting: (() => void)[] = [];
  const sent = get({
    host: '127.0.0.1',
    port: sandbox.port,
    path: `/_sandbox${path}`,
    headers,
    agent: false,
  });
  sent.on('error', () => undefined);
  sent.on('response', (response) => {
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    response.on('error', () => undefined);
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      waiting.forEach((look) => look());
    });
  });
  const events = () => text.match(/^event: .*(\nid: \d+)?/gm) ?? [];
  return {
    close: () => sent.destroy(),
    events,
    until: (enough: (events: string[]) => boolean) =>
      new Promise<string[]>((resolve) => {
        const look = () => {
          if (!enough(events())) return;
          waiting = waiting.filter((other) => other !== look);
          resolve(events());
        };
        waiting.push(look);
        look();
      }),
  };
}

describe('what is shown', () => {
  it('never holds a secret, a token, a ticket or a code whole', async () => {
    const code = await aCode(sandbox);
    const token = await sns<Record<string, string>>(sandbox, 'oauth2/access_token', exchangeOf(code));
    const { access_token, refresh_token, openid } = token as never as Record<string, string>;
    await sns(sandbox, 'userinfo', { access_token: access_token!, openid: openid! });
    const parameters = { appid: SANDBOX_ACCOUNT.appId, grant_type: 'refresh_token' };
    await sns(sandbox, 'oauth2/refresh_token', { ...parameters, refresh_token: refresh_token! });
    const [classic, stable] = [await aClassicToken(sandbox), await aStableToken(sandbox)];
    const { ticket } = await cgi(sandbox, 'ticket/getticket', { access_token: classic, type: 'jsapi' });
    await cgi(sandbox, 'get_api_domain_ip', { access_token: stable });
    await cgiRaw(sandbox, 'nothing', { [`x${SANDBOX_ACCOUNT.secret}`]: SANDBOX_ACCOUNT.secret });
    const sheet = await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }));
    const consent = /name="consent" value="(\w+)"/.exec(sheet.text)![1]!;
    const stream = listen('/journal/stream');
    await stream.until((events) => events.includes('event: ready'));
    stream.close();

    const shown = await read('/journal');
    const secrets = [
      SANDBOX_ACCOUNT.secret,
      code,
      access_token,
      refresh_token,
      classic,
      stable,
      ticket,
      consent,
    ];
    for (const secret of secrets as string[]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(shown).not.toContain(secret);
    }
    expect(shown).toContain(classic.slice(0, 8));
  });

  it('is whole where an account has a secret of one letter', async () => {
    sandbox.world.accounts.change('main', { secret: 's' });
    await cgi(sandbox, 'user/get', { access_token: 'x' });
    expect((await entries())[0]).toMatchObject({ query: 'access_token=x' });
    expect((await entries())[0]!.curl).toContain('/cgi-bin/user/get?access_token=');
  });

  it('names the account, and who called', async () => {
    await cgi(sandbox, 'token', CREDENTIALS, undefined, {
      'user-agent': 'client/1',
      'x-sandbox-client-ip': '10.0.0.9',
    });
    await cgi(sandbox, 'token', { appid: 'wx-unknown' });
    expect(await entries()).toMatchObject([
      { account: 'main', caller: '10.0.0.9', agent: 'client/1' },
      { account: null, caller: '127.0.0.1', agent: null },
    ]);
  });
});

describe('the request as curl', () => {
  it('has variables in place of what is secret', async () => {
    await sns(sandbox, 'oauth2/access_token', exchangeOf(await aCode(sandbox)));
    await aStableToken(sandbox);
    await cgi(sandbox, 'user/info', { access_token: await aClassicToken(sandbox), openid: 'o$`"' });
    const [, exchange, stable, , user] = (await entries()).map(({ curl }) => curl);
    expect(exchange).toBe(
      `curl -sS "${sandbox.url}/sns/oauth2/access_token?appid=wxsandbox000000001&secret=\${APP_SECRET}&code=\${CODE}&grant_type=authorization_code"`,
    );
    expect(stable).toContain('-X POST');
    expect(stable).toContain('\\"secret\\":\\"${APP_SECRET}\\"');
    expect(stable).toContain('-H "content-type: application/json"');
    expect(user).toContain('access_token=${GLOBAL_TOKEN}&openid=o%24%60%22"');
  });

  it('opens a page as WeChat’s browser, as the same persona', async () => {
    await open(sandbox, authorizeLink(), { 'x-sandbox-persona': 'stranger' });
    const { curl } = (await entries())[0]!;
    expect(curl).toContain('-A "Mozilla/5.0 MicroMessenger/8.0.50"');
    expect(curl).toContain('-H "x-sandbox-persona: stranger"');
  });
});

describe('the page', () => {
  it('is served with its files, and nothing else of the disk', async () => {
    const { status, text, headers } = await ask(sandbox, '/inspector');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toContain("connect-src 'self'");
    expect(headers['content-security-policy']).not.toContain('frame-src');
    const files = [...text.matchAll(/(?:src|href)="(\/inspector\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect((await ask(sandbox, file)).status).toBe(200);
    for (const file of ['/inspector/', '/inspector/../phone/app.js', '/inspector/%2e%2e/phone/app.js'])
      expect((await ask(sandbox, file)).status).toBe(404);
  });

  it('is for this machine', async () => {
    expect((await ask(sandbox, '/inspector', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await ask(sandbox, '/inspector', { method: 'POST' })).status).toBe(405);
  });

  it('is described: every address it asks is in the OpenAPI document', async () => {
    const { paths } = JSON.parse(await read('/openapi.json')) as { paths: Record<string, object> };
    const wanted = ['journal/stream', 'lapses', 'presets', 'presets/{id}', 'clock', 'rules', 'faults'];
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(wanted.map((path) => `/_sandbox/${path}`)));
    expect(JSON.stringify(paths['/_sandbox/journal/stream'])).toContain('text/event-stream');
  });
});

describe('the live view', () => {
  it('tells what there is, then each request as it comes, and that the journal was cleared', async () => {
    await sns(sandbox, 'auth', {});
    const first = sandbox.world.journal.newestSeq;
    const stream = listen('/journal/stream');
    expect(await stream.until((events) => events.length === 2)).toEqual([
      `event: entry\nid: ${first}`,
      'event: ready',
    ]);
    await sns(sandbox, 'auth', {});
    await ask(sandbox, '/_sandbox/journal', { method: 'DELETE' });
    expect((await stream.until((events) => events.length === 4)).slice(2)).toEqual([
      `event: entry\nid: ${first + 1}`,
      'event: cleared',
    ]);
    stream.close();
  });

  it('goes on where a browser that comes back had stopped, and begins anew at another sandbox', async () => {
    await sns(sandbox, 'auth', {});
    await sns(sandbox, 'auth', {});
    const newest = sandbox.world.journal.newestSeq;
    const back = listen('/journal/stream', { 'last-event-id': String(newest - 1) });
    expect(await back.until((events) => events.includes('event: ready'))).toEqual([
      `event: entry\nid: ${newest}`,
      'event: ready',
    ]);
    const elsewhere = listen(`/journal/stream?since=${newest + 5000}`);
    expect((await elsewhere.until((events) => events.includes('event: ready'))).length).toBe(3);
    back.close();
    elsewhere.close();
  });

  it('is not for pages of other origins', async () => {
    const reply = await ask(sandbox, '/_sandbox/journal/stream', {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(reply.status).toBe(403);
  });
});

it('tells what lapses next of each kind, the soonest first, by the clock of the sandbox', async () => {
  const lapses = async () =>
    (
      JSON.parse(await read('/lapses')) as { lapses: { kind: string; count: number; seconds: number }[] }
    ).lapses.map(({ kind, count, seconds }) => [kind, count, seconds]);
  // 16:00 in Beijing.
  expect(await lapses()).toEqual([['quota_day', 1, 8 * 3600]]);
  await aUserToken(sandbox);
  await aCode(sandbox, 'stranger');
  await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }));
  await aClassicToken(sandbox);
  await aClassicToken(sandbox);
  await cgi(sandbox, 'ticket/getticket', { access_token: await aStableToken(sandbox), type: 'jsapi' });
  sandbox.world.faults.replace([{ path: '/x', errcode: 1, seconds: 60 }]);
  expect(await lapses()).toEqual([
    ['fault', 1, 60],
    ['code', 1, 300],
    ['global_token', 3, 300],
    ['consent', 1, 600],
    ['user_token', 1, 7200],
    ['ticket', 1, 7200],
    ['quota_day', 1, 8 * 3600],
    ['refresh_token', 1, 30 * 86_400],
  ]);
  sandbox.world.clock.advance(7200);
  expect((await lapses()).map(([kind]) => kind)).toEqual(['quota_day', 'refresh_token']);
});
