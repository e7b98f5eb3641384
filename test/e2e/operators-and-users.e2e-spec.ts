import { OperatorsService } from '../../src/operators/operators.service.js';
import { codeOf, OperatorBrowser, PASSWORD } from '../support/operator-browser.js';
import { RunningApp } from '../support/start-app.js';

jest.setTimeout(60_000);

interface User {
  readonly id: string;
  readonly openid: string;
  readonly nickname: string | null;
}

let app: RunningApp;
let owner: OperatorBrowser;
beforeAll(async () => {
  app = await RunningApp.start();
  await app.server.app.get(OperatorsService).add({ name: 'alice', role: 'owner', password: PASSWORD });
  owner = await new OperatorBrowser(app).enter('alice');
});
afterAll(() => app.stop());

async function users(query = ''): Promise<User[]> {
  return ((await owner.ask('GET', `users?${query}`)).json() as { data: User[] }).data;
}
async function signIn(persona: string, scope = 'snsapi_userinfo'): Promise<void> {
  const visitor = app.visitor(persona, { consents: 'allow' });
  const { last } = await visitor.open(`/auth/wechat?scope=${scope}&return_to=/auth/session`);
  if (last.status !== 200) throw new Error(`${persona} is not signed in: ${last.status} ${last.body}`);
}

it('whoever has just signed in is there, whole, and in the overview', async () => {
  expect(await users()).toEqual([]);
  await signIn('follower');
  const [user, another] = await users();
  expect(another).toBeUndefined();
  expect(user).toMatchObject({ nickname: expect.any(String), account: 'main', scope: 'snsapi_userinfo' });
  const whole = (await owner.ask('GET', `users/${user!.id}`)).json();
  expect(whole).toMatchObject({
    openid: user!.openid,
    sources: { nickname: { source: 'sns_userinfo' } },
    sessions: [{ scope: 'snsapi_userinfo', handle: expect.stringMatching(/^[0-9a-f]{16}$/) }],
    links: [],
    timeline: expect.arrayContaining([expect.objectContaining({ what: 'signed_in' })]),
  });
  const overview = (await owner.ask('GET', 'overview?days=2')).json() as {
    days: { logins: object; new_users: number }[];
    funnel: object;
  };
  expect(overview.days).toHaveLength(2);
  expect(overview.days[1]).toMatchObject({ logins: { snsapi_userinfo: 1 }, new_users: 1 });
  expect(overview.funnel).toMatchObject({ started: 1, returned: 1, signed_in: 1, failed: 0, causes: [] });
});

it('a picture comes from us; where there is none, that is no failure', async () => {
  const pictureOf = async ({ id }: User) => (await owner.ask('GET', `users/${id}/avatar`)).status;
  const [user] = await users();
  expect(await pictureOf(user!)).toBe(200);
  await app.rows(
    `UPDATE wechat_user SET avatar_url = 'https://thirdwx.qlogo.cn.example/gone' WHERE id = $1`,
    [user!.id],
  );
  expect(await pictureOf(user!)).toBe(204);
  expect(await pictureOf({ ...user!, id: '999999' })).toBe(404);
});

it('whether somebody follows is not known by their login; asked, WeChat tells', async () => {
  const [user] = await users();
  const before = (await owner.ask('GET', `users/${user!.id}`)).json() as {
    subscribed: unknown;
    scope: string;
  };
  expect(before).toMatchObject({ subscribed: null, scope: 'snsapi_userinfo' });
  const after = await owner.ask('POST', `users/${user!.id}/refresh`);
  expect([after.status, (after.json() as { subscribed: unknown }).subscribed]).toEqual([200, true]);
});

it('the list is searched, filtered, and read page by page', async () => {
  for (const persona of ['stranger', 'html-name']) await signIn(persona, 'snsapi_base');
  const all = await users();
  expect(all).toHaveLength(3);
  expect((await owner.ask('GET', 'users/count')).json()).toEqual({ count: 3, exact: true });
  expect(await users('scope=snsapi_userinfo')).toHaveLength(1);
  expect(await users(`q=${all[0]!.openid}`)).toMatchObject([{ id: all[0]!.id }]);
  const first = (await owner.ask('GET', 'users?limit=2')).json() as { data: User[]; next_cursor: string };
  const second = await owner.ask('GET', `users?limit=2&cursor=${encodeURIComponent(first.next_cursor)}`);
  expect([...first.data, ...(second.json() as { data: User[] }).data].map(({ id }) => id)).toEqual(
    all.map(({ id }) => id),
  );
  const elsewhere = await owner.ask(
    'GET',
    `users?limit=2&scope=snsapi_base&cursor=${encodeURIComponent(first.next_cursor)}`,
  );
  expect([elsewhere.status, codeOf(elsewhere)]).toEqual([400, 'request.invalid']);
  expect((await owner.ask('GET', 'users?account=nowhere')).status).toBe(404);
});

