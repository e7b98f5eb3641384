import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SANDBOX_ACCOUNT, SANDBOX_WEBSITE } from '../../src/sandbox/sandbox-account.js';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { RunningApp } from '../support/start-app.js';
import { DESKTOP_BROWSER, type Journey } from '../support/visitor.js';
import type { Answer } from '../support/visitor-network.js';

jest.setTimeout(30_000);

interface UserRow {
  openid: string;
  nickname: string | null;
  avatar_url: string | null;
  granted_scope: string;
  person_id: string | null;
  unionid: string | null;
  login_count: number;
}

interface SessionView {
  account: string;
  openid: string | null;
  unionid: string | null;
  scope: string;
  nickname: string | null;
  avatar_url: string | null;
  subscribed: boolean | null;
  snapshot: boolean;
  expires_at: string;
}

const AUTHORIZE = '/connect/oauth2/authorize';
const VERIFY_FILE = Buffer.from('aB3dE5fG7hJ9kL1m\r\n');

let app: RunningApp;

beforeAll(async () => {
  app = await RunningApp.start({
    env: {
      WECHAT_APP_ID: SANDBOX_ACCOUNT.appId,
      WECHAT_APP_SECRET: SANDBOX_ACCOUNT.secret,
      WECHAT_ACCOUNT_NAME: '小满书店',
      WECHAT_VERIFY_FILE: '/etc/lingpai/MP_verify_aB3dE5fG7hJ9kL1m.txt',
    },
    files: { '/etc/lingpai/MP_verify_aB3dE5fG7hJ9kL1m.txt': VERIFY_FILE },
  });
});

afterAll(() => app.stop());

afterEach(() => {
  app.world.faults.clear();
  app.world.turn({ denial: 'none', snapshot_userinfo: 'virtual' });
});

let visitors = 0;

/** Somebody who was never here. */
const nextVisitor = () => `visitor-${++visitors}`;

const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: app.world.personas.get(persona), snapshot: false }).openid;

async function userOf(persona: string): Promise<UserRow[]> {
  return app.rows<UserRow>(
    'SELECT u.*, p.unionid FROM wechat_user u LEFT JOIN person p ON p.id = u.person_id WHERE openid = $1',
    [openidOf(persona)],
  );
}

const viewIn = (answer: Answer) => answer.json() as unknown as SessionView;

const ours = ({ answers }: Journey): Answer[] => answers.filter(({ url }) => url.startsWith(app.origin));

const pathOf = (address: string) => {
  const url = new URL(address);
  return url.pathname + url.search;
};

