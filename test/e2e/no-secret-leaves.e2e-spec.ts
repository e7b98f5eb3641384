import { identityOf } from '../../src/sandbox/personas/identity.js';
import type { FaultRule } from '../../src/sandbox/traffic/faults.js';
import { canariesOf, everythingSeen, leaksIn, type Sweep } from '../support/canary-sweep.js';
import { ServerGroup } from '../support/server-process-group.js';
import { DESKTOP_BROWSER, type Visitor } from '../support/visitor.js';

jest.setTimeout(60_000);

const EXCHANGE = '/sns/oauth2/access_token';
const USERINFO = '/sns/userinfo';
const REFRESH = '/sns/oauth2/refresh_token';

let group: ServerGroup;

// Processes as in production, but for the log, which tells all it can.
beforeAll(async () => {
  group = await ServerGroup.start(2, { LOG_LEVEL: 'debug' });
});

afterAll(() => group.stop());

let visitors = 40_000;
const nextVisitor = (member = 0): Visitor =>
  group.visitor(`visitor-${++visitors}`, member, { consents: 'allow' });

const userIdOf = ({ settings }: Visitor) => {
  const persona = group.sandbox.world.personas.get(settings.persona);
  return identityOf(group.account, { persona, snapshot: false }).openid;
};

const lapse = (visitor: Visitor) =>
  group.rows(
    `UPDATE user_token SET expires_at = now() - interval '1 second' FROM wechat_user u
     WHERE u.id = user_id AND u.openid = $1`,
    [userIdOf(visitor)],
  );

const sweep = (): Sweep => ({
  lasting: { 'the app secret': group.account.secret, 'the master key': group.secretKey },
  world: group.sandbox.world,
  origin: group.origin,
  heard: group.members.flatMap(({ network }) => network.heard),
  logs: group.members.flatMap(({ process }) => process.output.split('\n')),
  rows: (text) => group.rows(text),
});

/** What visitors do on a good day. */
async function aGoodDay(): Promise<void> {
  for (const member of [0, 1]) {
    const visitor = nextVisitor(member);
    const callback = await visitor.untilCallback('/me?a=b#c');
    await Promise.all([visitor.open(callback), visitor.open(callback)]);
    await visitor.open(callback);
    await nextVisitor(member).open(callback);
    await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=%2Fme%3Fx%3D1');
    await visitor.open('/me?lang=en');
    await visitor.ask('GET', '/auth/session');
    await visitor.ask('GET', '/me/avatar');
    await visitor.ask('POST', '/me/profile');
    await lapse(visitor);
    await visitor.ask('POST', '/me/profile');
    await visitor.ask('POST', '/auth/logout');
    await visitor.open(callback);
  }
  for (const persona of ['snapshot', 'refuser', 'html-name', 'emoji', 'control-characters']) {
    const visitor = group.visitor(persona, 0, { consents: 'allow' });
    await visitor.open('/me');
    await visitor.open('/auth/wechat?scope=snsapi_userinfo');
  }
  await group.visitor('follower', 0, { userAgent: DESKTOP_BROWSER }).open('/me');
}

/** What each call tells WeChat, which WeChat could repeat. */
interface Told {
  readonly code: string;
  readonly userToken: string;
  readonly refreshToken: string;
}

/** A login, a profile and a renewal while WeChat fails in these ways. */
async function during(fault: (told: string) => Omit<FaultRule, 'path'>): Promise<void> {
  const { world } = group.sandbox;
  const visitor = nextVisitor();
  await visitor.open('/auth/wechat?scope=snsapi_userinfo');
  const grant = JSON.parse(world.journal.list({ path: EXCHANGE }).at(-1)!.body) as Record<string, string>;
  const other = nextVisitor();
  const callback = await other.untilCallback('/auth/wechat?scope=snsapi_userinfo');
  const told: Told = {
    code: new URL(callback).searchParams.get('code')!,
    userToken: grant['access_token']!,
    refreshToken: grant['refresh_token']!,
  };
  world.faults.replace([
    { path: EXCHANGE, ...fault(`secret=${group.account.secret}&code=${told.code} ${told.code}`), times: 1 },
    { path: USERINFO, ...fault(`access_token=${told.userToken} ${told.userToken}`) },
    { path: REFRESH, ...fault(`refresh_token=${told.refreshToken} "${told.refreshToken}"`) },
  ]);
  await other.open(callback);
  await nextVisitor().open('/auth/wechat?scope=snsapi_userinfo');
  await visitor.ask('POST', '/me/profile');
  await lapse(visitor);
  await visitor.ask('POST', '/me/profile');
  world.faults.clear();
}

/** What a WeChat, or somebody in its place, may answer that says too much. */
async function aBadDay(): Promise<void> {
  for (const errcode of [-1, 40001, 40029, 40125, 40163, 41004, 42001, 42007, 45011, 48001, 99999])
    await during((told) => ({ errcode, errmsg: `no: ${told}, rid: 6206378a-793424c0-2e4091cc` }));
  await during((told) => ({ status: 500, body: `<h1>GET /sns?${told}</h1>` }));
  await during((told) => ({ body: `{"said":"${told.replaceAll('"', '')}","expires_in":` }));
  await during((told) => ({
    body: JSON.stringify({ errmsg: told, openid: told, expires_in: told, nickname: 7 }),
  }));
  await during(() => ({ drop: 'before' }));
  await during(() => ({ drop: 'after' }));
}

