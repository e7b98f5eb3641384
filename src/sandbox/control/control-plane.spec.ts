import type { RunningSandbox } from '../start-sandbox.js';
import { aCode, ask, aSandbox, aUserToken, exchangeOf, sns } from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await ask(sandbox, `/_sandbox${path}`, { method, body: text, headers });
  return { ...reply, json: (reply.text === '' ? null : JSON.parse(reply.text)) as Record<string, unknown> };
}

describe('who may', () => {
  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a business page on another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['a page without fetch metadata', { origin: 'http://localhost:3000' }],
    ['a page without an origin to name', { origin: 'null' }],
  ])('not %s', async (_, headers) => {
    const reply = await control('POST', '/reset', undefined, headers as Record<string, string>);
    expect([reply.status, reply.json['code']]).toEqual([403, 'sandbox.cross_site']);
  });

  it('not a foreign name for this machine', async () => {
    for (const host of ['evil.example', 'localhost.evil.example:80', `10.0.0.1:${sandbox.port}`]) {
      const reply = await control('GET', '/journal', undefined, { host });
      expect([reply.status, reply.json['code']]).toEqual([421, 'sandbox.foreign_host']);
      expect((await ask(sandbox, '/', { headers: { host } })).status).toBe(421);
    }
  });

  it('programs and the phone', async () => {
    const host = `localhost:${sandbox.port}`;
    expect((await control('GET', '/health')).json).toMatchObject({ status: 'ok', url: sandbox.url });
    const phone = await control('GET', '/health', undefined, {
      host,
      origin: `http://${host}`,
      'sec-fetch-site': 'same-origin',
    });
    expect(phone.status).toBe(200);
  });
});

describe('input', () => {
  it('that is not known is named', async () => {
    const clock = await control('POST', '/clock', { advance_seconds: 1, advance: 2 });
    expect(clock.status).toBe(400);
    expect(clock.json['errors']).toEqual([{ field: 'advance', message: 'not known here' }]);
    const faults = await control('PUT', '/faults', { faults: [{ path: '/x', tiems: 1 }] });
    expect(faults.json['errors']).toEqual([{ field: 'faults.0.tiems', message: 'not known here' }]);
    expect((await control('GET', '/journal?pth=/x')).json['errors']).toMatchObject([{ field: 'pth' }]);
    expect((await control('GET', '/health?x=1')).json['errors']).toMatchObject([{ field: 'x' }]);
  });

  it('that is wrong changes nothing', async () => {
    expect((await control('POST', '/clock', { advance_seconds: -1 })).status).toBe(400);
    expect((await control('POST', '/clock', '{')).status).toBe(400);
    expect((await control('POST', '/clock', '')).status).toBe(400);
    expect((await control('PATCH', '/switches', { denial: 'maybe' })).status).toBe(400);
    expect((await control('PATCH', '/personas/follower', { id: 'x' })).status).toBe(400);
    expect(sandbox.world.clock.offsetSeconds).toBe(0);
    expect((await control('DELETE', '/clock')).headers['allow']).toBe('GET, POST');
    const nowhere = await control('GET', '/nothing');
    expect([nowhere.status, nowhere.json['code']]).toEqual([404, 'sandbox.no_such_route']);
    expect(nowhere.json['detail']).toContain('GET /_sandbox lists what there is');
  });

  it('may be left out where nothing is to be said; what is missing is named', async () => {
    expect((await control('POST', '/presets/stranger')).status).toBe(200);
    expect((await control('POST', '/clock')).json['errors']).toMatchObject([{ field: 'advance_seconds' }]);
    expect((await control('PUT', '/world')).status).toBe(400);
  });

  it('beyond 64 KB is not read to its end', async () => {
    const reply = await control('PUT', '/faults', 'x'.repeat(70_000));
    expect([reply.status, reply.json['code']]).toEqual([413, 'sandbox.body_too_large']);
    expect((await control('PUT', '/faults', 'x'.repeat(65_536))).status).toBe(400);
    expect((await control('GET', '/health')).status).toBe(200);
  });
});

it.each(['', '/'])('lists what there is at /_sandbox%s', async (end) => {
  const { status, json } = await control('GET', end);
  expect(status).toBe(200);
  expect(json['routes']).toMatchObject({
    'POST /_sandbox/reset': 'Back to the first day',
    'GET /_sandbox/runaways': expect.any(String) as string,
  });
});

it('moves the clock, which codes obey', async () => {
  const code = await aCode(sandbox);
  const moved = await control('POST', '/clock', { advance_seconds: 300 });
  expect(moved.json).toEqual({ now: '2026-11-22T08:05:00.000Z', offset_seconds: 300 });
  expect(await sns(sandbox, 'oauth2/access_token', exchangeOf(code))).toMatchObject({ errcode: 40029 });
});

it('adds and changes personas', async () => {
  const added = await control('POST', '/personas', { id: 'zhang', nickname: '张三', follows: ['main'] });
  expect(added.status).toBe(201);
  const { openid } = await aUserToken(sandbox, 'zhang');
  expect(added.json).toMatchObject({ identities: { main: { openid } } });
  expect((await control('POST', '/personas', { id: 'zhang', nickname: '四' })).status).toBe(409);
  expect((await control('PATCH', '/personas/zhang', { follows: [] })).json['follows']).toEqual([]);
  expect((await control('PATCH', '/personas/nobody', { follows: [] })).status).toBe(404);
  await control('PUT', '/default-persona', { persona: 'zhang' });
  expect((await control('GET', '/personas')).json['default']).toBe('zhang');
});

