import { readFileSync } from 'node:fs';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { OperatorsService } from '../../src/operators/operators.service.js';
import { type Role, ROLES } from '../../src/operators/roles.js';
import { fetchAsStranger } from '../../src/sandbox/global-tokens/stranger.js';
import { GlobalTokenService } from '../../src/token/global-token.service.js';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(120_000);

interface Operation {
  readonly name: string;
  readonly method: string;
  /** Below `/admin/api/`, with nothing real in it. */
  readonly path: string;
  readonly roles: readonly string[] | null;
}

/** Every operation of the console's API, as its document has them. */
const document = JSON.parse(readFileSync('docs/admin-openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string; 'x-roles'?: string[] }>>;
};
const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: operation.operationId,
    method: method.toUpperCase(),
    path: path
      .replace('/admin/api/', '')
      .replace('{account}', 'nowhere')
      .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'),
    roles: operation['x-roles'] ?? null,
  })),
);
const changes = operations.filter(({ method }) => method !== 'GET');

let app: RunningApp;
let browsers: Record<Role, OperatorBrowser>;
beforeAll(async () => {
  app = await RunningApp.start();
  const service = app.server.app.get(OperatorsService);
  const entered = await Promise.all(
    ROLES.map(async (role) => {
      await service.add({ name: role, role, password: PASSWORD });
      return [role, await new OperatorBrowser(app).enter(role)] as const;
    }),
  );
  browsers = Object.fromEntries(entered) as Record<Role, OperatorBrowser>;
});
afterAll(() => app.stop());
beforeEach(() => app.rows('TRUNCATE operator_login_throttle'));

it('there is a matrix to look at', () => {
  expect(operations.length).toBeGreaterThan(25);
  expect(changes.length).toBeGreaterThan(15);
});

describe.each(ROLES)('as %s', (role) => {
  it.each(operations.filter(({ roles, name }) => roles && name !== 'logOut'))(
    'may or may not: $name',
    async ({ method, path, roles }) => {
      // A body that no operation takes: whoever may is told so, and nothing is done.
      const body = method === 'GET' || method === 'DELETE' ? undefined : { nothing: 'of the sort' };
      const answer = await browsers[role].ask(method, path, body);
      const refused = codeOf(answer) === 'operator.role_insufficient';
      expect([answer.status === 403 && refused, answer.status]).toEqual([
        !roles!.includes(role),
        expect.any(Number),
      ]);
      expect(answer.status).toBeLessThan(500);
    },
  );
});

describe('a page of another site', () => {
  const body = JSON.stringify({ name: 'owner', password: PASSWORD });
  const json = { 'content-type': 'application/json' };

  it.each(changes)('can make nobody do: $name', async ({ method, path }) => {
    const forged: Record<string, Record<string, string>> = {
      'without saying where it is': {},
      'from nowhere': { origin: 'null' },
      'from elsewhere': { origin: 'https://evil.example' },
      'from a name that begins like ours': { origin: `${app.origin}.evil.example` },
      'from our name at another port': { origin: 'http://localhost:1' },
      'over https instead of http': { origin: app.origin.replace('http:', 'https:') },
      'as the same site only': { origin: app.origin, 'sec-fetch-site': 'same-site' },
      'from another site that lies about its origin': { origin: app.origin, 'sec-fetch-site': 'cross-site' },
      'typed by hand': { origin: app.origin, 'sec-fetch-site': 'none' },
    };
    for (const [how, headers] of Object.entries(forged)) {
      const answer = await browsers.owner.raw(method, path, body, { ...json, ...headers });
      expect([how, answer.status, codeOf(answer)]).toEqual([how, 403, 'operator.not_from_console']);
    }
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'name=owner'],
    ['a form with files', 'multipart/form-data; boundary=x', '--x--'],
    ['JSON called text', 'text/plain', body],
  ])('is refused with %s, before the body is looked at', async (_what, type, text) => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': type };
    const answer = await browsers.owner.raw('POST', 'session', text, headers);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'operator.not_from_console']);
  });

  it('cannot turn a reading into a change by a header or a parameter', async () => {
    const overriding = { 'x-http-method-override': 'DELETE', 'sec-fetch-site': 'cross-site' };
    expect((await browsers.owner.raw('GET', 'session', undefined, overriding)).status).toBe(200);
    expect((await browsers.owner.raw('GET', 'session?_method=DELETE', undefined, overriding)).status).toBe(
      400,
    );
    expect((await browsers.owner.ask('GET', 'session')).status).toBe(200);
  });

  it('is refused in capital letters too, which the router reads as small ones', async () => {
    const headers = { ...json, origin: 'https://evil.example' };
    const answer = await browsers.owner.visitor.send('POST', '/ADMIN/API/session', { headers, body });
    expect(answer.status).toBe(403);
  });
});

