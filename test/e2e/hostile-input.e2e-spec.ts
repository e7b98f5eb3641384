import * as fc from 'fast-check';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { identityOf } from '../../src/sandbox/personas/identity.js';
import { numberedPersona } from '../../src/sandbox/personas/persona.js';
import { SANDBOX_ACCOUNT, type SandboxAccount } from '../../src/sandbox/sandbox-account.js';
import { hostileReturnTo } from '../support/hostile-return-to.js';
import { RunningApp } from '../support/start-app.js';
import { DESKTOP_BROWSER, type Visitor } from '../support/visitor.js';
import type { Answer } from '../support/visitor-network.js';
import { sendRaw } from '../support/visitor-raw-socket.js';

jest.setTimeout(60_000);

const EXCHANGE = '/sns/oauth2/access_token';
const SHOP = 'https://shop.example.com/app';
const SECOND: SandboxAccount = {
  key: 'second',
  appId: 'wx00000000000second',
  secret: '5ec0d5ec0d5ec0d5ec0d5ec0d5ec0d00',
  kind: 'service',
  name: '第二个号',
  callbackDomains: ['localhost'],
  testAccount: true,
  openPlatform: null,
};

let app: RunningApp;

beforeAll(async () => {
  app = await RunningApp.start({ env: { RETURN_URLS: `${SHOP},https://*.example.org` } });
  const { key, appId, secret: appSecret, kind, name } = SECOND;
  await app.server.app.get(AccountsService).add({ key, appId, appSecret, kind, name, openPlatform: 'other' });
  app.world.accounts.add(SECOND);
});

afterAll(() => app.stop());

afterEach(async () => {
  app.world.faults.clear();
  expect((await app.visitor('follower').send('GET', '/healthz')).status).toBe(200);
});

let visitors = 20_000;
const nextVisitor = (): Visitor => app.visitor(`visitor-${++visitors}`);

const openidOf = ({ settings }: Visitor, account: SandboxAccount = SANDBOX_ACCOUNT) =>
  identityOf(account, { persona: numberedPersona(settings.persona)!, snapshot: false }).openid;

const exchanges = () => app.world.journal.count(EXCHANGE);

const givesSession = ({ cookies }: Answer) => cookies.some((line) => /^lingpai=[^;]/.test(line));

/** Runs `one` for each, some at a time. */
async function all<T>(items: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const line = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await one(item);
  };
  await Promise.all(Array.from({ length: 16 }, line));
}

/** A path as a server may read it that decodes it once. */
function decoded(path: string): string {
  return path.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('latin1'),
  );
}

/** Whether a browser on one of our pages that follows `location` stays where visitors may be sent. */
function staysWithin(location: string): boolean {
  const url = URL.parse(location, `${app.origin}/auth/wechat/main/callback`);
  if (!url || url.username !== '' || url.password !== '') return false;
  if (url.origin === app.origin) return !/^\/auth\/wechat/i.test(decoded(url.pathname));
  if (url.protocol !== 'https:' || url.port !== '') return false;
  if (url.hostname === 'shop.example.com') return url.pathname === '/app' || url.pathname.startsWith('/app/');
  return url.hostname.endsWith('.example.org') && url.hostname.length > '.example.org'.length;
}