/** A database that fails in the middle of a login, in the words that say most. */
async function aBadDatabase(): Promise<void> {
  await group.rows(`ALTER TABLE user_token ADD CONSTRAINT for_a_moment CHECK (version < 0) NOT VALID`);
  const broken = await nextVisitor().open('/auth/wechat?scope=snsapi_userinfo');
  await group.rows('ALTER TABLE user_token DROP CONSTRAINT for_a_moment');
  expect(broken.last.status).toBe(500);
  expect(broken.last.body).toContain('data-problem="internal"');

  await group.rows('ALTER TABLE session RENAME TO session_away');
  const away = nextVisitor();
  const answers = [await away.open('/me'), await away.open('/auth/wechat')];
  await group.rows('ALTER TABLE session_away RENAME TO session');
  expect(answers.map(({ last }) => last.status)).toEqual([500, 500]);
}

/** Secrets where they do not belong, as people paste them and programs log them. */
async function carelessPeople(): Promise<void> {
  const visitor = nextVisitor();
  const callback = await visitor.untilCallback('/me');
  const { search, searchParams } = new URL(callback);
  await visitor.open('/me');
  const id = visitor.cookie('lingpai')!;
  const binding = visitor.cookie('lingpai-browser')!;
  const requests: [method: string, target: string, headers?: Record<string, string>][] = [
    ['GET', `/auth/wechat/second/callback${search}`],
    ['GET', `/auth/wechat/main/callback${search}&state=${searchParams.get('state')}`],
    ['GET', `/auth/wechat/main/callback${search}%00`],
    ['POST', `/auth/wechat/main/callback${search}`],
    ['GET', `/nothing/here${search}&session=${id}`],
    ['GET', `/auth/session?session=${id}`, { authorization: `Bearer ${id}` }],
    ['GET', `/me?token=${id}&lang=en`],
    ['GET', `/auth/wechat?return_to=${encodeURIComponent(`//evil.example/${id}`)}&account=${binding}`],
    ['POST', '/auth/logout', { origin: `https://${searchParams.get('state')}.example`, referer: callback }],
    ['GET', '/me', { host: `${searchParams.get('code')}.example`, referer: callback }],
    ['GET', '/me', { cookie: `lingpai=${id}; lingpai=${id}; $Version=${binding}` }],
  ];
  for (const [method, target, headers = {}] of requests)
    for (const accept of ['text/html', 'application/json'])
      await visitor.fork().send(method, target, { headers: { accept, ...headers } });
}

it('lets no secret out: not in an answer, not in a log line, not in a row', async () => {
  await aGoodDay();
  await aBadDay();
  await aBadDatabase();
  await carelessPeople();

  expect(await leaksIn(sweep())).toEqual([]);
});

it('which is no wonder only if there was something to find, in places that were looked at', async () => {
  const canaries = canariesOf(sweep());
  for (const name of [
    'the app secret',
    'the master key',
    'code',
    'state',
    'access_token',
    'refresh_token',
    'session id',
    'browser binding',
  ])
    expect([name, canaries.named(name)]).not.toEqual([name, 0]);
  const journal = group.sandbox.world.journal.list({ limit: 20_000 });
  expect(
    canaries.findIn(journal.map(({ body, query }) => ({ where: 'the journal', text: `${body} ${query}` }))),
  ).toEqual(
    expect.arrayContaining([
      'code in the journal',
      'access_token in the journal',
      'refresh_token in the journal',
    ]),
  );

  const seen = await everythingSeen(sweep());
  const places = new Set(seen.map(({ where }) => where.replace(/^the header .* of/, 'a header of')));
  for (const place of [
    'the log',
    'table account',
    'table user_token',
    'table login_attempt',
    'table session',
    'table wechat_user',
    'the body of /me',
    'a header of /auth/wechat/main/callback',
    'the body of /auth/session',
  ])
    expect(places).toContain(place);
  const lines = seen.filter(({ where }) => where === 'the log').map(({ text }) => text);
  for (const event of [
    'login.exchange_failed',
    'request.failed',
    'request.refused',
    'login.profile_failed',
    'user_token.reauthorize',
  ])
    expect([event, lines.filter((line) => line.includes(event)).length]).not.toEqual([event, 0]);
});

it('keeps what must be kept in a form that opens only with the key', async () => {
  const [row] = await group.rows<{ sealed: Buffer; length: number }>(
    'SELECT tokens_sealed AS sealed, octet_length(tokens_sealed) AS length FROM user_token LIMIT 1',
  );
  const other = await group.rows<{ sealed: Buffer }>('SELECT secret_sealed AS sealed FROM account');
  expect(row!.length).toBeGreaterThan(100);
  for (const { sealed } of [row!, ...other]) expect(sealed[0]).toBe(1);
});