it('a session is ended by its handle, and all of a user’s at once', async () => {
  const visitor = app.visitor('follower');
  await visitor.open('/me');
  expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
  const { openid } = (await visitor.ask('GET', '/auth/session')).json() as { openid: string };
  const [user] = await users(`q=${openid}`);
  const { sessions } = (await owner.ask('GET', `users/${user!.id}`)).json() as {
    sessions: { handle: string }[];
  };
  expect(sessions).toHaveLength(2);
  expect((await owner.ask('DELETE', `users/${user!.id}/sessions/0000000000000000`)).status).toBe(404);
  expect((await owner.ask('DELETE', `users/${user!.id}/sessions/${sessions[0]!.handle}`)).status).toBe(204);
  expect((await visitor.ask('GET', '/auth/session')).status).toBe(401);
  expect((await owner.ask('DELETE', `users/${user!.id}/sessions`)).json()).toEqual({ ended: 1 });
});

describe('the export', () => {
  it('is asked for on record and fetched once asked for, by that session alone', async () => {
    const made = await owner.ask('POST', 'users/exports', { scope: 'snsapi_userinfo', language: 'en' });
    const { url } = made.json() as { url: string };
    const path = url.replace('/admin/api/', '');
    const answer = await owner.ask('GET', path);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="users-[\d-]+\.csv"$/);
    const rows = answer.body.split('\r\n').filter((line) => line !== '');
    expect(rows).toHaveLength(2);
    expect(answer.bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const other = await new OperatorBrowser(app).enter('alice');
    expect((await other.ask('GET', path)).status).toBe(404);
    expect((await owner.ask('GET', `${path.slice(0, -2)}AA`)).status).toBe(404);
    const [line] = (
      (await owner.ask('GET', 'audit?limit=1&action=users.exported')).json() as { data: object[] }
    ).data;
    expect(line).toMatchObject({
      actor: 'operator:alice',
      detail: { scope: 'snsapi_userinfo', searched: false },
    });
  });

  it('says nothing of what was searched for in the address or the record', async () => {
    const [user] = await users('scope=snsapi_base');
    const made = await owner.ask('POST', 'users/exports', { q: user!.openid });
    const { url } = made.json() as { url: string };
    expect(Buffer.from(url.split('/').at(-1)!, 'base64url').toString('latin1')).not.toContain(user!.openid);
    const record = await owner.ask('GET', 'audit?limit=5');
    expect(record.body).not.toContain(user!.openid);
    expect((await owner.ask('GET', url.replace('/admin/api/', ''))).body).toContain(user!.openid);
  });
});

it('everything held on a person is shown on demand, and erased, with a line in the record that names nobody', async () => {
  const [user] = await users('scope=snsapi_userinfo');
  const shown = await owner.ask('POST', `users/${user!.id}/export`);
  expect([shown.status, shown.body]).toEqual([200, expect.stringContaining('wechat_user')]);
  expect((await owner.ask('DELETE', `users/${user!.id}`)).status).toBe(204);
  expect((await owner.ask('GET', `users/${user!.id}`)).status).toBe(404);
  const { data } = (await owner.ask('GET', `audit?target=${user!.id}`)).json() as {
    data: { action: string }[];
  };
  expect(data.find(({ action }) => action === 'person.erased')).toMatchObject({
    actor: expect.stringMatching(/^operator:/),
    address: '127.0.0.1',
    account: 'main',
    // What went tells that the line is the erasure's own.
    detail: { cause: 'operator', rows: { wechat_user: 1 } },
  });
  expect(data.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['person.erased', 'user.data_shown', 'person.exported']),
  );
  expect(JSON.stringify(data)).not.toContain(user!.openid);
  expect(data.filter(({ action }) => action === 'person.erased')).toHaveLength(1);
});