describe('a visitor opens a business page', () => {
  it('lands on that page, known by their own openid, with one row in wechat_user', async () => {
    const persona = nextVisitor();
    const journey = await app.visitor(persona).open('/me');

    expect(journey.last.status).toBe(200);
    expect(pathOf(journey.address)).toBe('/me');
    const openid = openidOf(persona);
    expect(journey.last.body.replace(/<[^>]*>/g, '')).toContain(openid);
    expect(await userOf(persona)).toMatchObject([{ openid, granted_scope: 'snsapi_base', login_count: 1 }]);
  });

  it('goes there straight the second time, and WeChat is not asked again', async () => {
    const visitor = app.visitor(nextVisitor());
    await visitor.open('/me');
    const asked = app.world.journal.newestSeq;
    const again = await visitor.open('/me');

    expect(again.answers).toHaveLength(1);
    expect(again.last.status).toBe(200);
    expect(app.world.journal.newestSeq).toBe(asked);
  });

  it('is sent to WeChat with the parameters in its order and a state of 32 letters and digits', async () => {
    const { ahead } = await app.visitor(nextVisitor()).open('/me', { before: /connect\/oauth2/ });
    const callback = encodeURIComponent(`${app.origin}/auth/wechat/main/callback`);
    const [link, state] = /^(.*&state=)([^&#]*)#wechat_redirect$/.exec(ahead!)!.slice(1);

    expect(link).toBe(
      `${app.world.url}${AUTHORIZE}?appid=${SANDBOX_ACCOUNT.appId}&redirect_uri=${callback}&response_type=code&scope=snsapi_base&state=`,
    );
    expect(state).toMatch(/^[0-9A-Za-z]{32}$/);
  });

  it('gets another state each time', async () => {
    const visitor = app.visitor(nextVisitor());
    const links = new Set<string>();
    for (let time = 0; time < 5; time += 1)
      links.add((await visitor.open('/me', { before: /connect\/oauth2/ })).ahead!);
    expect(links.size).toBe(5);
  });

  it('is never asked for more than the openid on entry, whichever page it is', async () => {
    const asked = app.world.journal.newestSeq;
    const visitor = app.visitor(nextVisitor());
    const journeys = [
      await visitor.open('/me'),
      await visitor.open('/demo/card'),
      await visitor.open('/auth/session'),
      await app.visitor(nextVisitor()).open('/demo/card?from=singlemessage&isappinstalled=0'),
      await app.visitor(nextVisitor()).open('/auth/wechat?return_to=/me'),
    ];

    const scopes = app.world.journal
      .list({ path: AUTHORIZE, since: asked })
      .map(({ query }) => new URLSearchParams(query).get('scope'));
    expect(scopes.length).toBeGreaterThanOrEqual(3);
    expect(new Set(scopes)).toEqual(new Set(['snsapi_base']));
    for (const { location } of journeys.flatMap(({ answers }) => answers))
      expect(location ?? '').not.toContain('snsapi_userinfo');
  });

  it('ends on the very address they asked for, query and fragment included', async () => {
    const target = '/me?order=42&tag=%E4%B8%AD%E6%96%87&empty=#/paid?x=1';
    const journey = await app
      .visitor(nextVisitor())
      .open(`/auth/wechat?return_to=${encodeURIComponent(target)}`);
    const callback = ours(journey).find(({ url }) => url.includes('/callback?'))!;

    expect(callback.location).toBe(target);
    expect(journey.address).toBe(app.origin + target);
    expect(journey.last.status).toBe(200);
  });

  it('finds no code and no state in any address after the callback', async () => {
    const journey = await app.visitor(nextVisitor()).open('/me');
    const callback = journey.answers.findIndex(({ url }) => url.includes('/callback?'));
    const { searchParams } = new URL(journey.answers[callback]!.url);
    const secrets = [searchParams.get('code')!, searchParams.get('state')!];
    const after = journey.answers.slice(callback).map(({ location }) => location ?? '');

    expect(secrets.map((secret) => secret.length)).toEqual([32, 32]);
    for (const address of [...after, journey.address, journey.last.body])
      for (const secret of secrets) expect(address).not.toContain(secret);
    expect(new URL(journey.address).search).toBe('');
  });

  it('is redirected by answers that are empty, kept by nobody and give no referrer away', async () => {
    const journey = await app.visitor(nextVisitor()).open('/me');
    const redirects = ours(journey).filter(({ status }) => status !== 200);

    expect(redirects).toHaveLength(2);
    for (const { status, headers, bytes } of redirects) {
      expect(status).toBe(302);
      expect(bytes).toHaveLength(0);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    }
    expect(journey.last.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('takes what stands behind # along, where a page asks for that', async () => {
    const visitor = app.visitor(nextVisitor());
    const page = await visitor.open('/demo/orders?tab=paid#/42');
    const login = /data-login="([^"]+)"/.exec(page.last.body)![1]!.replaceAll('&amp;', '&');
    const journey = await visitor.open(login + encodeURIComponent('#/42'));

    expect(journey.address).toBe(`${app.origin}/demo/orders?tab=paid#/42`);
    expect(journey.last.status).toBe(200);
  });

  it('answers HEAD as GET, without a body', async () => {
    const visitor = app.visitor(nextVisitor());
    const anonymous = await visitor.send('HEAD', '/me');
    expect([anonymous.status, anonymous.bytes.length]).toEqual([302, 0]);
    await visitor.open('/me');
    for (const path of ['/me', '/auth/session', '/healthz', '/readyz']) {
      const [head, get] = [await visitor.send('HEAD', path), await visitor.send('GET', path)];
      expect([path, head.status, head.bytes.length]).toEqual([path, get.status, 0]);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    }
  });
});

describe('the session cookie', () => {
  it('over http on localhost is lingpai: HttpOnly, Lax, for the whole host and no other', async () => {
    const visitor = app.visitor(nextVisitor());
    const journey = await visitor.open('/me');
    const lines = ours(journey).flatMap(({ cookies }) => cookies);
    const session = lines.filter((line) => line.startsWith('lingpai='));

    expect(session).toHaveLength(1);
    expect(session[0]).toMatch(/^lingpai=ls_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    for (const line of lines) {
      expect(line).toMatch(/; HttpOnly; SameSite=Lax$/);
      expect(line).not.toMatch(/domain/i);
    }
  });

  it('over https is __Host-lingpai and Secure, and so is the one that binds the login', async () => {
    const secure = await RunningApp.start({ env: { PUBLIC_URL: 'https://wx.example.com' } });
    try {
      const visitor = secure.visitor('follower');
      const journey = await visitor.open('/me');
      const lines = journey.answers
        .filter(({ url }) => url.startsWith(secure.origin))
        .flatMap(({ cookies }) => cookies);

      expect(journey.last.url).toBe('https://wx.example.com/me');
      expect(journey.last.status).toBe(200);
      expect(lines.map((line) => line.split('=', 1)[0]).sort()).toEqual([
        '__Host-lingpai',
        '__Host-lingpai-browser',
      ]);
      for (const line of lines) {
        expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
        expect(line).not.toMatch(/domain/i);
      }
    } finally {
      await secure.stop();
    }
  });

  it('is nowhere in the database, only its digest', async () => {
    const visitor = app.visitor(nextVisitor());
    await visitor.open('/me');
    const id = visitor.cookie('lingpai')!;
    const rows = await app.rows<{ hash: string }>(`SELECT encode(id_hash, 'hex') AS hash FROM session`);

    expect(rows.length).toBeGreaterThan(0);
    for (const { hash } of rows) {
      const thief = app.visitor(nextVisitor());
      thief.jar.set('localhost', 'lingpai', `ls_${Buffer.from(hash, 'hex').toString('base64url')}`);
      expect((await thief.ask('GET', '/auth/session')).status).toBe(401);
    }
    const text = await app.rows<{ t: string }>('SELECT to_jsonb(s)::text AS t FROM session s');
    expect(JSON.stringify(text)).not.toContain(id.slice(3));
  });
});

describe('a visitor shows their profile', () => {
  it('keeps their one row and gets another session; the old one is dead', async () => {
    const persona = nextVisitor();
    const visitor = app.visitor(persona, { consents: 'allow' });
    await visitor.open('/me');
    const before = visitor.cookie('lingpai')!;
    const old = visitor.fork();
    const journey = await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=%2Fme');

    expect(journey.last.body).toContain(app.world.personas.get(persona).nickname);
    expect(visitor.cookie('lingpai')).not.toBe(before);
    expect((await old.ask('GET', '/auth/session')).status).toBe(401);
    expect(await userOf(persona)).toMatchObject([
      {
        granted_scope: 'snsapi_userinfo',
        nickname: app.world.personas.get(persona).nickname,
        login_count: 2,
      },
    ]);
    expect(
      await app.rows('SELECT 1 FROM session s JOIN wechat_user u ON u.id = s.user_id WHERE u.openid = $1', [
        openidOf(persona),
      ]),
    ).toHaveLength(1);
  });

  it('by tapping the button of the page, then WeChat’s own', async () => {
    const visitor = app.visitor('stranger');
    const page = await visitor.open('/me');
    const button = /id="show-profile"[^>]* href="([^"]+)"/.exec(page.last.body)![1]!.replaceAll('&amp;', '&');
    const sheet = await visitor.open(button);
    expect(sheet.last.url).toContain(AUTHORIZE);
    const home = await visitor.tap(sheet, 'allow');

    expect(pathOf(home.address)).toBe('/me');
    expect(home.last.body).toContain('陈默');
    expect(home.last.body).toMatch(/<img id="picture" src="\/me\/avatar\?v=[0-9a-f]{8}"/);
  });

  it('sees their picture, from this server', async () => {
    const visitor = app.visitor('stranger', { consents: 'allow' });
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    const picture = await visitor.send('GET', /id="picture" src="([^"]+)"/.exec(last.body)![1]!);

    expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/png']);
    expect(picture.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(
      (await app.visitor('stranger').send('GET', '/me/avatar', { headers: { accept: 'application/json' } }))
        .status,
    ).toBe(401);
  });

  const profiles: [persona: string, nickname: string, avatar: boolean, unionid: boolean][] = [
    ['follower', '林小满', true, true],
    ['emoji', '👨‍👩‍👧‍👦🇨🇳👋🏽🏳️‍🌈𠮷野家', true, true],
    ['control-characters', '安 妮', true, true],
    ['no-avatar', '素颜', false, true],
    ['no-unionid', '何独', true, false],
    ['html-name', '<img src=x onerror=alert(1)>"\'&amp;\\</script>', true, true],
  ];
  it.each(profiles)('%s is kept as %j', async (persona, nickname, avatar, unionid) => {
    const visitor = app.visitor(persona, { consents: 'allow' });
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    const [row] = await userOf(persona);
    const view = viewIn(await visitor.ask('GET', '/auth/session'));

    expect(row!.nickname).toBe(nickname);
    expect(row!.avatar_url === null).toBe(!avatar);
    expect(row!.unionid === null).toBe(!unionid);
    expect(view).toMatchObject({
      nickname,
      openid: row!.openid,
      unionid: row!.unionid,
      avatar_url: row!.avatar_url,
    });
    expect(last.status).toBe(200);
    expect(last.body).not.toContain('<img src=x');
    // eslint-disable-next-line no-control-regex
    expect(last.body).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('and a name with markup in it is text on the page', async () => {
    const visitor = app.visitor('html-name', { consents: 'allow' });
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    expect(last.body).toContain(
      '<bdi>&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;\\&lt;/script&gt;</bdi>',
    );
  });

  it('and a name that is empty later never erases the one that is known', async () => {
    const persona = nextVisitor();
    const known = app.world.personas.get(persona).nickname;
    const visitor = app.visitor(persona, { consents: 'allow' });
    await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    app.world.personas.change(persona, { nickname: '', avatar: false });
    const [before] = await userOf(persona);

    const refreshed = await visitor.ask('POST', '/me/profile');
    expect([refreshed.status, refreshed.json()['nickname']]).toEqual([200, known]);
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    expect(last.body).toContain(known);
    const [after] = await userOf(persona);
    expect(after).toMatchObject({ nickname: known, avatar_url: before!.avatar_url });
  });

  it('and a new name is taken over without asking them', async () => {
    const persona = nextVisitor();
    const visitor = app.visitor(persona, { consents: 'allow' });
    await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    app.world.personas.change(persona, { nickname: '改名了' });

    const refreshed = await visitor.ask('POST', '/me/profile');
    expect(refreshed.json()).toEqual({
      nickname: '改名了',
      avatar_url: expect.stringMatching(/^\/me\/avatar\?v=/),
    });
    expect((await userOf(persona))[0]!.nickname).toBe('改名了');
  });

  it('and signing in silently afterwards keeps what they granted', async () => {
    const persona = nextVisitor();
    await app.visitor(persona, { consents: 'allow' }).open('/auth/wechat?scope=snsapi_userinfo');
    const { last } = await app.visitor(persona).open('/me');
    expect(await userOf(persona)).toMatchObject([{ granted_scope: 'snsapi_userinfo', login_count: 2 }]);
    expect(last.body).toContain(app.world.personas.get(persona).nickname);
  });

  it('keeps the login when WeChat has no profile to give just then', async () => {
    const persona = nextVisitor();
    app.world.faults.replace([{ path: '/sns/userinfo', errcode: -1 }]);
    const journey = await app
      .visitor(persona, { consents: 'allow' })
      .open('/auth/wechat?scope=snsapi_userinfo');
    expect([journey.last.status, pathOf(journey.address)]).toEqual([200, '/me']);
    expect(await userOf(persona)).toMatchObject([{ nickname: null }]);
  });
});

describe('a visitor refuses', () => {
  it('and nothing happens here: they are signed in as before, and not asked again', async () => {
    const visitor = app.visitor('refuser', { consents: 'allow' });
    await visitor.open('/me');
    const session = visitor.cookie('lingpai');
    const closed = await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=/me');
    expect(closed.last.body).toContain('已关闭');
    const asked = app.world.journal.newestSeq;

    const page = await visitor.open('/me');
    expect(page.last.status).toBe(200);
    expect(page.last.body).toContain('id="show-profile"');
    expect(visitor.cookie('lingpai')).toBe(session);
    expect(app.world.journal.newestSeq).toBe(asked);
  });

  it('on a phone that comes back without a code, and sees a page that says so and asks again only by a tap', async () => {
    app.world.turn({ denial: 'state-only' });
    const visitor = app.visitor(nextVisitor(), { consents: 'deny' });
    const journey = await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=%2Fdemo%2Fcard');

    expect(journey.last.status).toBe(200);
    expect(journey.last.url).toContain('/auth/wechat/main/callback?state=');
    expect(journey.last.body).toContain('data-page="not-authorized"');
    const links = [...journey.last.body.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) =>
      href!.replaceAll('&amp;', '&'),
    );
    expect(links).toEqual(['/auth/wechat?scope=snsapi_userinfo&return_to=%2Fdemo%2Fcard', '/demo/card']);
    expect(visitor.cookie('lingpai')).toBeUndefined();

    const again = await visitor.fork({ consents: 'allow' }).open(links[0]!);
    expect([again.last.status, pathOf(again.address)]).toEqual([200, '/demo/card']);
  });

  it('and loading that page again still says so', async () => {
    app.world.turn({ denial: 'state-only' });
    const visitor = app.visitor(nextVisitor(), { consents: 'deny' });
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo');
    const again = await visitor.open(last.url);
    expect([again.last.status, again.answers.length]).toEqual([200, 1]);
    expect(again.last.body).toContain('data-page="not-authorized"');
  });

  it('by WeChat’s word authdeny in place of a code, and no code is bought', async () => {
    const visitor = app.visitor(nextVisitor());
    const callback = new URL(await visitor.untilCallback('/me'));
    callback.searchParams.set('code', 'authdeny');
    const asked = app.world.journal.count('/sns/oauth2/access_token');
    const { last } = await visitor.open(callback.href);
    expect(last.body).toContain('data-page="not-authorized"');
    expect(app.world.journal.count('/sns/oauth2/access_token')).toBe(asked);
  });
});

describe('a page that wants the profile', () => {
  it('first says why, and WeChat asks after a tap', async () => {
    const visitor = app.visitor(nextVisitor(), { consents: 'allow' });
    const page = await visitor.open('/demo/card?to=%E5%A6%88%E5%A6%88');
    expect(page.last.body).toContain('data-page="purpose"');
    expect(page.last.body).toContain('贺卡上会写上你的昵称。');
    expect(page.last.body).toContain('小满书店');
    const agree = /id="agree" href="([^"]+)"/.exec(page.last.body)![1]!.replaceAll('&amp;', '&');

    const card = await visitor.open(agree);
    expect(pathOf(card.address)).toBe('/demo/card?to=%E5%A6%88%E5%A6%88');
    expect(card.last.body).toMatch(/<h1>访客\d+，你好！<\/h1>/);
  });

  it('lets go of whoever would rather not', async () => {
    const visitor = app.visitor(nextVisitor());
    const page = await visitor.open('/demo/card');
    const later = /id="later" href="([^"]+)"/.exec(page.last.body)![1]!;
    expect((await visitor.open(later)).last.body).toContain('data-page="member"');
  });
});

