import { request } from 'undici';
import { CallersService } from '../../src/callers/callers.service.js';
import { canariesOf } from '../support/canary-sweep.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

const METRICS_TOKEN = 'canary-metrics-token-1234567890';

interface Answered {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

let app: RunningApp;
let key: string;

beforeAll(async () => {
  app = await RunningApp.start({ env: { METRICS_TOKEN } });
  const callers = app.server.app.get(CallersService, { strict: false });
  const scopes = ['token:read', 'token:refresh', 'ticket:read', 'ticket:sign'] as const;
  ({ key } = await callers.create({
    name: 'test',
    scopes: [...scopes],
    account: null,
    cidrs: [],
    days: null,
  }));
});
afterAll(() => app.stop());

async function ask(path: string, headers: Record<string, string> = {}, method?: 'HEAD'): Promise<Answered> {
  const answer = await request(`http://127.0.0.1:${app.port}${path}`, { method: method ?? 'GET', headers });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
}

const asCaller = (path: string, given = key): Promise<Answered> =>
  ask(`/api/v1/accounts/main${path}`, { authorization: `Bearer ${given}`, host: new URL(app.origin).host });

describe('/metrics', () => {
  it('tells how the tokens are, what was asked of WeChat, and what was answered', async () => {
    expect((await asCaller('/token')).status).toBe(200);
    expect((await asCaller('/jsapi-ticket')).status).toBe(200);
    await app.visitor('follower').open('/me');
    const { status, headers, body } = await ask('/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const value = (series: string): number =>
      Number(
        body
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length),
      );
    for (const credential of ['token', 'ticket']) {
      const labels = `{account="main",credential="${credential}"}`;
      expect(value(`lingpai_token_seconds_left${labels}`)).toBeGreaterThan(6_000);
      expect(value(`lingpai_token_version${labels}`)).toBe(1);
      expect(value(`lingpai_token_failures${labels}`)).toBe(0);
    }
    const renewals = body.split('\n').filter((line) => line.startsWith('lingpai_token_renewals_total{'));
    expect(renewals).toEqual([
      expect.stringMatching(/account="main",credential="token",reason="first_use",outcome="renewed"} 1$/),
      expect.stringMatching(/account="main",credential="ticket",reason="first_use",outcome="renewed"} 1$/),
    ]);
    const calls = body.split('\n').filter((line) => line.startsWith('lingpai_wechat_calls_total{'));
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const line of calls) expect(line).toMatch(/outcome="ok"} 1$/);
    expect(body).toMatch(/^lingpai_wechat_call_seconds_count\{operation="sns\.\w+"} 1$/m);
    expect(
      value('lingpai_http_requests_total{route="/api/v1/accounts/:account/token",method="GET",status="200"}'),
    ).toBe(1);
    expect(value('lingpai_database_up')).toBe(1);
  });

  it('is there for this machine and for whoever has the token; to others nothing is there', async () => {
    const bearer = { authorization: `Bearer ${METRICS_TOKEN}` };
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    expect((await ask('/metrics', { ...proxied, ...bearer })).status).toBe(200);
    expect((await ask('/metrics', {}, 'HEAD')).body).toBe('');
    const refused = [
      await ask('/metrics', proxied),
      await ask('/metrics', { host: 'wx.example.com' }),
      await ask('/metrics', { authorization: `Bearer ${METRICS_TOKEN}x` }),
      await ask('/metrics', { authorization: `Bearer ${key}` }),
    ];
    const absent = JSON.parse((await ask('/nothing')).body) as object;
    for (const { status, body } of refused) {
      expect(status).toBe(404);
      expect({ ...(JSON.parse(body) as object), request_id: '' }).toEqual({ ...absent, request_id: '' });
    }
  });

  it('counts in the words of a closed list: nothing that a stranger wrote is in it', async () => {
    await ask('/canary-path?canary-query');
    await asCaller('/token?canary=1');
    await ask('/api/v1/accounts/canary-account/token', { host: new URL(app.origin).host });
    expect((await ask('/metrics')).body).not.toContain('canary');
  });
});

describe('/openapi.json', () => {
  const host = (): Record<string, string> => ({ host: new URL(app.origin).host });

  it('describes the API that is served', async () => {
    const { status, headers, body } = await ask('/openapi.json', host());
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    const document = JSON.parse(body) as { openapi: string; paths: Record<string, object> };
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths).toHaveProperty(['/api/v1/accounts/{account}/token', 'get']);
    expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
    const again = await ask('/openapi.json', { ...host(), 'if-none-match': headers['etag'] as string });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('says of each answer what it is: the answers are as described', async () => {
    const { body } = await ask('/openapi.json', host());
    const { components } = JSON.parse(body) as {
      components: { schemas: Record<string, { properties: object; required: string[] }> };
    };
    for (const [path, schema] of [
      ['/token', 'GlobalToken'],
      ['/jsapi-ticket', 'JsapiTicket'],
    ] as const) {
      const answer = JSON.parse((await asCaller(path)).body) as object;
      expect([path, Object.keys(answer).toSorted()]).toEqual([
        path,
        Object.keys(components.schemas[schema]!.properties).toSorted(),
      ]);
    }
    const refused = JSON.parse((await asCaller('/token', 'lp_wrong')).body) as object;
    expect(Object.keys(refused).toSorted()).toEqual(components.schemas['Problem']!.required.toSorted());
  });
});

describe('/docs', () => {
  it('loads its files from here, and allows nothing else', async () => {
    const host = { host: new URL(app.origin).host };
    const { status, headers, body } = await ask('/docs', host);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect([file, (await ask(file, host)).status]).toEqual([file, 200]);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=|https?:/);
    for (const file of ['package.json', 'swagger-ui-bundle.js.map', '..%2fpackage.json', 'constructor'])
      expect([file, (await ask(`/docs/${file}`, host)).status]).toEqual([file, 404]);
  });
});

it('none of them tells a secret', async () => {
  const visitor = app.visitor('follower', { consents: 'allow' });
  await visitor.open('/auth/wechat?scope=snsapi_userinfo');
  const token = JSON.parse((await asCaller('/token')).body) as { access_token: string };
  const { ticket } = JSON.parse((await asCaller('/jsapi-ticket')).body) as { ticket: string };
  const canaries = canariesOf({
    lasting: {
      'the app secret': app.server.sandbox!.world.accounts.get('main').secret,
      'the master key': app.secretKey,
      'the API key': key,
      'the metrics token': METRICS_TOKEN,
      'the global token': token.access_token,
      'the ticket': ticket,
    },
    world: app.world,
    origin: app.origin,
    heard: app.network.heard,
    logs: [],
    rows: () => Promise.resolve([]),
  });
  expect(canaries.named('access_token')).toBeGreaterThan(0);
  const seen = [];
  for (const path of ['/metrics', '/openapi.json', '/docs', '/docs/start.js']) {
    const { headers, body } = await ask(path, path === '/metrics' ? {} : { host: new URL(app.origin).host });
    expect([path, body.length > 200]).toEqual([path, true]);
    seen.push({ where: path, text: body }, { where: `${path} headers`, text: JSON.stringify(headers) });
  }
  expect(canaries.findIn(seen)).toEqual([]);
});
