import { AccountsService } from '../../src/accounts/accounts.service.js';
import { ErasureService } from '../../src/privacy/erasure.service.js';
import type { FaultRule } from '../../src/sandbox/traffic/faults.js';
import { ApiCaller } from '../support/api-caller.js';
import type { Answer } from '../support/visitor-network.js';

jest.setTimeout(60_000);

interface Job {
  readonly id: string;
  readonly state: string;
  readonly phase: string;
  readonly total: number | null;
  readonly done: number;
  readonly left: number;
  readonly eta_seconds: number | null;
  readonly resume_at: string | null;
  readonly finished_at: string | null;
  readonly error: { code: string; errcode: number | null } | null;
}

let api: ApiCaller;
let key: string;
beforeAll(async () => {
  api = await ApiCaller.start({ env: { FOLLOWER_SYNC_RATE: '0' } });
  key = await api.newKey(['users:write'], null, 'crm');
});
afterAll(() => api?.app.stop());
beforeEach(() => api.app.world.faults.clear());

const ask = (method: string, target = '', body?: unknown): Promise<Answer> =>
  api.ask(method, `main/follower-sync${target}`, { key, body });
const start = async (): Promise<Job> => (await ask('POST')).json() as unknown as Job;
const look = async (id: string): Promise<Job> => (await ask('GET', `/${id}`)).json() as unknown as Job;
const followers = () => api.app.world.followers;
const gather = (count: number, seed: string) =>
  followers().gather(api.app.world.accounts.get('main'), { count, seed });
const total = () => followers().total(api.app.world.accounts.get('main'));
const openidOf = (number: number) =>
  followers().of(api.app.world.accounts.get('main')).crowd!.openidOf(number);
/** Somebody of the crowd leaves, or follows anew after `afterSeconds`, and no push tells of it. */
const turn = (number: number, follows: boolean, afterSeconds = 0) =>
  followers()
    .of(api.app.world.accounts.get('main'))
    .turn(openidOf(number), {
      follows,
      subscription: {
        atSeconds: Math.floor(Date.now() / 1000) + afterSeconds,
        scene: 'ADD_SCENE_SEARCH',
        qrScene: 0,
        qrSceneText: '',
      },
    });
const fail = (path: string, rule: Partial<FaultRule>) =>
  api.app.world.faults.replace([{ path: `/cgi-bin/${path}`, ...rule }]);

async function until(id: string, wanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await look(id);
    if (wanted(job)) return job;
    if (['done', 'failed', 'cancelled'].includes(job.state)) throw new Error(JSON.stringify(job));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const untilDone = (id: string) => until(id, ({ state }) => state === 'done');
const synced = async () => untilDone((await start()).id);
const following = async (): Promise<object> =>
  (
    await api.app.rows(`SELECT count(*)::int AS rows, count(DISTINCT openid)::int AS openids,
      count(*) FILTER (WHERE subscribed)::int AS following FROM wechat_user`)
  )[0]!;

it('reads every follower once, with what WeChat tells of each', async () => {
  gather(12_345, 'a');
  const answer = await ask('POST');
  const job = answer.json() as unknown as Job;
  expect([answer.status, answer.headers['location']]).toEqual([
    202,
    `/api/v1/accounts/main/follower-sync/${job.id}`,
  ]);
  const done = await untilDone(job.id);
  expect(done).toMatchObject({ total: total(), done: total(), left: 0, error: null, eta_seconds: null });
  expect(await following()).toEqual({ rows: total(), openids: total(), following: total() });
  const [row] = await api.app.rows(
    `SELECT subscribed_at IS NOT NULL AS since, person_id IS NOT NULL AS person, language, provenance
     FROM wechat_user WHERE openid = $1`,
    [openidOf(11_111)],
  );
  expect(row).toMatchObject({
    since: true,
    person: true,
    language: 'zh_CN',
    provenance: { subscribed: { source: 'sync' }, language: { source: 'sync' } },
  });
});

it('marks those who left, keeps their history, and leaves the others as they were', async () => {
  turn(7, false);
  expect(await synced()).toMatchObject({ left: 1, done: total() });
  expect(await following()).toEqual({ rows: total() + 1, openids: total() + 1, following: total() });
  const rows = await api.app.rows(
    `SELECT u.subscribed, u.unsubscribed_at = e.at AS same, e.kind, e.source
     FROM wechat_user u JOIN following_event e ON e.user_id = u.id WHERE u.openid = $1`,
    [openidOf(7)],
  );
  expect(rows).toEqual([{ subscribed: false, same: true, kind: 'unfollowed', source: 'sync' }]);
  expect(await synced()).toMatchObject({ left: 0 });
});

it('is one at a time: whoever asks meanwhile is told of the one under way', async () => {
  fail('user/get', { latencyMs: 300 });
  const [first, second] = await Promise.all([start(), start()]);
  expect(second.id).toBe(first.id);
  await untilDone(first.id);
  expect((await start()).id).not.toBe(first.id);
});

it('pauses, goes on where it was, and can be cancelled, which marks nobody', async () => {
  const { id } = await start();
  fail('user/info/batchget', { latencyMs: 100 });
  await until(id, ({ done }) => done >= 1000);
  const paused = (await ask('POST', `/${id}/pause`)).json() as unknown as Job;
  expect(paused.state).toBe('paused');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await look(id)).toMatchObject({ state: 'paused', done: paused.done });
  expect((await start()).id).toBe(id);
  expect((await ask('POST', `/${id}/resume`)).json()).toMatchObject({ state: 'queued', done: paused.done });
  await until(id, ({ done }) => done > paused.done);
  expect((await ask('POST', `/${id}/cancel`)).json()).toMatchObject({ state: 'cancelled', left: 0 });
  const refused = await ask('POST', `/${id}/resume`);
  expect([refused.status, refused.json()['code']]).toEqual([409, 'followers.sync_over']);
});