it('our own pages may only send JSON', async () => {
  const headers = { origin: app.origin, 'content-type': 'text/plain' };
  const answer = await browsers.owner.raw('POST', 'session', '{}', headers);
  expect([answer.status, codeOf(answer)]).toEqual([400, 'request.body_not_json']);
});

it('no reading changes a row', async () => {
  const account = 'main';
  const everything = async (): Promise<Record<string, string>> => {
    const tables = await app.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const entries: [string, string][] = [];
    for (const { name } of tables) {
      const [row] = await app.rows<{ digest: string }>(
        `SELECT md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM "${name}" t`,
      );
      entries.push([name, row!.digest]);
    }
    return Object.fromEntries(entries);
  };
  const before = await everything();
  for (const { method, path } of operations.filter(({ method }) => method === 'GET')) {
    const answer = await browsers.owner.ask(method, path.replace('nowhere', account));
    expect([path, answer.status < 500]).toEqual([path, true]);
  }
  expect(await everything()).toEqual(before);
});

it('what was done is in the record, with who, what, to what and from where; what was refused is not', async () => {
  const one = browsers.owner;
  const made = await one.ask('POST', 'callers', { name: 'reports', scopes: ['token:read'] });
  const { id, key } = made.json() as { id: string; key: string };
  expect((await one.ask('POST', `callers/${id}/roll`, { grace_hours: 1 })).status).toBe(201);
  expect((await one.ask('DELETE', `callers/${id}`)).json()).toMatchObject({ id, live: false });
  expect((await one.ask('PUT', 'accounts/main/js-domains', { js_domains: ['www.example.com'] })).status).toBe(
    200,
  );
  expect((await browsers.viewer.ask('PUT', 'accounts/main/js-domains', { js_domains: [] })).status).toBe(403);

  const { data } = (await one.ask('GET', 'audit?limit=4')).json() as { data: object[] };
  const from = { actor: 'operator:owner', address: '127.0.0.1' };
  expect(data).toMatchObject([
    { ...from, action: 'account.js_domains_set', account: 'main', detail: { after: ['www.example.com'] } },
    { ...from, action: 'caller.key_revoked', target: id },
    { ...from, action: 'caller.key_rolled', target: id },
    { ...from, action: 'caller.key_made', target: id, detail: { name: 'reports', scopes: ['token:read'] } },
  ]);
  expect(JSON.stringify(data)).not.toContain(key);
  expect((await one.ask('GET', 'audit/verification')).json()).toMatchObject({ whole: true, fault: null });
});

