import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningSandbox } from '../start-sandbox.js';
import {
  aCode,
  ask,
  aSandbox,
  authorizeLink,
  exchangeOf,
  open,
  sns,
  type TokenAnswer,
} from '../testing/a-sandbox.js';
import { aClassicToken, aStableToken, cgi, CREDENTIALS } from '../testing/cgi-calls.js';
import { StoppedClock } from '../testing/stopped-clock.js';
import { visitOverHttp } from './callback-visit.js';
import { PRESETS } from './preset-list.js';

const clock = new StoppedClock();
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ clock });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

interface View {
  id: string;
  on: boolean;
  hits: number;
}

async function control(method: string, path: string, body?: unknown) {
  const reply = await ask(sandbox, `/_sandbox${path}`, {
    method,
    body: body === undefined ? '' : JSON.stringify(body),
  });
  return { status: reply.status, json: (reply.text === '' ? {} : JSON.parse(reply.text)) as never };
}
const strike = async (id: string, strength: object = {}): Promise<View> =>
  (await control('POST', `/presets/${id}`, strength)).json;
const on = async (): Promise<string[]> => {
  const { presets } = (await control('GET', '/presets')).json as { presets: View[] };
  return presets.filter((preset) => preset.on).map(({ id }) => id);
};
const fetched = () => cgi(sandbox, 'token', CREDENTIALS);

describe('the list', () => {
  it('says what each is in both languages, and that nothing is on at first', async () => {
    const { presets } = (await control('GET', '/presets')).json as {
      presets: { title: { zh: string; en: string } }[];
    };
    expect(presets).toHaveLength(PRESETS.length);
    for (const { title } of presets) expect([title.zh, title.en].every(Boolean)).toBe(true);
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    expect(await on()).toEqual([]);
  });

  it('knows no other name', async () => {
    expect((await control('POST', '/presets/nothing', {})).json).toMatchObject({
      code: 'sandbox.no_such_preset',
    });
    expect((await control('DELETE', '/presets/nothing')).status).toBe(404);
  });
});

describe('a preset of faults', () => {
  it('is in force until it is taken back, and counts what it struck', async () => {
    await strike('down');
    await expect(fetched()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await on()).toEqual(['down']);
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ status: 0, fault: 'down' });
    await control('DELETE', '/presets/down');
    expect(await fetched()).toHaveProperty('access_token');
    expect(await on()).toEqual([]);
  });

  it('belongs to the login whose call it struck', async () => {
    const code = await aCode(sandbox);
    const token = await sns<TokenAnswer>(sandbox, 'oauth2/access_token', exchangeOf(code));
    await strike('busy', { probability: 1 });
    await sns(sandbox, 'oauth2/access_token', exchangeOf(code));
    await sns(sandbox, 'userinfo', { access_token: token.access_token });
    await sns(sandbox, 'userinfo', { access_token: 'x' });
    const struck = sandbox.world.journal.list({ path: '/sns/*' }).slice(1);
    expect(struck.map(({ login, fault }) => [login, fault])).toEqual([
      ['STATE1', 'busy'],
      ['STATE1', 'busy'],
      [null, 'busy'],
    ]);
  });

  it('strikes ahead of other faults, and leaves them alone when it goes', async () => {
    sandbox.world.faults.replace([{ path: '/cgi-bin/token', errcode: 45011 }]);
    await strike('quota-used-up');
    expect(await fetched()).toMatchObject({ errcode: 45009 });
    await control('DELETE', '/presets');
    expect(await fetched()).toMatchObject({ errcode: 45011 });
  });

  it('ends by its number of calls, and by the clock of the sandbox', async () => {
    await strike('quota-used-up', { times: 1 });
    expect([(await fetched()).errcode, (await fetched()).errcode]).toEqual([45009, undefined]);
    expect(await on()).toEqual([]);
    await strike('quota-used-up', { seconds: 60 });
    sandbox.world.clock.advance(60);
    expect(await fetched()).toHaveProperty('access_token');
  });

  it('is as slow as told; what is not slow does not become so', async () => {
    clock.pauses.length = 0;
    await strike('slow', { latencyMs: 700 });
    await fetched();
    await control('DELETE', '/presets');
    await strike('quota-used-up', { latencyMs: 700 });
    await fetched();
    expect(clock.pauses).toEqual([700]);
  });

  it('strikes the same calls of a row for the same seed, others for another', async () => {
    const row = async (seed: number) => {
      await strike('busy', { probability: 0.5, seed });
      const answers = [];
      for (let call = 0; call < 24; call += 1)
        answers.push((await sns(sandbox, 'auth', {}))['errcode'] === -1);
      return answers;
    };
    const first = await row(7);
    expect(await row(7)).toEqual(first);
    expect(await row(8)).not.toEqual(first);
    expect(first).toContain(true);
    expect(first).toContain(false);
  });

  it.each([
    ['code-used', 'sns/oauth2/access_token', '"errcode":40163'],
    ['wrong-type', 'cgi-bin/token', '<html>'],
    ['bad-gateway', 'cgi-bin/token', '502'],
    ['busy', 'sns/auth', '"errcode":-1'],
  ])('"%s" answers /%s with %s', async (id, path, text) => {
    await strike(id, { probability: 1 });
    expect((await ask(sandbox, `/${path}`)).text).toContain(text);
  });

  it.each(['lost-answer', 'half-answer'])('"%s" takes effect all the same', async (id) => {
    await strike(id);
    await expect(fetched()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.world.globalTokens.current(CREDENTIALS.appid, 'classic')).not.toBeNull();
  });
});

