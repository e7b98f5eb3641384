import { ApiCaller } from '../support/api-caller.js';
import type { Answer } from '../support/visitor-network.js';

jest.setTimeout(60_000);

let api: ApiCaller;
let key: string;
beforeAll(async () => {
  api = await ApiCaller.start();
  key = await api.newKey(['users:write'], null, 'crm');
});
afterAll(() => api?.app.stop());
beforeEach(() => api.app.world.faults.clear());

const refresh = (openid: string): Promise<Answer> => api.ask('POST', `main/users/${openid}/refresh`, { key });
const openidOf = async (persona: string, scope: 'snsapi_base' | 'snsapi_userinfo'): Promise<string> => {
  const visitor = api.app.visitor(persona);
  const sheet = await visitor.open(`/auth/wechat?scope=${scope}&return_to=/me`);
  if (scope === 'snsapi_userinfo') await visitor.tap(sheet, 'allow');
  const session = await visitor.ask('GET', '/auth/session');
  return session.json()['openid'] as string;
};
const operations = (since: number) =>
  api.app.world.journal
    .list({ since })
    .map(({ path }) => path)
    .filter((path) => /user/.test(path));

it('reads name and avatar with the user’s own token', async () => {
  const openid = await openidOf('visitor-701', 'snsapi_userinfo');
  const since = api.app.world.journal.newestSeq;
  const answer = await refresh(openid);
  expect(answer.status).toBe(200);
  const user = answer.json() as { nickname: string; sources: Record<string, { source: string }> };
  expect(user.nickname).not.toBeNull();
  expect(user.sources['nickname']!.source).toBe('sns_userinfo');
  expect(operations(since)).toEqual(['/sns/userinfo']);
});

it('asks with the global token about somebody who granted no profile, and keeps what it knew', async () => {
  const openid = await openidOf('visitor-702', 'snsapi_base');
  const since = api.app.world.journal.newestSeq;
  const answer = await refresh(openid);
  expect(answer.json()).toMatchObject({
    openid,
    subscribed: false,
    sources: { subscribed: { source: 'user_info' } },
  });
  expect(operations(since)).toEqual(['/cgi-bin/user/info']);
});

it('of each field that WeChat or the authorization told, says which and when, and of nothing else', async () => {
  const openid = await openidOf('visitor-705', 'snsapi_userinfo');
  api.app.world.followers.follow('visitor-705', 'main');
  api.app.world.faults.replace([
    { path: '/sns/userinfo', errcode: 42001 },
    { path: '/sns/oauth2/refresh_token', errcode: 42002 },
  ]);
  await refresh(openid);
  const reader = await api.newKey(['users:read'], null, 'reader');
  const user = (await api.ask('GET', `main/users/${openid}`, { key: reader })).json() as {
    sources: Record<string, { source: string; at: string }>;
  } & Record<string, unknown>;
  const ours = ['account', 'openid', 'first_seen_at', 'last_login_at', 'login_count', 'updated_at'];
  const told = Object.keys(user).filter(
    (field) => ![...ours, 'sources', 'linked_openids'].includes(field) && user[field] !== null,
  );
  expect(told).toEqual(expect.arrayContaining(['unionid', 'subscribed_at', 'subscribe_scene', 'scope']));
  expect(Object.keys(user.sources).toSorted()).toEqual(told.toSorted());
  for (const { at } of Object.values(user.sources)) expect(new Date(at).toISOString()).toBe(at);
  expect(user.sources['scope']).toMatchObject({ source: 'authorization' });
});

it('asks with the global token when the user’s own authorization has ended', async () => {
  const openid = await openidOf('visitor-703', 'snsapi_userinfo');
  api.app.world.faults.replace([
    { path: '/sns/userinfo', errcode: 42001 },
    { path: '/sns/oauth2/refresh_token', errcode: 42002 },
  ]);
  const user = (await refresh(openid)).json() as { nickname: string; sources: Record<string, unknown> };
  expect(user.sources['subscribed']).toMatchObject({ source: 'user_info' });
  expect(user.nickname).not.toBeNull();
});

it('calls WeChat no more once the day’s quota is used up, says until when, and goes on after clear_quota', async () => {
  const openid = await openidOf('visitor-706', 'snsapi_base');
  const { quotas, journal } = api.app.world;
  const { appId } = api.app.world.accounts.get('main');
  quotas.allow(appId, '/cgi-bin/user/info', { day: 1 });
  quotas.forget(appId);
  const since = journal.newestSeq;
  expect((await refresh(openid)).status).toBe(200);
  for (let time = 0; time < 3; time += 1) {
    const answer = await refresh(openid);
    expect([answer.status, answer.json()]).toMatchObject([
      503,
      { code: 'wechat.quota_spent', wechat: { errcode: 45009 } },
    ]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  expect(operations(since).filter((path) => path === '/cgi-bin/user/info')).toHaveLength(2);
  quotas.allow(appId, '/cgi-bin/user/info', { day: 5_000_000 });
  quotas.forget(appId);
  for (;;) if ((await refresh(openid)).status === 200) break;
});

it('tells what WeChat said when it refuses, and knows nobody it never saw', async () => {
  const openid = await openidOf('visitor-704', 'snsapi_base');
  api.app.world.faults.replace([{ path: '/cgi-bin/user/info', errcode: 48001, errmsg: 'api unauthorized' }]);
  const refused = await refresh(openid);
  expect([refused.status, refused.json()]).toMatchObject([
    502,
    { code: 'wechat.refused', wechat: { errcode: 48001 } },
  ]);
  const unknown = await refresh('oNobody');
  expect([unknown.status, unknown.json()['code']]).toEqual([404, 'user.not_found']);
});

// For a minute nobody is asked about by the global token: the last of them.
it('answers 429 for a minute when WeChat says that there were too many calls in one', async () => {
  const openid = await openidOf('visitor-707', 'snsapi_base');
  api.app.world.faults.replace([{ path: '/cgi-bin/user/info', errcode: 45011 }]);
  const since = api.app.world.journal.newestSeq;
  for (let time = 0; time < 3; time += 1) {
    const answer = await refresh(openid);
    expect([answer.status, answer.json()['code']]).toEqual([429, 'wechat.too_many_calls']);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
  }
  expect(operations(since).filter((path) => path === '/cgi-bin/user/info')).toHaveLength(1);
});
