import { personView, userDetail, usersView } from '../../src/users/users.schemas.js';
import { ApiCaller, problemOf } from '../support/api-caller.js';
import type { Answer } from '../support/visitor-network.js';

let api: ApiCaller;
let reader: string;

beforeAll(async () => {
  api = await ApiCaller.start();
  reader = await api.newKey(['users:read']);
  await api.app.rows(
    `INSERT INTO wechat_user (account_id, openid, nickname, subscribed, granted_scope, first_seen_at, provenance)
     SELECT a.id, 'oListed' || i, '用户' || i, i % 2 = 0, 'snsapi_userinfo', timestamptz '2026-01-01' + i * interval '1 day',
       '{"nickname": {"source": "sns_userinfo", "at": "2026-01-01T00:00:00.000Z"}}'
     FROM account a, generate_series(1, 25) AS i WHERE a.key = 'main'`,
  );
});
afterAll(() => api.app.stop());

const users = (query = '', key = reader): Promise<Answer> => api.ask('GET', `main/users${query}`, { key });
/** Beside the accounts. */
const person = (unionid: string, key = reader): Promise<Answer> =>
  api.ask('GET', `../users/by-unionid/${unionid}`, { key });
const openidsOf = (answer: Answer): string[] =>
  (answer.json()['data'] as { openid: string }[]).map(({ openid }) => openid);

/** The list read to its end by its Link headers. */
async function follow(query: string): Promise<string[]> {
  const openids: string[] = [];
  let target: string | undefined = `main/users${query}`;
  while (target) {
    const answer: Answer = await api.ask('GET', target, { key: reader });
    expect(answer.status).toBe(200);
    expect(usersView.strict().safeParse(answer.json()).error).toBeUndefined();
    openids.push(...openidsOf(answer));
    const link = answer.headers['link'] as string | undefined;
    expect(answer.json()['has_more']).toBe(link !== undefined);
    target = link && /^<[^>]*\/accounts\/([^>]+)>; rel="next"$/.exec(link)![1];
  }
  return openids;
}

it('a list goes on by its Link header, and ends', async () => {
  const openids = await follow('?limit=10&sort=first_seen_at');
  expect(openids).toEqual(Array.from({ length: 25 }, (_, at) => `oListed${at + 1}`));
  expect(await follow('?limit=4&q=用户1&subscribed=true')).toEqual(
    [18, 16, 14, 12, 10].map((n) => `oListed${n}`),
  );
  const between = '?since=2026-01-10T08:00:00%2B08:00&until=2026-01-12T00:00:00Z';
  expect(await follow(between)).toEqual(['oListed10', 'oListed9']);
});

it('a user in a list is told whole, and nothing that is ours', async () => {
  const answer = await users('?limit=1&sort=first_seen_at');
  expect(answer.headers['cache-control']).toBe('no-store');
  const [first] = answer.json()['data'] as object[];
  expect(first).toMatchObject({
    account: 'main',
    openid: 'oListed1',
    unionid: null,
    nickname: '用户1',
    subscribed: false,
    scope: 'snsapi_userinfo',
    first_seen_at: '2026-01-02T00:00:00.000Z',
    last_login_at: null,
  });
  expect(Object.keys(first!)).not.toEqual(expect.arrayContaining(['id']));
});

it('one user is told with where each field came from and when', async () => {
  const answer = await users('/oListed7');
  expect(answer.status).toBe(200);
  expect(userDetail.strict().safeParse(answer.json()).error).toBeUndefined();
  expect(answer.json()).toMatchObject({
    openid: 'oListed7',
    sources: { nickname: { source: 'sns_userinfo', at: '2026-01-01T00:00:00.000Z' } },
    linked_openids: [],
  });
  expect(problemOf(await users('/oNobody'))).toMatchObject({ status: 404, code: 'user.not_found' });
});

it('a cursor is good for its own list and nothing else, and cannot be made up', async () => {
  const cursor = (await users('?limit=5')).json()['next_cursor'] as string;
  expect((await users(`?limit=7&cursor=${cursor}`)).status).toBe(200);
  const others = ['&sort=first_seen_at', '&q=用户', '&subscribed=true', '&since=2026-01-01T00:00:00Z'];
  const shop = await api.newAccount();
  const answers = await Promise.all([
    ...others.map((other) => users(`?cursor=${cursor}${other}`)),
    api.ask('GET', `${shop}/users?cursor=${cursor}`, { key: reader }),
    ...Array.from(cursor, (letter, at) =>
      users(`?cursor=${cursor.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`),
    ),
    users(`?cursor=${cursor}A`),
    users(`?cursor=${cursor.replace('.', '%00')}`),
    users('?cursor=.'),
  ]);
  for (const answer of answers) expect(answer.status).toBe(400);
  expect(problemOf(answers[0]!)).toMatchObject({ code: 'request.invalid', errors: [{ field: 'cursor' }] });
});

it.each([
  ['?subscibed=true', 'subscibed', /did you mean subscribed/],
  ['?page=2', 'page', /not known/],
  ['?limit=101', 'limit', /at most 100/],
  ['?limit=0', 'limit', /at least 1/],
  ['?limit=ten', 'limit', /number/],
  ['?limit=5&limit=6', 'limit', /more than once/],
  ['?subscribed=yes', 'subscribed', /true or false/],
  ['?sort=nickname', 'sort', /./],
  ['?sort=first_seen_at;drop table session', 'sort', /./],
  ['?scope=admin', 'scope', /./],
  ['?since=yesterday', 'since', /a time such as/],
  ['?since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z', 'until', /after since/],
  ['?q=', 'q', /at least one/],
])('refuses %s by name', async (query, field, message) => {
  const problem = problemOf(await users(query.replaceAll(' ', '%20')));
  expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
  expect(problem.errors).toEqual([{ field, message: expect.stringMatching(message) as unknown }]);
});