it('"whitelist-removed" refuses every address, and gives the owner their list back', async () => {
  sandbox.world.accounts.change('main', { ipWhitelist: ['127.0.0.1'] });
  await strike('whitelist-removed');
  await strike('whitelist-removed');
  expect(await fetched()).toMatchObject({ errcode: 40164 });
  expect(await on()).toEqual(['whitelist-removed']);
  await control('DELETE', '/presets');
  expect(sandbox.world.accounts.get('main').ipWhitelist).toEqual(['127.0.0.1']);
  expect(await fetched()).toHaveProperty('access_token');
});

describe('a blow', () => {
  const addresses = async (access_token: string) =>
    (await cgi(sandbox, 'get_api_domain_ip', { access_token })).errcode;

  it('"stranger" leaves the token five minutes', async () => {
    const token = await aClassicToken(sandbox);
    expect(await strike('stranger')).toMatchObject({ on: false, hits: 1 });
    expect(await addresses(token)).toBeUndefined();
    sandbox.world.clock.advance(300);
    expect(await addresses(token)).toBe(40001);
  });

  it('"stranger-forces" and "tokens-void" kill it at once', async () => {
    const stable = await aStableToken(sandbox);
    await strike('stranger-forces');
    expect(await addresses(stable)).toBe(40001);
    const classic = await aClassicToken(sandbox);
    await strike('tokens-void');
    expect(await addresses(classic)).toBe(40001);
  });

  it('"secret-reset" makes the old AppSecret wrong, of the account named', async () => {
    await strike('secret-reset', { account: 'web' });
    expect(await fetched()).toHaveProperty('access_token');
    await strike('secret-reset');
    expect(await fetched()).toMatchObject({ errcode: 40125 });
    expect((await control('POST', '/presets/secret-reset', { account: 'none' })).status).toBe(404);
  });

  it('is refused where WeChat would refuse it', async () => {
    sandbox.world.accounts.change('main', { tokenFamilies: ['stable'] });
    expect((await control('POST', '/presets/stranger', {})).json).toMatchObject({
      code: 'sandbox.refused_by_rule',
    });
    expect((await control('GET', '/presets')).json).toMatchObject({
      presets: expect.arrayContaining([
        expect.objectContaining({ id: 'stranger', hits: 0 }) as object,
      ]) as object[],
    });
  });
});

describe('a double callback', () => {
  const visits: { address: string; headers: Record<string, string> }[] = [];
  beforeEach(() => {
    visits.length = 0;
    sandbox.world.visitCallback = (address, headers) => {
      visits.push({ address, headers });
      return Promise.resolve(302);
    };
  });
  afterAll(() => {
    sandbox.world.visitCallback = visitOverHttp;
  });
  const exchange = (code: string) => sns<TokenAnswer>(sandbox, 'oauth2/access_token', exchangeOf(code));

  it.each(['double-callback-parallel', 'double-callback-sequential'])(
    '"%s" visits the callback with the same code, state and cookies as the visitor',
    async (id) => {
      await strike(id);
      const reply = await open(sandbox, authorizeLink(), {
        cookie: 'sandbox_persona=stranger; attempt=abc',
        'accept-language': 'zh-CN',
      });
      expect(visits.map(({ address }) => address)).toEqual([reply.headers['location']]);
      expect(visits[0]!.headers).toMatchObject({ cookie: 'attempt=abc', 'accept-language': 'zh-CN' });
      expect(visits[0]!.headers['user-agent']).toContain('MicroMessenger');
    },
  );

  it('"double-callback-other-code" visits it with another code of the same login, good as well', async () => {
    await strike('double-callback-other-code');
    const code = await aCode(sandbox);
    const other = new URL(visits[0]!.address).searchParams;
    expect(other.get('state')).toBe('STATE1');
    expect(other.get('code')).not.toBe(code);
    const [one, two] = [await exchange(code), await exchange(other.get('code')!)];
    expect(two.openid).toBe(one.openid);
  });

  it('happens where a code is handed out, and counts there alone', async () => {
    await strike('double-callback-parallel', { times: 1 });
    await open(sandbox, authorizeLink({ connect_redirect: undefined }));
    expect(sandbox.world.journal.list().at(-1)).toMatchObject({ status: 301, fault: null });
    expect(await on()).toEqual(['double-callback-parallel']);
    await open(sandbox, authorizeLink());
    await open(sandbox, authorizeLink());
    expect(visits).toHaveLength(1);
    expect(sandbox.world.journal.list().at(-2)).toMatchObject({
      fault: 'double-callback-parallel',
      rule: null,
    });
  });

  it('keeps the visitor waiting for the first visit when they come one after the other', async () => {
    let arrived: (status: number) => void = () => undefined;
    const first = new Promise<number>((resolve) => (arrived = resolve));
    sandbox.world.visitCallback = () => first;
    await strike('double-callback-sequential');
    let answered = false;
    const visitor = open(sandbox, authorizeLink()).then(() => (answered = true));
    await ask(sandbox, '/_sandbox/health');
    expect(answered).toBe(false);
    arrived(302);
    await visitor;
    expect(answered).toBe(true);
  });
});

describe('a visit over HTTP', () => {
  let business: Server;
  const seen: string[] = [];
  beforeAll(async () => {
    business = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.cookie}`);
      response.writeHead(303, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => business.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => business.close(resolve)));

  it('brings the status back, follows nothing, and rejects never', async () => {
    const { port } = business.address() as AddressInfo;
    expect(await visitOverHttp(`http://127.0.0.1:${port}/cb?code=1`, { cookie: 'a=b' })).toBe(303);
    expect(seen).toEqual(['/cb?code=1 a=b']);
    expect(await visitOverHttp('http://127.0.0.1:1/', {})).toBe(0);
  });
});