it('changes accounts and never shows a secret', async () => {
  const changed = await control('PATCH', '/accounts/main', { secret: 'a-new-one', banned: true });
  expect(changed.json).toMatchObject({ key: 'main', banned: true });
  expect(sandbox.world.accounts.get('main').secret).toBe('a-new-one');
  const added = await control('POST', '/accounts', {
    key: 'b',
    app_id: 'wxb',
    name: '乙',
    kind: 'service',
    secret: 'a-new-one',
  });
  expect(added.json).toMatchObject({ callback_domains: [], test_account: false });
  expect((await control('GET', '/accounts')).text).not.toContain('a-new-one');
  expect(
    (
      await control('POST', '/accounts', {
        key: 'c',
        app_id: 'wxb',
        name: '丙',
        kind: 'service',
        secret: 's',
      })
    ).status,
  ).toBe(409);
});

it('shows the journal, by path and number, and clears it', async () => {
  await aUserToken(sandbox);
  const { json } = await control('GET', '/journal?path=/sns/oauth2/access_token');
  expect(json['entries']).toMatchObject([
    { method: 'GET', status: 200, errcode: null, login: 'STATE1', at: '2026-11-22T08:00:00.000Z' },
  ]);
  expect(json['counts']).toEqual({ '/connect/oauth2/authorize': 1, '/sns/oauth2/access_token': 1 });
  expect((await control('GET', `/journal?since=${String(json['newest_seq'])}`)).json['entries']).toEqual([]);
  expect((await control('DELETE', '/journal')).status).toBe(204);
  expect((await control('GET', '/journal')).json['entries']).toEqual([]);
});

it('sets, lists and heals faults', async () => {
  await control('PUT', '/faults', { faults: [{ path: '/sns/auth', errcode: -1 }] });
  expect(await sns(sandbox, 'auth', {})).toMatchObject({ errcode: -1 });
  expect((await control('GET', '/faults')).json['faults']).toMatchObject([{ path: '/sns/auth', hits: 1 }]);
  await control('DELETE', '/faults');
  expect(await sns(sandbox, 'auth', {})).toMatchObject({ errcode: 41001 });
});

it('voids the tokens of somebody who changed their password', async () => {
  const { access_token, openid } = await aUserToken(sandbox);
  expect((await control('POST', '/revoke', { persona: 'follower', account: 'main' })).json).toEqual({
    revoked: 1,
  });
  expect(await sns(sandbox, 'auth', { access_token, openid })).toMatchObject({ errcode: 42007 });
  expect((await control('POST', '/revoke', { persona: 'follower', account: 'none' })).status).toBe(404);
});

it('resets everything to the first day', async () => {
  const { access_token, openid } = await aUserToken(sandbox);
  await control('PATCH', '/switches', { denial: 'state-only' });
  await control('POST', '/clock', { advance_seconds: 60 });
  await control('POST', '/personas', { id: 'zhang', nickname: '张三' });
  expect((await control('POST', '/reset')).status).toBe(204);
  expect((await control('GET', '/switches')).json['denial']).toBe('none');
  expect((await control('GET', '/clock')).json['offset_seconds']).toBe(0);
  expect((await control('PATCH', '/personas/zhang', {})).status).toBe(404);
  expect(await sns(sandbox, 'auth', { access_token, openid })).toMatchObject({ errcode: 40014 });
});

it("hands the browser another phone: the business page's cookies expire, the sandbox's and an operator's stay", async () => {
  const reply = await control(
    'POST',
    '/phone',
    { persona: 'snapshot' },
    { cookie: 'lingpai=abc; sandbox_lang=en; other=1; lingpai-admin=x; __Host-lingpai-admin=x' },
  );
  expect(reply.headers['set-cookie']).toEqual([
    'lingpai=; Path=/; Max-Age=0',
    'other=; Path=/; Max-Age=0',
    'sandbox_persona=snapshot; Path=/; SameSite=Lax',
    'sandbox_full_service=; Path=/; Max-Age=0',
  ]);
  expect(reply.json['snapshot']).toBe(true);
  const full = await control('POST', '/phone', { persona: 'snapshot', full_service: true });
  expect(full.headers['set-cookie']).toContain('sandbox_full_service=1; Path=/; SameSite=Lax');
  expect(full.json['snapshot']).toBe(false);
});

it('describes itself in OpenAPI 3.1, each operation with a name of its own', async () => {
  const { json } = await control('GET', '/openapi.json');
  expect(json['openapi']).toBe('3.1.0');
  const operations = Object.values(json['paths'] as object).flatMap((path) =>
    Object.values(path as object),
  ) as { operationId: string }[];
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['getJournal', 'putFaults', 'patchPersonasById', 'postClock']),
  );
  const schema = { required: ['advance_seconds'], additionalProperties: false };
  expect(json).toMatchObject({
    paths: { '/_sandbox/clock': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
  });
});