describe('what no route knows', () => {
  it.each(operations)('is refused by name: $name', async ({ method, path, name }) => {
    const bodyless = method === 'GET' || method === 'DELETE';
    const query = await browsers.owner.ask(method, `${path}?canary=1`, bodyless ? undefined : {});
    expect([name, query.status, query.body]).toEqual([name, 400, expect.stringContaining('canary')]);
    if (method === 'GET') return;
    for (const field of ['canary', 'constructor', 'openid']) {
      const body = await browsers.owner.ask(method, path, { [field]: 1 });
      expect([name, field, body.status]).toEqual([name, field, 400]);
      expect((body.json()['errors'] as { field: string }[]).map((error) => error.field)).toContain(field);
    }
    const polluting = '{"__proto__":{"polluted":1}}';
    const headers = { origin: app.origin, 'content-type': 'application/json' };
    expect((await browsers.owner.raw(method, path, polluting, headers)).status).toBe(400);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('unknown fields and parameters are refused by name', async () => {
  const added = await browsers.owner.ask('POST', 'operators', {
    name: 'mallory',
    role: 'viewer',
    password: PASSWORD,
    id: 'x',
    constructor: 1,
  });
  expect([added.status, added.body]).toEqual([400, expect.stringContaining('constructor')]);
  const polluting =
    '{"name":"mallory","role":"viewer","password":"correct horse battery staple","__proto__":{"x":1}}';
  const headers = { origin: app.origin, 'content-type': 'application/json' };
  expect((await browsers.owner.raw('POST', 'operators', polluting, headers)).status).toBe(400);
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect((await browsers.owner.ask('GET', 'callers?everything=1')).status).toBe(400);
});

describe('the token', () => {
  it('is healthy once fetched, and its value is shown only on demand, and on record', async () => {
    const one = await new OperatorBrowser(app).enter('owner');
    expect((await one.ask('POST', 'accounts/main/token/renew')).json()).toMatchObject({
      account: 'main',
      token: { state: 'healthy', version: 1, failure: null },
      force: { used_today: 0, per_day: 20 },
    });
    const [token] = app.world.globalTokens.list(
      (await app.rows<{ id: string }>(`SELECT app_id AS id FROM account WHERE key = 'main'`))[0]!.id,
    );
    const { value } = token!.token;
    for (const path of [
      'tokens',
      'accounts/main/token',
      'accounts/main/token/history',
      'accounts/main',
      'audit',
    ])
      expect((await one.ask('GET', path)).body).not.toContain(value);
    const shown = await one.ask('POST', 'accounts/main/token/reveal');
    expect(shown.json()).toMatchObject({ access_token: value, version: 1 });
    const [line] = ((await one.ask('GET', 'audit?limit=1')).json() as { data: object[] }).data;
    expect(line).toMatchObject({ action: 'token.revealed', account: 'main' });
    expect((await one.ask('POST', 'accounts/main/token/force')).json()).toMatchObject({
      token: { state: 'healthy', version: 2 },
      force: { used_today: 1 },
    });
  });

  it('forced has a line in the record before WeChat is asked, and one that says how it ended', async () => {
    const one = await new OperatorBrowser(app).enter('owner');
    const lines = async () =>
      ((await one.ask('GET', 'audit?action=token.forced&limit=2')).json() as { data: object[] }).data;
    const line = { actor: 'operator:owner', account: 'main', address: '127.0.0.1' };
    expect(await lines()).toMatchObject([
      { ...line, detail: { version: 2 } },
      { ...line, detail: { outcome: 'begun' } },
    ]);
    // Half a minute has to lie between two.
    expect((await one.ask('POST', 'accounts/main/token/force')).status).toBe(503);
    expect(await lines()).toMatchObject([
      { ...line, detail: { outcome: 'failed', failure: 'token.force_budget' } },
      { ...line, detail: { outcome: 'begun' } },
    ]);
  });
});

it('a token that a stranger voided is told as such, with what to do, and so is what was renewed', async () => {
  const one = await new OperatorBrowser(app).enter('owner');
  await one.ask('POST', 'accounts/main/token/renew');
  const { version } = ((await one.ask('GET', 'accounts/main/token')).json() as { token: { version: number } })
    .token;
  // In stable mode only a forced renewal voids it, half a minute after the last one at the earliest.
  app.world.clock.advance(60);
  fetchAsStranger(app.world.accounts.get('main'), 'stable', true, app.world);
  const tokens = app.server.app.get(GlobalTokenService);
  const account = await app.server.app.get(AccountsService).get('main');
  await tokens.report(account, { version }, 'reports');
  const { data } = (await one.ask('GET', 'accounts/main/token/history?limit=5')).json() as { data: object[] };
  expect(data).toContainEqual(
    expect.objectContaining({
      event: 'died',
      cause: 'forced_elsewhere',
      reported_by: 'reports',
      advice: {
        what: expect.stringContaining('Somebody else'),
        remedy: expect.stringContaining('force_refresh'),
      },
    }),
  );
  expect((await one.ask('GET', 'accounts/main/token')).json()).toMatchObject({
    token: { state: 'healthy', version: version + 1 },
  });
});

describe('/admin', () => {
  it.each(['/admin', '/admin/', '/admin/setup', '/admin/users?q=%E5%BC%A0'])(
    'is a page that nobody keeps and that loads from us alone: %s',
    async (target) => {
      const answer = await app.visitor('nobody').send('GET', target);
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers['cache-control']).toBe('no-store');
      const policy = answer.headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(answer.body).not.toContain('__LINGPAI_NONCE__');
    },
  );

  it.each(['/admin/assets/absent.js', '/admin/assets/..%2findex.html', '/admin/api/absent', '/admin/api'])(
    'has nothing at %s',
    async (target) => {
      expect((await app.visitor('nobody').send('GET', target)).status).toBe(404);
    },
  );
});