it('a person is told across accounts, to a key for one account of that one alone', async () => {
  const shop = await api.newAccount();
  await api.app.rows(
    `WITH someone AS (INSERT INTO person (open_platform, unionid)
       SELECT DISTINCT open_platform, 'uAcross' FROM account WHERE key IN ('main', $1) RETURNING id, open_platform)
     INSERT INTO wechat_user (account_id, openid, person_id)
     SELECT a.id, 'oAcross-' || a.key, p.id FROM account a JOIN someone p ON p.open_platform = a.open_platform
     WHERE a.key IN ('main', $1)`,
    [shop],
  );
  expect(personView.strict().safeParse((await person('uAcross')).json()).error).toBeUndefined();
  expect(openidsOf(await person('uAcross'))).toEqual(['oAcross-main', `oAcross-${shop}`]);
  expect(openidsOf(await person('uAcross', await api.newKey(['users:read'], shop)))).toEqual([
    `oAcross-${shop}`,
  ]);
  const third = await api.newAccount();
  const stranger = await person('uAcross', await api.newKey(['users:read'], third));
  expect(problemOf(stranger)).toMatchObject({ status: 404, code: 'user.person_not_found' });
});

it('a key for one account reads no other’s users, and one for tokens reads none', async () => {
  const shop = await api.newAccount();
  const bound = await api.newKey(['users:read'], shop);
  expect(problemOf(await users('', bound)).code).toBe('caller.account_refused');
  expect((await api.ask('GET', `${shop}/users`, { key: bound })).json()).toEqual({
    data: [],
    next_cursor: null,
    has_more: false,
  });
  const tokens = await api.newKey(['token:read']);
  for (const target of ['', '/oListed1'])
    expect(problemOf(await users(target, tokens)).code).toBe('caller.scope_missing');
  expect(problemOf(await person('uAcross', tokens)).code).toBe('caller.scope_missing');
});

describe('a POST that comes again', () => {
  let away: string;
  const key = () => api.newKey(['users:write', 'users:read']);
  const link = async (caller: string, idempotencyKey: string | null, openid = 'oDingyueFollower') =>
    api.ask('POST', 'main/links', {
      key: caller,
      body: { openid, of_account: away },
      headers: idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey },
    });

  beforeAll(async () => {
    away = await api.newAccount();
  });

  it('under the same Idempotency-Key is done once, and answered the same', async () => {
    const caller = await key();
    const first = await link(caller, '8e03978e');
    expect([first.status, first.headers['idempotent-replayed']]).toEqual([201, undefined]);
    const again = await link(caller, '8e03978e');
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(again.json()).toEqual(first.json());
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect((await link(caller, null)).json()['url']).not.toBe(first.json()['url']);
    expect((await link(await key(), '8e03978e')).json()['url']).not.toBe(first.json()['url']);
  });

  it('with another body is refused, and so is a key that is none', async () => {
    const caller = await key();
    expect((await link(caller, 'k2')).status).toBe(201);
    expect(problemOf(await link(caller, 'k2', 'oAnotherFollower'))).toMatchObject({
      status: 422,
      code: 'caller.idempotency_key_reused',
    });
    for (const none of ['键', 'x'.repeat(300)])
      expect(problemOf(await link(caller, Buffer.from(none).toString('latin1'))).status).toBe(400);
  });

  it('while the first is worked on is told to wait; of many at once one is done', async () => {
    const caller = await key();
    const before = await api.app.count('login_link');
    const answers = await Promise.all(Array.from({ length: 8 }, () => link(caller, 'k3')));
    expect(await api.app.count('login_link')).toBe(before + 1);
    for (const answer of answers)
      if (answer.status !== 201)
        expect(problemOf(answer)).toMatchObject({ status: 409, code: 'caller.request_in_flight' });
    expect(answers.some(({ status }) => status === 201)).toBe(true);
  });

  it('is tried again when it failed', async () => {
    const caller = await key();
    const refused = await link(caller, 'k4', '');
    expect(refused.status).toBe(400);
    expect((await link(caller, 'k4')).status).toBe(201);
  });
});

it('tells a caller how often it may call, and stops one that calls too often', async () => {
  const limited = await ApiCaller.start({ env: { API_RATE_LIMIT: '3' } });
  try {
    const key = await limited.newKey(['users:read', 'token:read']);
    const call = () => limited.ask('GET', 'main/users', { key });
    const first = await call();
    expect(first.headers['ratelimit-policy']).toBe('"key";q=3;w=60');
    expect(first.headers['ratelimit']).toBe('"key";r=2;t=20');
    await call();
    await call();
    const fourth = await call();
    expect(problemOf(fourth)).toMatchObject({ status: 429, code: 'caller.rate_limited' });
    expect(Number(fourth.headers['retry-after'])).toBeGreaterThan(0);
    expect(fourth.headers['ratelimit']).toMatch(/^"key";r=0;t=\d+$/);
    for (let n = 0; n < 5; n++) expect((await limited.read('main', { key })).status).toBe(200);
  } finally {
    await limited.app.stop();
  }
});

it('names nobody in its log by openid or unionid', async () => {
  await users('/oSoughtInVain');
  await person('uSoughtInVain');
  await users('?cursor=oSoughtInVain');
  const lines = JSON.stringify(api.app.log.lines);
  expect(lines).toContain('user.not_found');
  expect(lines).not.toContain('SoughtInVain');
});