it('a user is read again from WeChat, and what is new is there', async () => {
  const [user] = await users('scope=snsapi_base');
  const path = `users/${user!.id}/refresh`;
  const before = (await owner.ask('GET', `users/${user!.id}`)).json();
  const answer = await owner.ask('POST', path);
  expect([answer.status, answer.json()]).toEqual([200, expect.objectContaining({ openid: user!.openid })]);
  expect(before['subscribed']).toBeNull();
  expect(answer.json()['subscribed']).toEqual(expect.any(Boolean));
});

it('reply rules are added, changed, put in order and removed', async () => {
  const rule = {
    trigger: 'keyword',
    keyword: '会员',
    match: 'contains',
    text: '请<a href="{{login_link}}">登录</a>',
  };
  const added = await owner.ask('POST', 'accounts/main/reply-rules', rule);
  expect([added.status, added.json()]).toEqual([201, expect.objectContaining({ ...rule, article: null })]);
  const { id } = added.json() as { id: string };
  const path = `accounts/main/reply-rules/${id}`;
  expect((await owner.ask('PUT', path, { trigger: 'follow', text: '你好' })).json()).toMatchObject({
    keyword: null,
  });
  expect((await owner.ask('PUT', path, { trigger: 'follow', keyword: 'x', text: '你好' })).status).toBe(400);
  const { data } = (await owner.ask('GET', 'accounts/main/reply-rules')).json() as { data: { id: string }[] };
  expect(data.map((one) => one.id)).toContain(id);
  expect((await owner.ask('DELETE', path)).status).toBe(204);
  expect((await owner.ask('DELETE', path)).status).toBe(404);
});

it('a reading of all followers is begun, looked at and cancelled', async () => {
  const begun = await owner.ask('POST', 'accounts/main/follower-syncs');
  expect(begun.status).toBe(202);
  const { id } = begun.json() as { id: string };
  expect((await owner.ask('GET', `accounts/main/follower-syncs/${id}`)).json()).toMatchObject({
    id,
    requested_by: 'operator:alice',
  });
  expect((await owner.ask('GET', 'accounts/main/follower-syncs')).json()).toMatchObject({ data: [{ id }] });
  expect([200, 409]).toContain((await owner.ask('POST', `accounts/main/follower-syncs/${id}/cancel`)).status);
});

it('an account is added and set up, and its secret is nowhere afterwards', async () => {
  const app_secret = 'canary-secret-of-the-shop-account';
  const account = { key: 'shop', app_id: 'wx00000000000000aa', app_secret, kind: 'service', name: '商城' };
  expect((await owner.ask('POST', 'accounts', account)).status).toBe(201);
  expect(codeOf(await owner.ask('POST', 'accounts', account))).toBe('account.taken');
  expect((await owner.ask('PUT', 'accounts/shop/secret', { app_secret: `${app_secret}-2` })).status).toBe(
    204,
  );
  const file = { name: 'MP_verify_a1b2c3.txt', content: 'a1b2c3' };
  expect((await owner.ask('PUT', 'accounts/shop/verify-file', file)).json()).toMatchObject({
    verify_file: file.name,
    push: { configured: false, url: `${app.origin}/wechat/shop/push` },
  });
  expect((await app.visitor('nobody').send('GET', `/${file.name}`)).body).toBe(file.content);
  for (const name of ['../x.txt', 'MP_verify_é.txt', 'index.html'])
    expect((await owner.ask('PUT', 'accounts/shop/verify-file', { name, content: 'x' })).status).toBe(400);
  const push = { mode: 'plain', token: 'canaryPushToken1' };
  expect((await owner.ask('PUT', 'accounts/shop/push', push)).json()).toMatchObject({
    push: { configured: true },
  });
  const heard = app.network.heard.map(({ body }) => body).join('\n');
  const kept = (
    await app.rows<{ text: string }>(
      `SELECT to_jsonb(a)::text AS text FROM account a UNION ALL SELECT to_jsonb(l)::text FROM audit_log l`,
    )
  ).map(({ text }) => text);
  for (const secret of [app_secret, push.token])
    for (const text of [heard, ...kept, ...app.log.lines]) expect(text).not.toContain(secret);
});