describe('a snapshot visitor', () => {
  it('is nobody: looks at /me, and no row of them exists anywhere', async () => {
    const before = await app.census();
    const visitor = app.visitor('snapshot', { consents: 'allow' });
    const me = await visitor.open('/me');
    const view = viewIn(await visitor.ask('GET', '/auth/session'));
    const card = await visitor.open('/demo/card');
    const refresh = await visitor.ask('POST', '/me/profile');
    const after = await app.census();

    expect(me.last.status).toBe(200);
    expect(me.last.body).toContain('id="snapshot"');
    expect(me.last.body).toContain('使用完整服务');
    expect(me.last.body).not.toMatch(/微信用户|id="openid"/);
    expect(view).toMatchObject({
      account: 'main',
      openid: null,
      unionid: null,
      nickname: null,
      avatar_url: null,
      subscribed: null,
      snapshot: true,
    });
    expect(card.last.status).toBe(403);
    expect(card.last.body).toContain('data-page="snapshot"');
    expect([refresh.status, refresh.json()['code']]).toEqual([403, 'session.snapshot']);
    expect(after).toEqual({
      ...before,
      login_attempt: before.login_attempt! + 1,
      session: before.session! + 1,
    });
  });

  it('leaves the rows of the person behind them as they are, and becomes that person by the full service', async () => {
    const full = app.visitor('snapshot', { headers: { 'x-sandbox-full-service': '1' } });
    await full.open('/me');
    const [person] = await userOf('snapshot');
    await app.visitor('snapshot', { consents: 'allow' }).open('/auth/wechat?scope=snsapi_userinfo');

    expect(await userOf('snapshot')).toEqual([person]);
    expect(person!.openid).toBe(openidOf('snapshot'));
  });

  it('with a profile granted is still nobody', async () => {
    const before = await app.census();
    const visitor = app.visitor('snapshot', { consents: 'allow' });
    const { last } = await visitor.open('/auth/wechat?scope=snsapi_userinfo&return_to=/demo/card');
    const after = await app.census();

    expect(last.status).toBe(403);
    expect([after.wechat_user, after.person, after.user_token]).toEqual([
      before.wechat_user,
      before.person,
      before.user_token,
    ]);
  });
});

