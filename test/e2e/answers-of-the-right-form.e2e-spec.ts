import { connect } from 'node:net';
import { signPush } from '../../src/wechat/push/push-signature.js';
import { ApiCaller, problemOf } from '../support/api-caller.js';
import type { Answer } from '../support/visitor-network.js';

jest.setTimeout(60_000);

let api: ApiCaller;
beforeAll(async () => void (api = await ApiCaller.start()));
afterAll(() => api.app.stop());

const JSON_ONLY = { headers: { accept: 'application/json' } };
const send = (method: string, path: string, headers: Record<string, string> = JSON_ONLY.headers) =>
  api.app.visitor('follower').send(method, path, { headers });
const linesOf = (event: string): { level: string; path?: string; error?: unknown }[] =>
  api.app.log.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);

it('every answer says that its type is to be believed, once', async () => {
  const visitor = api.app.visitor('follower');
  await visitor.open('/me');
  const paths = ['/me', '/auth/session', '/auth/wechat', '/healthz', '/readyz', '/openapi.json', '/docs'];
  const asked: [string, string][] = [
    ...paths.map((path): [string, string] => ['GET', path]),
    ['GET', '/nowhere'],
    ['GET', '/admin'],
    ['GET', '/admin/api/session'],
    ['POST', '/auth/logout'],
  ];
  const answers: [string, Answer][] = [];
  for (const [method, path] of asked)
    answers.push([path, await visitor.send(method, path, { headers: { origin: api.app.origin } })]);
  const token = await api.read();
  const again = await api.read('main', { headers: { 'if-none-match': String(token.headers['etag']) } });
  answers.push(
    ['the token', token],
    ['the same token', again],
    ['no key', await api.read('main', { key: null })],
  );
  expect(answers.map(([what, { headers }]) => [what, headers['x-content-type-options']])).toEqual(
    answers.map(([what]) => [what, 'nosniff']),
  );
  expect(again.status).toBe(304);
  expect(answers.filter(([, { headers }]) => 'strict-transport-security' in headers)).toEqual([]);
});

describe('the wrong method', () => {
  it.each([
    ['POST', '/auth/session', 'GET, HEAD'],
    ['GET', '/auth/logout', 'POST'],
    ['OPTIONS', '/auth/session', 'GET, HEAD'],
    ['PATCH', '/healthz', 'GET, HEAD'],
    ['POST', '/api/v1/accounts/main/token', 'GET, HEAD'],
    ['GET', '/api/v1/accounts/main/token/refresh', 'POST'],
    ['PUT', '/api/v1/accounts/main/users/oA', 'DELETE, GET, HEAD'],
    ['DELETE', '/auth/wechat/main/callback?code=C', 'GET, HEAD'],
  ])('%s %s is told which are right', async (method, path, allowed) => {
    const answer = await send(method, path);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allowed]);
    expect(answer.json()).toMatchObject({ code: 'request.method_not_allowed' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['POST', '/nowhere'],
    ['OPTIONS', '/api/v1/nowhere'],
    ['GET', '/api/v1/accounts'],
  ])('%s %s is at an address that no method has', async (method, path) => {
    const answer = await send(method, path);
    expect([answer.status, answer.headers['allow']]).toEqual([404, undefined]);
  });

  it('the console’s pages, which take any address, make no API of one', async () => {
    const headers = { ...JSON_ONLY.headers, origin: api.app.origin };
    expect((await send('POST', '/admin/api/nowhere', headers)).status).toBe(404);
    expect((await send('POST', '/admin/api/audit', headers)).headers['allow']).toBe('GET, HEAD');
  });

  it('a visitor is told on a page', async () => {
    const page = await send('POST', '/me', { accept: 'text/html' });
    expect([page.status, page.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect(page.body).toContain('data-problem="method"');
  });
});

it('a 401 says by what scheme one would get in', async () => {
  const challenges = [
    (await send('GET', '/auth/session')).headers['www-authenticate'],
    (await send('GET', '/admin/api/session')).headers['www-authenticate'],
    (await api.read('main', { key: null })).headers['www-authenticate'],
  ];
  expect(challenges).toEqual([
    'Cookie realm="lingpai"',
    'Cookie realm="lingpai console"',
    'Bearer realm="lingpai"',
  ]);
});

describe('what the database cannot hold', () => {
  it.each([String.raw`"\u0000"`, String.raw`"a\ud800b"`])(
    'is refused in a body by name: %s',
    async (text) => {
      const answer = await api.report('main', `{"access_token":${text}}`);
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'request.invalid' });
      expect(answer.json()['errors']).toEqual([{ field: 'access_token', message: expect.any(String) }]);
    },
  );

  it.each(['%00', '%ED%A0%80', 'a%C0%80'])('comes in by no query: %s', async (text) => {
    const key = await api.newKey(['users:read']);
    const { status } = await api.ask('GET', `main/users?q=${text}`, { key });
    expect([200, 400]).toContain(status);
  });

  it.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-10:00'])(
    'is refused as a time: %s',
    async (since) => {
      const key = await api.newKey(['users:read']);
      const answer = await api.ask('GET', `main/users?since=${since}`, { key });
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'request.invalid' });
      expect(answer.json()['errors']).toEqual([{ field: 'since', message: expect.any(String) }]);
    },
  );
});

describe('what nobody knows', () => {
  it('in the body of an erasure is refused by name, and nothing is erased', async () => {
    await api.app.visitor('visitor-41').open('/me');
    const [{ openid }] = (await api.app.rows<{ openid: string }>('SELECT openid FROM wechat_user')) as [
      { openid: string },
    ];
    const key = await api.newKey(['users:write']);
    const before = await api.app.count('wechat_user');
    const answer = await api.ask('DELETE', `main/users/${openid}`, { key, body: { dry_run: true } });
    expect(problemOf(answer)).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(answer.body).toContain('dry_run');
    expect(await api.app.count('wechat_user')).toBe(before);
    expect((await api.ask('DELETE', `main/users/${openid}`, { key })).status).toBe(204);
    const link = await api.ask('DELETE', `main/users/${openid}/links/1`, { key, body: { dry_run: true } });
    expect(problemOf(link)).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  it.each(['/openapi.json?colour=1', '/docs?colour=1', '/docs/start.js?colour=1'])(
    'in the query of %s is refused by name',
    async (path) => {
      const answer = await send('GET', path);
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'request.invalid' });
      expect(answer.body).toContain('colour');
      expect((await send('GET', path.split('?')[0]!)).status).toBe(200);
    },
  );
});

it('a push whose sender leaves in the middle is a line in the log, and no failure', async () => {
  const { token } = api.app.world.accounts.get('main').push!;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = signPush(token, { timestamp, nonce: 'n0nce' });
  const query = `signature=${signature}&timestamp=${timestamp}&nonce=n0nce`;
  const socket = connect(api.app.port, '127.0.0.1');
  const head = [
    `POST /wechat/main/push?${query} HTTP/1.1`,
    `Host: localhost:${api.app.port}`,
    'Content-Length: 500',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n<xml>`, () => socket.destroy());
  const cut = (): unknown[] =>
    [...linesOf('request.refused'), ...linesOf('request.failed')].filter(
      ({ path }) => path === '/wechat/main/push',
    );
  while (cut().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(cut()).toEqual([
    expect.objectContaining({ level: 'info', event: 'request.refused', error: 'messages.push_cut_short' }),
  ]);
});