describe('return_to', () => {
  const strings = () => hostileReturnTo(app.origin, SHOP, 'example.org');
  const asked = (text: string) => `/auth/wechat?return_to=${encodeURIComponent(text.toWellFormed())}`;

  it('may be a path here or an allowed address, and then is where the visitor ends', async () => {
    const good = [
      '/me',
      '/me?a=1#b',
      '/',
      SHOP,
      `${SHOP}/x?y=1#z`,
      'https://a.example.org',
      'https://a.b.example.org/x#/y',
    ];
    for (const text of good) {
      const visitor = nextVisitor();
      const callback = await visitor.untilCallback(asked(text));
      const { location } = await visitor.send('GET', callback);
      expect(new URL(location!, app.origin).href).toBe(new URL(text, app.origin).href);
      expect(staysWithin(location!)).toBe(true);
    }
  });

  it('of 600 hostile strings and more leads nobody away, from the start to the end of the login', async () => {
    const before = await app.count('login_attempt');
    const left: string[] = [];
    let begun = 0;
    expect(strings().length).toBeGreaterThanOrEqual(600);
    await all(strings(), async (text) => {
      const visitor = nextVisitor();
      const start = await visitor.send('GET', asked(text));
      if (start.status === 400 || start.status === 431) return;
      begun += 1;
      const begins = start.status === 302 && start.location!.startsWith(`${app.world.url}/connect/`);
      const end = begins ? await visitor.send('GET', await visitor.untilCallback(start.location!)) : start;
      if (!begins || end.status !== 302 || !staysWithin(end.location!))
        left.push(`${JSON.stringify(text)} led to ${end.status} ${end.location}`);
    });

    expect(left).toEqual([]);
    expect((await app.count('login_attempt')) - before).toBe(begun);
    expect(begun).toBeLessThan(strings().length / 4);
  });

  it('that was put into the database behind our back is checked again before anybody follows it', async () => {
    const left: string[] = [];
    let refused = 0;
    const storable = strings().filter((text) => !text.includes('\u0000'));
    expect(storable.length).toBeGreaterThanOrEqual(600);
    await all(storable, async (text) => {
      const visitor = nextVisitor();
      const callback = await visitor.untilCallback('/me');
      const state = new URL(callback).searchParams.get('state')!;
      await app.rows('UPDATE login_attempt SET return_to = $2 WHERE state_hash = sha256($1::bytea)', [
        Buffer.from(state),
        text.toWellFormed(),
      ]);
      const end = await visitor.send('GET', callback);
      if (end.status === 400) {
        refused += 1;
        if (givesSession(end)) left.push(`${JSON.stringify(text)} was refused with a session`);
      } else if (end.status !== 302 || !staysWithin(end.location!))
        left.push(`${JSON.stringify(text)} led to ${end.status} ${end.location}`);
    });
    expect(left).toEqual([]);
    expect(refused).toBeGreaterThan(500);
  });

  it('put there behind our back is no link on the page for those who refuse', async () => {
    const left: string[] = [];
    await all(
      strings().filter((text) => !text.includes('\u0000')),
      async (text) => {
        const visitor = nextVisitor();
        const { searchParams } = new URL((await visitor.open('/me', { before: /connect\/oauth2/ })).ahead!);
        const state = searchParams.get('state')!;
        await app.rows('UPDATE login_attempt SET return_to = $2 WHERE state_hash = sha256($1::bytea)', [
          Buffer.from(state),
          text.toWellFormed(),
        ]);
        const page = await visitor.send('GET', `/auth/wechat/main/callback?state=${state}`);
        const links = [...page.body.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => unescape(href!));
        const targets = links.map((link) =>
          link.startsWith('/auth/wechat?') ? new URL(link, app.origin).searchParams.get('return_to')! : link,
        );
        if (page.status !== 200 || links.length !== 2 || !targets.every(staysWithin))
          left.push(`${JSON.stringify(text)}: ${page.status} ${links.join(' ')}`);
      },
    );
    expect(left).toEqual([]);
  });

  it('is not drawn as a QR code either, for those who come without WeChat', async () => {
    const left: string[] = [];
    await all(strings(), async (text) => {
      const visitor = app.visitor('follower', { userAgent: DESKTOP_BROWSER });
      const page = await visitor.send('GET', asked(text));
      if (page.status === 400 || page.status === 431) return;
      const address = unescape(/id="address"[^>]*>([^<]*)</.exec(page.body)?.[1] ?? 'https://none.example');
      if (page.status !== 200 || !staysWithin(address)) left.push(`${JSON.stringify(text)}: ${address}`);
    });
    expect(left).toEqual([]);
  });

  it('twice or as a list is refused or passed over', async () => {
    const evil = encodeURIComponent('//evil.example');
    for (const query of [`return_to=/me&return_to=${evil}`, `return_to=${evil}&return_to=/me`]) {
      const answer = await nextVisitor().send('GET', `/auth/wechat?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
    for (const query of [
      `return_to[]=${evil}`,
      `return_to[a]=${evil}`,
      `Return_To=${evil}`,
      `return_to%00=${evil}`,
    ]) {
      const visitor = nextVisitor();
      const start = await visitor.send(
        'GET',
        `/auth/wechat?${query}`.replaceAll('[', '%5B').replaceAll(']', '%5D'),
      );
      if (start.status !== 400)
        expect((await visitor.open(start.location!)).address).toContain(`${app.origin}/me`);
    }
  });

  /** What an attribute or a text of a page says. */
  function unescape(text: string): string {
    return text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  }
});

describe('the callback', () => {
  /** Ways to write one parameter that are not one well-formed value. */
  const mangled = (name: string) =>
    fc.oneof(
      fc.constant(() => ''),
      fc.constant(() => `${name}=`),
      fc.constant(() => name),
      fc.constant((value: string) => `${name}=${value}&${name}=${value}`),
      fc.constant((value: string) => `${name}=${value}&${name}=`),
      fc.constant((value: string) => `${name}%5B%5D=${value}`),
      fc.constant((value: string) => `${name}%5Ba%5D=${value}`),
      fc.constant((value: string) => `${name}%5B0%5D=${value}&${name}%5B1%5D=${value}`),
      fc.constant((value: string) => `${name.toUpperCase()}=${value}`),
      fc.constant((value: string) => `%20${name}=${value}`),
      fc.constant((value: string) => `${name}=${value}%00`),
      fc.constant((value: string) => `${name}=%00${value}`),
      fc.constant((value: string) => `${name}=${value}%0a`),
      fc.constant((value: string) => `${name}=%20${value}`),
      fc.constant((value: string) => `${name}=${value}${'A'.repeat(4_096)}`),
      fc.constant((value: string) => `__proto__%5B${name}%5D=${value}`),
      fc.stringMatching(/^[!$'()*,.:;@~/?][!$'()*,.:;@~/?-]{0,40}$/).map((text) => () => `${name}=${text}`),
      fc.constant((value: string) => `${name}=%7B%22${value}%22%3A1%7D`),
    );
  const noise = fc.constantFrom(
    '',
    'scope=snsapi_userinfo',
    'openid=o123',
    'error=access_denied',
    'iss=https://evil.example',
  );

  it('whatever its query looks like, unless it is right: no session, no exchange, no fault of ours', async () => {
    const before = { exchanges: exchanges(), sessions: await app.count('session') };
    const shape = fc.oneof(
      fc.tuple(
        mangled('state'),
        fc.constant((code: string) => `code=${code}`),
      ),
      fc.tuple(
        fc.constant((state: string) => `state=${state}`),
        mangled('code'),
      ),
      fc.tuple(mangled('state'), mangled('code')),
    );
    await fc.assert(
      fc.asyncProperty(shape, noise, fc.boolean(), async ([state, code], more, stateFirst) => {
        const visitor = nextVisitor();
        const { searchParams } = new URL(await visitor.untilCallback('/me'));
        const parts = [state(searchParams.get('state')!), code(searchParams.get('code')!)];
        const query = [...(stateFirst ? parts : parts.reverse()), more]
          .filter((part) => part !== '')
          .join('&');
        const answer = await visitor.send('GET', `/auth/wechat/main/callback?${query}`);

        expect(answer.status === 200 || answer.status === 400).toBe(true);
        if (answer.status === 200) expect(answer.body).toContain('data-page="not-authorized"');
        expect(givesSession(answer)).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect({ exchanges: exchanges(), sessions: await app.count('session') }).toEqual(before);
  });

  it('without a code is a no, and no broken link, whatever its state is like', async () => {
    const before = { census: await app.census(), journal: app.world.journal.newestSeq };
    const queries = [
      '',
      'state=',
      'state=abc',
      `state=${'A'.repeat(32)}`,
      'state=a&state=b',
      'code=',
      'code=authdeny',
    ];
    for (const query of queries) {
      const answer = await nextVisitor().send('GET', `/auth/wechat/main/callback?${query}`);
      expect([query, answer.status]).toEqual([query, 200]);
      expect(answer.body).toContain('data-page="not-authorized"');
    }
    expect({ census: await app.census(), journal: app.world.journal.newestSeq }).toEqual(before);
  });

  it('with a state nobody made is refused, and nothing is written or asked', async () => {
    const before = { census: await app.census(), journal: app.world.journal.newestSeq };
    for (const state of ['A'.repeat(32), '0'.repeat(32), 'a1'.repeat(16)]) {
      const answer = await nextVisitor().send(
        'GET',
        `/auth/wechat/main/callback?code=${'0'.repeat(32)}&state=${state}`,
      );
      expect([answer.status, /data-problem="([\w-]+)"/.exec(answer.body)?.[1]]).toEqual([400, 'bad-link']);
    }
    expect({ census: await app.census(), journal: app.world.journal.newestSeq }).toEqual(before);
  });

  it('of another account than the state was made for is refused, and no code is bought', async () => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    const before = { exchanges: exchanges(), census: await app.census() };
    const answer = await visitor.send('GET', callback.replace('/main/', '/second/'));

    expect([answer.status, givesSession(answer)]).toEqual([400, false]);
    expect({ exchanges: exchanges(), census: await app.census() }).toEqual(before);
    expect((await visitor.open(callback)).last.status).toBe(200);
  });

  it('with a code of another account fails with its own appid alone, and the visitor becomes themselves', async () => {
    const visitor = nextVisitor();
    const callback = new URL(await visitor.untilCallback('/me'));
    const foreign = new URL(
      await nextVisitor().untilCallback('/auth/wechat?account=second'),
    ).searchParams.get('code')!;
    callback.searchParams.set('code', foreign);
    const since = app.world.journal.newestSeq;
    const journey = await visitor.open(callback.href);

    const asked = app.world.journal
      .list({ path: EXCHANGE, since })
      .map(({ query }) => new URLSearchParams(query));
    expect(asked.map((query) => query.get('appid'))).toEqual([SANDBOX_ACCOUNT.appId, SANDBOX_ACCOUNT.appId]);
    expect(asked.filter((query) => query.get('code') === foreign)).toHaveLength(1);
    expect(journey.last.body.replaceAll(/<[^>]*>/g, '')).toContain(openidOf(visitor));
  });

  it.each([
    'nope',
    'MAIN',
    'main%20',
    '..',
    '%2e%2e',
    'main;x',
    'a'.repeat(33),
    'second%2f..%2fmain',
    '__proto__',
  ])('of an account called %s is a 4xx and nothing is written', async (key) => {
    const visitor = nextVisitor();
    const callback = await visitor.untilCallback('/me');
    const before = { exchanges: exchanges(), census: await app.census() };
    for (const target of [callback.replace('/main/', `/${key}/`), `/auth/wechat?account=${key}`]) {
      const answer = await visitor.send('GET', target);
      expect([target, answer.status >= 400 && answer.status < 500]).toEqual([target, true]);
    }
    expect({ exchanges: exchanges(), census: await app.census() }).toEqual(before);
  });
});

describe('identity', () => {
  it('follows from the session alone: naming somebody else changes nothing', async () => {
    const victim = nextVisitor();
    await victim.open('/me');
    const visitor = nextVisitor();
    await visitor.open('/me');
    const openid = openidOf(victim);
    const [{ id }] = (await app.rows<{ id: string }>('SELECT id FROM wechat_user WHERE openid = $1', [
      openid,
    ])) as [{ id: string }];
    const names = {
      openid,
      unionid: openid,
      userId: id,
      user_id: id,
      id,
      account: 'second',
      persona: openid,
    };
    for (const path of ['/me', '/auth/session']) {
      const baseline = await visitor.send('GET', path);
      for (const [name, value] of Object.entries(names)) {
        const attempts = [
          await visitor.send('GET', `${path}?${name}=${value}`),
          await visitor.send('GET', path, {
            headers: { [`x-${name.replace('_', '-')}`]: value, [`x-wx-${name}`]: value },
          }),
          await visitor
            .fork()
            .send('GET', path, { headers: { cookie: `${await cookiesOf(visitor)}; ${name}=${value}` } }),
          await visitor.send('GET', path, { headers: { authorization: `Bearer ${value}` } }),
        ];
        for (const attempt of attempts)
          expect([attempt.status, attempt.body]).toEqual([baseline.status, baseline.body]);
      }
    }
    const refresh = await visitor.ask('POST', `/me/profile?openid=${openid}`, { 'x-openid': openid });
    expect(refresh.body).not.toContain(openid);
  });

  const cookiesOf = async (visitor: Visitor) => visitor.jar.header(new URL(app.origin))!;

  it('of one openid under two accounts is two users, neither of whom is the other', async () => {
    const body = (token: string) =>
      JSON.stringify({
        access_token: `94_${token}`,
        expires_in: 7200,
        refresh_token: `94_r${token}`,
        openid: 'oSAMEoSAMEoSAMEoSAMEoSAME000',
        scope: 'snsapi_base',
      });
    const ids: string[] = [];
    for (const account of ['main', 'second']) {
      app.world.faults.replace([{ path: EXCHANGE, body: body(account) }]);
      const visitor = nextVisitor();
      await visitor.open(`/auth/wechat?account=${account}`);
      const view = (await visitor.ask('GET', '/auth/session')).json();
      expect(view).toMatchObject({ account, openid: 'oSAMEoSAMEoSAMEoSAMEoSAME000' });
      ids.push(visitor.cookie('lingpai')!);
    }
    const rows = await app.rows(
      `SELECT account_id FROM wechat_user WHERE openid = 'oSAMEoSAMEoSAMEoSAMEoSAME000'`,
    );
    expect(rows).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('by a unionid that is somebody’s openid, or of another open platform, joins nobody', async () => {
    const victim = nextVisitor();
    await victim.open('/me');
    const answer = (openid: string) =>
      JSON.stringify({
        access_token: '94_x',
        expires_in: 7200,
        refresh_token: '94_y',
        openid,
        scope: 'snsapi_userinfo',
        unionid: openidOf(victim),
      });
    const people = new Set<string | null>();
    for (const account of ['main', 'second']) {
      const openid = `oUNION${account.padEnd(22, '0')}`;
      app.world.faults.replace([
        { path: EXCHANGE, body: answer(openid) },
        { path: '/sns/userinfo', body: JSON.stringify({ openid, nickname: 'x', unionid: openidOf(victim) }) },
      ]);
      await nextVisitor().open(`/auth/wechat?account=${account}`);
      const rows = await app.rows<{ person_id: string | null }>(
        'SELECT person_id FROM wechat_user WHERE openid = $1',
        [openid],
      );
      people.add(rows[0]!.person_id);
    }
    expect(people.size).toBe(2);
    expect(people).not.toContain(null);
    const [row] = await app.rows('SELECT person_id FROM wechat_user WHERE openid = $1', [openidOf(victim)]);
    expect(row).toEqual({ person_id: null });
  });

  it('is not fixed beforehand: a session id planted in the browser is replaced', async () => {
    const attacker = nextVisitor();
    await attacker.open('/me');
    const planted = attacker.cookie('lingpai')!;
    const victim = nextVisitor();
    const callback = await victim.untilCallback('/me');
    victim.jar.set('localhost', 'lingpai', planted);
    await victim.open(callback);

    expect(victim.cookie('lingpai')).not.toBe(planted);
    expect((await victim.ask('GET', '/auth/session')).json()['openid']).toBe(openidOf(victim));
    expect((await attacker.ask('GET', '/auth/session')).status).toBe(401);
  });
});

describe('a secret of one kind', () => {
  it('is worth nothing where another is expected', async () => {
    const owner = nextVisitor();
    const callback = await owner.untilCallback('/me');
    const { searchParams } = new URL(callback);
    await owner.open(callback);
    const other = await owner.fork().untilCallback('/auth/wechat');
    const secrets = {
      session: owner.cookie('lingpai')!,
      binding: owner.cookie('lingpai-browser')!,
      state: searchParams.get('state')!,
      'unused state': new URL(other).searchParams.get('state')!,
      code: searchParams.get('code')!,
      'unused code': new URL(other).searchParams.get('code')!,
    };
    const forms = (secret: string) => [
      secret,
      `ls_${secret}`,
      `lb_${secret}`,
      secret.slice(3),
      `ls_${secret.slice(3)}`,
      `ls_${secret}`.padEnd(46, 'A').slice(0, 46),
    ];
    const before = { exchanges: exchanges(), census: await app.census() };
    for (const [kind, secret] of Object.entries(secrets)) {
      for (const form of forms(secret)) {
        const thief = nextVisitor();
        const where = `${kind} as ${form.slice(0, 3)}`;
        if (form !== secrets.session) {
          const asked = await thief.send('GET', '/auth/session', {
            headers: { accept: '*/*', cookie: `lingpai=${form}` },
          });
          expect([where, 'session cookie', asked.status]).toEqual([where, 'session cookie', 401]);
        }
        if (form !== secrets.state && form !== secrets['unused state']) {
          const cookie = `lingpai-browser=${secrets.binding}`;
          const asked = await thief.send(
            'GET',
            `/auth/wechat/main/callback?code=${secrets.code}&state=${form}`,
            { headers: { cookie } },
          );
          expect([where, 'state', asked.status, givesSession(asked)]).toEqual([where, 'state', 400, false]);
        }
        const asked = await thief.send(
          'GET',
          `/auth/session?session=${form}&token=${form}&access_token=${form}`,
          {
            headers: { accept: '*/*', authorization: `Bearer ${form}`, 'x-session': form },
          },
        );
        expect([where, 'elsewhere', asked.status]).toEqual([where, 'elsewhere', 401]);
      }
    }
    expect({ exchanges: exchanges(), census: await app.census() }).toEqual(before);
  });

  it('a binding that is not the one the login began with gives no session of its owner', async () => {
    const owner = nextVisitor();
    const callback = await owner.untilCallback('/me');
    const state = new URL(callback).searchParams.get('state')!;
    const before = exchanges();
    for (const binding of [
      `lb_${state}`,
      `lb_${'A'.repeat(32)}`,
      owner.cookie('lingpai-browser')!.toLowerCase(),
      'lb_',
      state,
    ]) {
      const thief = app.visitor(owner.settings.persona);
      thief.jar.set('localhost', 'lingpai-browser', binding);
      const answer = await thief.send('GET', callback);
      expect([binding.slice(0, 3), givesSession(answer), answer.status]).toEqual([
        binding.slice(0, 3),
        false,
        302,
      ]);
      expect(answer.location).toContain('/connect/oauth2/authorize');
    }
    expect(exchanges()).toBe(before);
  });
});

describe('cookies', () => {
  it('that are written oddly are nobody’s', async () => {
    const visitor = nextVisitor();
    await visitor.open('/me');
    const id = visitor.cookie('lingpai')!;
    const odd = [
      `$Version=1; lingpai=${id}`,
      `$Version="1"; lingpai="${id}"; $Path="/"`,
      `lingpai="${id}"`,
      `lingpai=${id}; lingpai=${id}`,
      `lingpai=${id}; lingpai=ls_${'A'.repeat(43)}`,
      `lingpai=; lingpai=${id}`,
      `LINGPAI=${id}`,
      `lingpai =${id}`,
      `lingpai= ${id}`,
      `lingpai=${id}%20`,
      `lingpai=${id.slice(0, -1)}`,
      `lingpai=${id}x`,
      `lingpai=${encodeURIComponent(id)}%00`,
      `__Host-lingpai=${id}`,
      `xlingpai=${id}`,
      `a=b,lingpai=${id}`,
      `lingpai=${id},a=b`,
    ];
    for (const cookie of odd) {
      const answer = await app
        .visitor('follower')
        .send('GET', '/auth/session', { headers: { cookie, accept: '*/*' } });
      expect([cookie.replaceAll(id, 'ID'), answer.status]).toEqual([cookie.replaceAll(id, 'ID'), 401]);
    }
    const fine = [`lingpai=${id}`, `a=b; lingpai=${id}`, `lingpai=${id};a=b`, `a="; "; lingpai=${id}`];
    for (const cookie of fine) {
      const answer = await app
        .visitor('follower')
        .send('GET', '/auth/session', { headers: { cookie, accept: '*/*' } });
      expect([cookie.replaceAll(id, 'ID'), answer.status]).toEqual([cookie.replaceAll(id, 'ID'), 200]);
    }
  });
});

describe('signing out', () => {
  it('by a page of another origin is refused, and the visitor stays signed in', async () => {
    const visitor = nextVisitor();
    await visitor.open('/me');
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: app.origin },
      { 'sec-fetch-site': '' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${app.origin}.evil.example` },
      { origin: `https://evil.example/${app.origin}` },
      { origin: 'not an origin' },
    ];
    for (const headers of foreign)
      for (const path of ['/auth/logout', '/me/profile']) {
        const answer = await visitor.send('POST', path, { headers });
        expect([path, headers, answer.status]).toEqual([path, headers, 403]);
      }
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
  });

  it('does not happen by GET, HEAD or a link', async () => {
    const visitor = nextVisitor();
    await visitor.open('/me');
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await visitor.send(method, '/auth/logout');
      expect([method, answer.status >= 400 && answer.status < 500]).toEqual([method, true]);
      expect(answer.cookies).toEqual([]);
    }
    expect((await visitor.ask('GET', '/auth/session')).status).toBe(200);
  });
});

