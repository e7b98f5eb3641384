import { readFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { SANDBOX_ACCOUNT } from '../../src/sandbox/sandbox-account.js';
import { ApiCaller, problemOf } from '../support/api-caller.js';
import { placesOf } from '../support/every-row.js';

jest.setTimeout(60_000);

let api: ApiCaller;
beforeAll(async () => void (api = await ApiCaller.start()));
afterAll(() => api.app.stop());
afterEach(async () => {
  expect(await api.app.leaks()).toEqual([]);
});

let visitors = 0;

/** Somebody new who has granted their profile, and whom every table knows that a login fills. */
async function somebody() {
  const persona = `visitor-${++visitors}`;
  const visitor = api.app.visitor(persona, { consents: 'allow' });
  await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=/me');
  const { openid } = identityOf(SANDBOX_ACCOUNT, {
    persona: api.app.world.personas.get(persona),
    snapshot: false,
  });
  return { persona, visitor, openid };
}

const places = (text: string): Promise<string[]> =>
  placesOf(text, (statement, parameters) => api.app.rows(statement, parameters));
const readKey = () => api.newKey(['users:read']);
const writeKey = () => api.newKey(['users:write']);

describe('the export', () => {
  it('shows everything held on somebody, what it is for and for how long, and no token', async () => {
    const { openid } = await somebody();
    const answer = await api.ask('GET', `main/users/${openid}/export`, { key: await readKey() });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { data, ...whose } = answer.json() as { data: { table: string; rows: object[]; kept: string }[] };
    expect(whose).toMatchObject({
      account: 'main',
      openid,
      exported_at: expect.stringMatching(/Z$/) as string,
    });
    const tables = new Map(data.map((table) => [table.table, table]));
    expect([...tables.keys()]).toEqual(
      expect.arrayContaining(['login_attempt', 'session', 'user_token', 'wechat_user', 'person']),
    );
    expect(tables.get('wechat_user')!.rows).toMatchObject([
      { openid, granted_scope: 'snsapi_userinfo', login_count: 1 },
    ]);
    for (const { kept } of data) expect(kept).not.toBe('');
    expect(answer.body).toContain('tokens_sealed');
    expect(answer.body).not.toContain('"tokens_sealed":');
  });

  it('of nobody is a 404, and of an account that is not there as well', async () => {
    const key = await readKey();
    expect(problemOf(await api.ask('GET', 'main/users/oNobody/export', { key }))).toMatchObject({
      status: 404,
      code: 'privacy.nothing_held',
    });
    expect(problemOf(await api.ask('GET', 'nowhere/users/oNobody/export', { key }))).toMatchObject({
      status: 404,
      code: 'account.not_found',
    });
  });
});

describe('the erasure', () => {
  it('leaves no trace in the database and no session, and is the same asked twice', async () => {
    const { openid, visitor } = await somebody();
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
    expect((await places(openid)).length).toBeGreaterThan(0);
    const [user] = await api.app.rows<{ id: string }>('SELECT id FROM wechat_user WHERE openid = $1', [
      openid,
    ]);
    const key = await writeKey();
    expect((await api.ask('DELETE', `main/users/${openid}`, { key })).status).toBe(204);
    expect(await places(openid)).toEqual([]);
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(401);
    expect((await api.ask('DELETE', `main/users/${openid}`, { key })).status).toBe(204);
    expect((await api.ask('GET', `main/users/${openid}/export`, { key: await readKey() })).status).toBe(404);
    expect(
      await api.app.rows(
        `SELECT actor, action, target, account FROM audit_log WHERE action = 'person.erased'`,
      ),
    ).toEqual([{ actor: 'caller:报表', action: 'person.erased', target: user!.id, account: 'main' }]);
    const marks = readFileSync(path.join(api.app.dataDir, 'erasures'), 'utf8');
    expect(marks).toMatch(/^\S+ \S+ [0-9a-f]{64} \S+ caller\n$/m);
    for (const line of api.app.log.lines) expect(line).not.toContain(openid);
  });

  it('wants the right scope, and somebody to erase', async () => {
    const { openid, visitor } = await somebody();
    expect(
      problemOf(await api.ask('DELETE', `main/users/${openid}`, { key: await readKey() })),
    ).toMatchObject({
      status: 403,
      code: 'caller.scope_missing',
    });
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
    const unknown = await api.ask('DELETE', 'main/users/oNobody', { key: await writeKey() });
    expect(problemOf(unknown)).toMatchObject({ status: 404, code: 'privacy.nothing_held' });
  });

  it('lets somebody come back of their own will, as a new user', async () => {
    const { openid, visitor } = await somebody();
    await api.ask('DELETE', `main/users/${openid}`, { key: await writeKey() });
    expect((await visitor.open('/me')).last.status).toBe(200);
    expect(
      await api.app.rows('SELECT login_count, nickname, granted_scope FROM wechat_user WHERE openid = $1', [
        openid,
      ]),
    ).toEqual([{ login_count: 1, nickname: null, granted_scope: 'snsapi_base' }]);
  });
});

it('whoever closes their WeChat account is gone within a minute, and their session with them', async () => {
  const { persona, openid, visitor } = await somebody();
  expect((await places(openid)).length).toBeGreaterThan(0);
  const answer = await fetch(`${api.app.server.sandbox!.url}/_sandbox/accounts/main/pushes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pushes: [
        { persona, message: { type: 'text', content: `from ${openid}` } },
        { persona, message: { type: 'user-authorization-cancellation' } },
      ],
    }),
  });
  expect(answer.status).toBe(200);
  const until = Date.now() + 30_000;
  while ((await places(openid)).length > 0 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await places(openid)).toEqual([]);
  expect((await visitor.ask('GET', '/auth/session')).status).toBe(401);
  expect(await api.app.rows('SELECT cause FROM erasure ORDER BY number DESC LIMIT 1')).toEqual([
    { cause: 'cancellation' },
  ]);
  for (const line of api.app.log.lines) expect(line).not.toContain(openid);
});

describe('what a visitor agreed to', () => {
  interface Agreed {
    readonly scope: string;
    readonly body: string | null;
    readonly language: string | null;
    readonly tapped: boolean;
  }
  const agreed = (openid: string): Promise<Agreed[]> =>
    api.app.rows<Agreed>(
      `SELECT c.scope, t.body, t.language, c.at <= u.first_seen_at OR c.at <= u.last_login_at AS tapped
       FROM consent c JOIN wechat_user u ON u.id = c.user_id LEFT JOIN consent_text t ON t.version = c.text_version
       WHERE u.openid = $1 ORDER BY c.id`,
      [openid],
    );
  const linkIn = (body: string): string =>
    /href="(\/auth\/wechat\?scope=snsapi_userinfo[^"]*)"/.exec(body)![1]!.replaceAll('&amp;', '&');

  async function anybody() {
    const persona = `visitor-${++visitors}`;
    const visitor = api.app.visitor(persona, { consents: 'allow' });
    const openid = (): string =>
      identityOf(SANDBOX_ACCOUNT, { persona: api.app.world.personas.get(persona), snapshot: false }).openid;
    return { visitor, openid };
  }

  it('is nothing while they were signed in silently', async () => {
    const { visitor, openid } = await anybody();
    await visitor.open('/me');
    await visitor.open('/auth/wechat?return_to=/me');
    expect(await agreed(openid())).toEqual([]);
  });

  it.each(['/me', '/demo/card?lang=en'])(
    'is written with the text that %s showed them, before the profile',
    async (page) => {
      const { visitor, openid } = await anybody();
      const { last } = await visitor.open(page);
      const link = linkIn(last.body);
      expect(link).toMatch(/notice=[0-9a-f]{16}&/);
      await visitor.open(link);
      const rows = await agreed(openid());
      expect(rows).toMatchObject([{ scope: 'snsapi_userinfo', tapped: true }]);
      for (const line of rows[0]!.body!.split('\n'))
        expect(last.body.replaceAll(/<[^>]+>/g, '')).toContain(line.split(': ').at(-1));
      // Once more is no more.
      await visitor.open(link);
      expect(await agreed(openid())).toHaveLength(1);
    },
  );

  it('names no text when they came past ours, or another site says so', async () => {
    const { visitor, openid } = await anybody();
    const { last } = await visitor.open('/me');
    const foreign = linkIn(last.body).replace(/notice=\w+/, 'notice=0123456789abcdef');
    await visitor.open(foreign);
    expect(await agreed(openid())).toMatchObject([{ body: null }]);
  });
});

describe('a visitor’s own data', () => {
  it('is shown to them whole, and to nobody else', async () => {
    const { openid, visitor } = await somebody();
    const page = (await visitor.open('/me/data')).last;
    expect(page.body).toContain('href="/me/data/export"');
    expect(Buffer.byteLength(page.body)).toBeLessThan(30 * 1024);
    const held = await visitor.send('GET', '/me/data/export');
    expect(held.headers['cache-control']).toBe('no-store');
    const { openid: whose, data } = held.json() as {
      openid: string;
      data: { table: string; rows: object[] }[];
    };
    expect(whose).toBe(openid);
    expect(data.find(({ table }) => table === 'consent')!.rows).toMatchObject([{ scope: 'snsapi_userinfo' }]);
    const stranger = api.app.visitor(`visitor-${++visitors}`);
    expect((await stranger.ask('GET', '/me/data/export')).status).toBe(401);
  });

  it('is shown five times an hour; then a calm page says so, and when', async () => {
    const { visitor } = await somebody();
    for (let time = 0; time < 5; time++)
      expect((await visitor.send('GET', '/me/data/export')).status).toBe(200);
    const enough = await visitor.send('GET', '/me/data/export');
    expect(enough.status).toBe(429);
    expect(Number(enough.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(enough.body).toContain('data-problem="data-shown"');
    const program = await visitor.send('GET', '/me/data/export', { headers: { accept: 'application/json' } });
    expect(program.json()).toMatchObject({ status: 429, code: 'privacy.exports_spent' });
  });

  it('goes when they say so, on a page of ours alone', async () => {
    const { openid, visitor } = await somebody();
    const foreign = await visitor.send('POST', '/me/data/delete', {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
    expect((await places(openid)).length).toBeGreaterThan(0);
    const done = await visitor.send('POST', '/me/data/delete', {
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(done.status).toBe(200);
    expect(done.body).toContain('data-page="deleted"');
    expect(await places(openid)).toEqual([]);
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(401);
    expect(await api.app.rows('SELECT cause FROM erasure ORDER BY number DESC LIMIT 1')).toEqual([
      { cause: 'visitor' },
    ]);
  });
});