describe('who is signed in', () => {
  it('is told by /auth/session, and nothing more than the contract names', async () => {
    const visitor = app.visitor('follower');
    await visitor.open('/me');
    const answer = await visitor.ask('GET', '/auth/session');
    const view = viewIn(answer);

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(Object.keys(view)).toEqual([
      'account',
      'openid',
      'unionid',
      'scope',
      'nickname',
      'avatar_url',
      'subscribed',
      'snapshot',
      'expires_at',
    ]);
    expect(view).toMatchObject({
      account: 'main',
      openid: openidOf('follower'),
      scope: 'snsapi_base',
      snapshot: false,
    });
    expect(Date.parse(view.expires_at) - Date.now()).toBeGreaterThan(6 * 86_400_000);
  });

  it('is a 401 problem for whoever is not, cookie or none', async () => {
    const visitor = app.visitor(nextVisitor());
    const answers = [await visitor.ask('GET', '/auth/session')];
    visitor.jar.set('localhost', 'lingpai', `ls_${'A'.repeat(43)}`);
    answers.push(await visitor.ask('GET', '/auth/session'));
    answers.push(await visitor.ask('GET', '/auth/session', { accept: '*/*' }));

    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.json()).toEqual({
        type: '/errors/session.required',
        title: expect.any(String),
        status: 401,
        detail: expect.stringContaining('/auth/wechat'),
        code: 'session.required',
        request_id: expect.stringMatching(/^[0-9a-z]{8}$/),
      });
    }
  });

  it('programs on a visitor’s page get 401 and are not sent through WeChat', async () => {
    const headers: Record<string, string>[] = [{ accept: 'application/json' }, { 'sec-fetch-mode': 'cors' }];
    for (const each of headers) {
      const answer = await app.visitor(nextVisitor()).send('GET', '/demo/card', { headers: each });
      expect([answer.status, answer.location]).toEqual([401, null]);
    }
  });

  it('ends with signing out, which is 204 and clears the cookie', async () => {
    const visitor = app.visitor(nextVisitor());
    await visitor.open('/me');
    const copy = visitor.fork();
    const answer = await visitor.send('POST', '/auth/logout');

    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
    expect(answer.cookies).toEqual(['lingpai=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax']);
    expect((await copy.ask('GET', '/auth/session')).status).toBe(401);
    expect((await visitor.send('POST', '/auth/logout')).status).toBe(204);
  });

  it('ends by itself when its time is over', async () => {
    const persona = nextVisitor();
    const visitor = app.visitor(persona);
    await visitor.open('/me');
    await app.rows(
      `UPDATE session SET expires_at = now() - interval '1 second' FROM wechat_user u WHERE u.id = user_id AND u.openid = $1`,
      [openidOf(persona)],
    );
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(401);
  });
});

