import { AccountsService } from '../../src/accounts/accounts.service.js';
import type { ApiScope } from '../../src/callers/api-scopes.js';
import { SANDBOX_WEBSITE } from '../../src/sandbox/sandbox-account.js';
import { ApiCaller, problemOf, TOKEN_SCOPES } from '../support/api-caller.js';
import type { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

let api: ApiCaller;
let app: RunningApp;
let key: string;
beforeAll(async () => {
  api = await ApiCaller.start();
  app = api.app;
  key = await api.newKey();
});
afterAll(() => app.stop());

const ROUTES: [method: string, target: string, body: object | undefined, scope: ApiScope][] = [
  ['GET', 'main/token', undefined, 'token:read'],
  ['POST', 'main/token/refresh', { version: 99 }, 'token:refresh'],
  ['GET', 'main/jsapi-ticket', undefined, 'ticket:read'],
  ['POST', 'main/jssdk-config', { url: 'http://localhost/' }, 'ticket:sign'],
];

it.each(ROUTES)(
  '%s %s: without a key, with a mistyped one, and with one nobody issued',
  async (method, target, body) => {
    const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
    const answers = [
      await api.ask(method, target, { body, key: null }),
      await api.ask(method, target, { body, key: mistyped }),
      await api.ask(method, target, { body, key: 'lp_' }),
    ];
    expect(answers.map((answer) => problemOf(answer))).toMatchObject([
      { status: 401, code: 'caller.key_missing' },
      { status: 401, code: 'caller.key_malformed' },
      { status: 401, code: 'caller.key_malformed' },
    ]);
    for (const { headers } of answers) expect(headers['www-authenticate']).toMatch(/^Bearer /);
  },
);

it.each(ROUTES)(
  '%s %s: a key with all scopes but the one, and one for another account',
  async (method, target, body, scope) => {
    const others = TOKEN_SCOPES.filter((each) => each !== scope);
    const scoped = problemOf(await api.ask(method, target, { body, key: await api.newKey(others) }));
    expect(scoped).toMatchObject({ status: 403, code: 'caller.scope_missing' });
    expect(scoped.detail).toContain(scope);
    const elsewhere = await api.newKey(TOKEN_SCOPES, await api.newAccount());
    expect(problemOf(await api.ask(method, target, { body, key: elsewhere }))).toMatchObject({
      status: 403,
      code: 'caller.account_refused',
    });
    const alone = await api.newKey([scope], 'main');
    expect((await api.ask(method, target, { body, key: alone })).json()['code'] ?? '').not.toMatch(/^caller/);
  },
);

it.each(ROUTES)(
  '%s %s: a key in the address, a parameter nobody knows, an account nobody knows',
  async (method, target, body) => {
    const inAddress = problemOf(await api.ask(method, `${target}?api_key=${key}`, { body }));
    expect(inAddress).toMatchObject({ status: 400, code: 'caller.key_in_url' });
    expect(inAddress.detail).not.toContain(key);
    const unknown = problemOf(await api.ask(method, `${target}?force=1`, { body }));
    expect(unknown).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ field: 'force' }] });
    for (const account of ['nobody', 'MAIN', '..%2fmain', 'a'.repeat(99)]) {
      const answer = problemOf(await api.ask(method, target.replace('main', account), { body }));
      expect([account, answer.status]).toEqual([account, 404]);
    }
  },
);

it.each<[string, unknown, string[]]>([
  ['token/refresh', { version: 1, forec: true }, ['forec']],
  ['token/refresh', { version: 0 }, ['version']],
  ['token/refresh', { version: '1' }, ['version']],
  ['token/refresh', { version: 1.5 }, ['version']],
  ['token/refresh', { access_token: '' }, ['access_token']],
  ['token/refresh', { access_token: 'x'.repeat(2_049) }, ['access_token']],
  ['token/refresh', { access_token: ['x'] }, ['access_token']],
  ['token/refresh', { version: 1, access_token: 'x' }, ['body']],
  ['token/refresh', {}, ['body']],
  ['token/refresh', [], ['body']],
  ['jssdk-config', {}, ['url']],
  ['jssdk-config', { url: '/me' }, ['url']],
  ['jssdk-config', { url: 'javascript:alert(1)' }, ['url']],
  ['jssdk-config', { url: `https://a.example/${'x'.repeat(2_049)}` }, ['url']],
  ['jssdk-config', { url: 'http://localhost/', ticket: 'x', nonce: 'y' }, ['ticket', 'nonce']],
])('POST %s with %j names what is wrong', async (target, body, fields) => {
  const problem = problemOf(await api.ask('POST', `main/${target}`, { body }));
  expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
  expect((problem.errors as { field: string }[]).map(({ field }) => field)).toEqual(fields);
});

it.each(['{"version":1', '', '"1"', 'version=1'])('POST with %j, which is no JSON object', async (body) => {
  expect((await api.report('main', body)).status).toBe(400);
});

it('a body that does not say that it is JSON', async () => {
  const answer = await api.report('main', { version: 1 }, { headers: { 'content-type': 'text/plain' } });
  expect(problemOf(answer)).toMatchObject({ status: 400, code: 'request.body_not_json' });
});

it('a website app has neither token nor ticket', async () => {
  const { key: web, appId, secret: appSecret, name } = SANDBOX_WEBSITE;
  const website = { key: web, appId, appSecret, name, kind: 'website', openPlatform: 'x' } as const;
  await app.server.app.get(AccountsService).add(website);
  for (const [method, target, body] of ROUTES)
    expect(problemOf(await api.ask(method, target.replace('main', 'web'), { body }))).toMatchObject({
      status: 404,
      code: 'token.none_for_website',
    });
});