it('passes over an openid that WeChat does not know, and writes the ninety-nine others', async () => {
  gather(300, 'b');
  const at = 123;
  const bad = openidOf(at);
  const real = followers().find.bind(followers());
  jest
    .spyOn(followers(), 'find')
    .mockImplementation((account, openid) => (openid === bad ? null : real(account, openid)));
  try {
    await synced();
  } finally {
    jest.restoreAllMocks();
  }
  const rows = await api.app.rows('SELECT openid FROM wechat_user WHERE subscribed');
  expect(rows).toHaveLength(total() - 1);
});

it('waits for the quota of the next day, and goes on before then when told to', async () => {
  fail('user/get', { errcode: 45009, errmsg: 'reach max api daily quota limit' });
  const { id } = await start();
  const paused = await until(id, ({ state }) => state === 'paused');
  expect(paused.error).toMatchObject({ code: 'wechat.quota_spent', errcode: 45009 });
  expect(paused.resume_at).toMatch(/T16:05:00\.000Z$/);
  api.app.world.faults.clear();
  await ask('POST', `/${id}/resume`);
  expect(await untilDone(id)).toMatchObject({ error: null, resume_at: null });
});

it('tries again while WeChat is busy, or its answers cannot be read, and gives up when it may not ask', async () => {
  api.app.world.faults.replace([
    { path: '/cgi-bin/user/info/batchget', times: 1, errcode: -1 },
    { path: '/cgi-bin/user/get', times: 1, body: '<html>', status: 502 },
  ]);
  expect(await synced()).toMatchObject({ error: null, done: total() });
  fail('user/get', { errcode: 48001 });
  const { id } = await start();
  const failed = await until(id, ({ state }) => state === 'failed');
  expect(failed.error).toMatchObject({ code: 'wechat.refused', errcode: 48001 });
});

it('goes on when the token dies under way', async () => {
  fail('user/info/batchget', { latencyMs: 150 });
  gather(5_000, 'c');
  const { id } = await start();
  await until(id, ({ done }) => done >= 1000);
  api.app.world.globalTokens.void(api.app.world.accounts.get('main').appId);
  expect(await untilDone(id)).toMatchObject({ error: null, done: total() });
});

it('marks nobody when the list ends early', async () => {
  fail('user/get', { body: `{"total":${total()},"count":0,"next_openid":""}` });
  const before = await following();
  const { id } = await start();
  const failed = await until(id, ({ state }) => state === 'failed');
  expect(failed.error).toMatchObject({ code: 'followers.list_incomplete' });
  expect(await following()).toEqual(before);
});

it('does not bring back whoever was erased, unless they follow anew', async () => {
  const account = await api.app.server.app.get(AccountsService).get('main');
  const erasures = api.app.server.app.get(ErasureService, { strict: false });
  for (const number of [5, 6]) expect(await erasures.erase(account, openidOf(number), 'caller')).toBe(true);
  turn(6, true, 60);
  await synced();
  const rows = await api.app.rows<{ openid: string }>(
    'SELECT openid FROM wechat_user WHERE openid = ANY ($1)',
    [[openidOf(5), openidOf(6)]],
  );
  expect(rows.map(({ openid }) => openid)).toEqual([openidOf(6)]);
});

it('is for keys that may write users, and names what it does not know', async () => {
  const reader = await api.newKey(['users:read'], null, 'reader');
  const refused = await api.ask('POST', 'main/follower-sync', { key: reader });
  expect([refused.status, refused.json()['code']]).toEqual([403, 'caller.scope_missing']);
  for (const id of ['nothing', '6f1c9c1e-6a0f-4f0e-9a55-0d6a3f0b7a11']) {
    const unknown = await ask('GET', `/${id}`);
    expect([unknown.status, unknown.json()['code']]).toEqual([404, 'followers.sync_unknown']);
  }
  expect((await ask('POST', '', { fast: true })).status).toBe(400);
  const website = await api.ask('POST', 'web/follower-sync', { key });
  expect([404, 409]).toContain(website.status);
});

it('leaves no openid in the log, and no secret anywhere', async () => {
  expect(api.app.log.lines.filter((line) => line.includes(openidOf(1).slice(0, 6)))).toEqual([]);
  expect(await api.app.leaks()).toEqual([]);
});