describe('the pages', () => {
  const english =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49 NetType/WIFI Language/en';

  it('speak the language of the visitor’s WeChat, and Chinese to everybody else', async () => {
    const page = async (userAgent?: string) =>
      (await app.visitor(nextVisitor(), userAgent ? { userAgent } : {}).open('/me')).last.body;
    expect(await page()).toContain('<html lang="zh-CN">');
    expect(await page(english)).toContain('<html lang="en">');
    expect(await page('MicroMessenger/8.0.49')).toContain('<html lang="zh-CN">');
  });

  it('speak the language that ?lang= asks for, from then on', async () => {
    const visitor = app.visitor(nextVisitor());
    await visitor.open('/me');
    expect((await visitor.open('/me?lang=en')).last.body).toContain('<html lang="en">');
    expect((await visitor.open('/me')).last.body).toContain('<html lang="en">');
    expect((await visitor.open('/me?lang=zh-CN')).last.body).toContain('<html lang="zh-CN">');
  });

  it('ask whoever comes without WeChat to open the clean address there', async () => {
    const asked = app.world.journal.newestSeq;
    for (const target of ['/me', '/auth/wechat?return_to=%2Fme']) {
      const { last } = await app.visitor(nextVisitor(), { userAgent: DESKTOP_BROWSER }).open(target);
      expect(last.status).toBe(200);
      expect(last.body).toContain('data-page="open-in-wechat"');
      expect(last.body).toContain(`>${app.origin}/me<`);
      expect(last.body).toMatch(/<svg[^>]*>/);
    }
    expect(app.world.journal.newestSeq).toBe(asked);
  });

  it('serve the file by which WeChat checks the domain, byte for byte, and no other', async () => {
    const visitor = app.visitor(nextVisitor());
    const file = await visitor.send('GET', '/MP_verify_aB3dE5fG7hJ9kL1m.txt');
    expect([file.status, file.bytes]).toEqual([200, VERIFY_FILE]);
    expect(file.headers['content-type']).toMatch(/^text\/plain/);
    for (const other of ['aB3dE5fG7hJ9kL1M', 'x', '..%2Fpackage', 'aB3dE5fG7hJ9kL1m.txt.bak'])
      expect((await visitor.send('GET', `/MP_verify_${other}.txt`)).status).toBe(404);
  });
});