describe('requests of the wrong form', () => {
  const request = (lines: readonly string[], body = '') =>
    sendRaw(app.port, `${lines.join('\r\n')}\r\n\r\n${body}`);
  const host = () => `Host: localhost:${app.port}`;
  const CLOSE = 'Connection: close';
  const AGENT = 'User-Agent: MicroMessenger/8.0.50';

  it('by the wrong method are a 4xx, and nothing is written', async () => {
    const visitor = nextVisitor();
    await visitor.open('/me');
    const callback = await visitor.fork().untilCallback('/auth/wechat');
    const before = { exchanges: exchanges(), census: await app.census() };
    const paths = ['/auth/wechat?return_to=/me', callback, '/me', '/auth/session', '/me/avatar', '/healthz'];
    for (const path of paths)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT', 'SEARCH']) {
        const answer = await visitor.send(method, path, { body: 'code=1&state=2' });
        expect([method, path, answer.status >= 400 && answer.status < 500]).toEqual([method, path, true]);
      }
    for (const method of ['TRACE', 'CONNECT', 'BREW', 'get', 'G\u0000T']) {
      const answer = await request([`${method} /me HTTP/1.1`, host(), AGENT, CLOSE]);
      expect([method, answer.status === 0 || (answer.status >= 400 && answer.status < 500)]).toEqual([
        method,
        true,
      ]);
      expect(answer.text).not.toContain(AGENT);
    }
    expect({ exchanges: exchanges(), census: await app.census() }).toEqual(before);
  });

  it('for another host are told so (421), and the address for WeChat is ours whatever they say', async () => {
    const callback = encodeURIComponent(`${app.origin}/auth/wechat/main/callback`);
    const foreign = [
      'evil.example',
      `evil.example:${app.port}`,
      `localhost:${app.port + 1}`,
      'localhost',
      `localhost:${app.port}.evil.example`,
      `localhost.:${app.port}`,
      `x@localhost:${app.port}`,
      `localhost:${app.port}/x`,
      '',
      '[::1]',
    ];
    for (const name of foreign) {
      const answer = await request(['GET /me HTTP/1.1', `Host: ${name}`, AGENT, CLOSE]);
      expect([name, answer.status]).toEqual([name, 421]);
      expect(answer.text).not.toContain('evil.example');
    }
    const spoofs = [
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 1',
      'X-Forwarded-Prefix: /evil',
      'X-Original-URL: /evil',
      'X-Rewrite-URL: /evil',
      'X-Host: evil.example',
      'Forwarded: host=evil.example;proto=https',
      'X-Forwarded-Server: evil.example',
      'X-HTTP-Method-Override: POST',
    ];
    for (const spoof of spoofs) {
      const answer = await request(['GET /me HTTP/1.1', host(), spoof, AGENT, CLOSE]);
      expect([spoof, answer.status]).toEqual([spoof, 302]);
      expect(answer.text).toContain(`redirect_uri=${callback}&`);
    }
    const same = await request(['GET /me HTTP/1.1', `Host: 127.0.0.1:${app.port}`, AGENT, CLOSE]);
    expect(same.text).toContain(`redirect_uri=${callback}&`);
  });

  it('with two hosts, none, or a target that is no plain path are refused', async () => {
    const before = await app.census();
    const targets = [
      'http://evil.example/me',
      'http://localhost:1/me',
      '//evil.example/me',
      '/me#x',
      '/me\\x',
      '/me%00',
      '/me%zz',
      '/me%',
      '/me?x=<y>',
      '/me?x="',
      '/me{y}',
      '/me|',
      '*',
      'me',
      '/m\u00e9',
      '/me?\u007f',
      `/me?${'x'.repeat(8_200)}`,
    ];
    for (const target of targets) {
      const answer = await request([`GET ${target} HTTP/1.1`, host(), AGENT, CLOSE]);
      expect([target.slice(0, 40), answer.status]).toEqual([target.slice(0, 40), 400]);
    }
    const hosts = [[host(), 'Host: evil.example'], ['Host: evil.example', host()], [host(), host()], []];
    for (const lines of hosts) {
      const answer = await request(['GET /me HTTP/1.1', ...lines, AGENT, CLOSE]);
      expect([lines, answer.status]).toEqual([lines, 400]);
    }
    expect(await app.census()).toEqual(before);
  });

  it('a query as browsers leave it is taken, and comes back from WeChat as it was', async () => {
    const visitor = app.visitor('stranger');
    const journey = await visitor.open('/me?x={1}|^`&d=100%');
    expect(journey.last.status).toBe(200);
    expect(journey.address).toMatch(/\/me\?x=(?:\{|%7B)1(?:\}|%7D)/);
  });

  it('that are too large, cut short or contradict themselves are refused, and the server goes on', async () => {
    const before = await app.census();
    const refused: [status: readonly number[], lines: string[], body?: string][] = [
      [[431], [`GET /me HTTP/1.1`, host(), `X-Large: ${'x'.repeat(20_000)}`, CLOSE]],
      [[431], [`GET /me HTTP/1.1`, host(), `Cookie: ${'lingpai=x; '.repeat(2_000)}`, CLOSE]],
      [
        [400, 414, 431],
        [`GET /me?${'x'.repeat(20_000)} HTTP/1.1`, host(), CLOSE],
      ],
      [[400], ['GET /me HTTP/9.9', host(), CLOSE]],
      [[400], ['GET /me HTTP/1.1', host(), ' folded: yes', 'Bad Header: 1', CLOSE]],
      [[400], ['GET /me HTTP/1.1', host(), 'X-Null: a\u0000b', CLOSE]],
      [
        [400],
        ['POST /auth/logout HTTP/1.1', host(), 'Content-Length: 5', 'Transfer-Encoding: chunked', CLOSE],
        '0\r\n\r\n',
      ],
      [
        [400],
        ['POST /auth/logout HTTP/1.1', host(), 'Content-Length: 5', 'Content-Length: 6', CLOSE],
        'abcdef',
      ],
      [[400], ['POST /auth/logout HTTP/1.1', host(), 'Content-Length: -1', CLOSE]],
      [[400], ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000']],
    ];
    for (const [statuses, lines, body] of refused) {
      const answer = await request(lines, body);
      expect([lines[0]!.slice(0, 40), statuses.includes(answer.status) ? 'refused' : answer.status]).toEqual([
        lines[0]!.slice(0, 40),
        'refused',
      ]);
    }
    expect(await app.census()).toEqual(before);
  });

  it('with a body nobody asked for are answered as without it', async () => {
    const visitor = nextVisitor();
    await visitor.open('/me');
    const large = 'x'.repeat(2_000_000);
    const without = await visitor.ask('POST', '/me/profile');
    const answers = [
      await visitor.send('POST', '/me/profile', {
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: '{"openid":"x"',
      }),
      await visitor.send('POST', '/nothing/here', {
        headers: { 'content-type': 'text/xml' },
        body: '<!DOCTYPE x [<!ENTITY y "z">]>',
      }),
      await visitor.send('POST', '/nothing/here', { body: large }).catch(() => null),
    ];
    expect(answers.map((each) => each?.status ?? 404)).toEqual([without.status, 404, 404]);
  });
});

it('in all of the above, no secret was in an answer, a log line or a row', async () => {
  expect(await app.leaks()).toEqual([]);
});