describe('a visitor at a desk, where a website app exists', () => {
  let desk: RunningApp;

  beforeAll(async () => {
    desk = await RunningApp.start();
    const { key, appId, secret: appSecret, kind, name, openPlatform } = SANDBOX_WEBSITE;
    await desk.server.app.get(AccountsService).add({ key, appId, appSecret, kind, name, openPlatform });
  });

  afterAll(() => desk.stop());

  it('signs in by the QR code, and is the same person as on their phone', async () => {
    const visitor = desk.visitor('follower', { userAgent: DESKTOP_BROWSER, consents: 'allow' });
    const journey = await visitor.open('/me');
    const link = journey.answers[0]!.location!;
    const view = viewIn(await visitor.ask('GET', '/auth/session'));
    await desk.visitor('follower', { consents: 'allow' }).open('/auth/wechat?scope=snsapi_userinfo');

    const callback = encodeURIComponent(`${desk.origin}/auth/wechat/web/callback`);
    expect(link.replace(/state=[0-9A-Za-z]{32}#/, 'state=S#')).toBe(
      `${desk.world.url}/connect/qrconnect?appid=${SANDBOX_WEBSITE.appId}&redirect_uri=${callback}&response_type=code&scope=snsapi_login&state=S#wechat_redirect`,
    );
    expect([journey.last.status, pathOf(journey.address)]).toEqual([200, '/me']);
    expect(view).toMatchObject({ account: 'web', scope: 'snsapi_login', nickname: '林小满' });
    const users = await desk.rows<UserRow>('SELECT openid, person_id FROM wechat_user');
    expect(new Set(users.map(({ openid }) => openid)).size).toBe(2);
    expect(new Set(users.map(({ person_id: person }) => person)).size).toBe(1);
    expect(await desk.count('person')).toBe(1);
  });

  it('who asks for the QR code and names no account gets the website app’s', async () => {
    const { status, location } = await desk
      .visitor('follower', { userAgent: DESKTOP_BROWSER })
      .send('GET', '/auth/wechat?scope=snsapi_login');
    expect(status).toBe(302);
    expect(location).toMatch(`/connect/qrconnect?appid=${SANDBOX_WEBSITE.appId}&`);
    const page = await app.visitor('follower').send('GET', '/auth/wechat?scope=snsapi_login');
    expect([page.status, /data-problem="([\w-]+)"/.exec(page.body)?.[1]]).toEqual([400, 'misconfigured']);
    const told = await app
      .visitor('follower')
      .send('GET', '/auth/wechat?scope=snsapi_login', { headers: { accept: 'application/json' } });
    expect(JSON.parse(told.body)).toMatchObject({
      code: 'login.no_website',
      detail: expect.stringContaining('网站应用'),
    });
  });

  it('is not asked for a page’s scope by a website app, nor by QR for an official account', async () => {
    const visitor = desk.visitor('follower');
    for (const query of [
      'account=web&scope=snsapi_userinfo',
      'account=web',
      'account=main&scope=snsapi_login',
      'scope=snsapi_privateinfo',
    ])
      expect([query, (await visitor.send('GET', `/auth/wechat?${query}`)).status]).toEqual([query, 400]);
    expect(await desk.leaks()).toEqual([]);
  });
});

it('in all of the above, no secret was in an answer, a log line or a row', async () => {
  expect(await app.leaks()).toEqual([]);
});
