import type { Account } from '../../accounts/account.entity.js';
import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { aLogin, type ALogin, stateOf } from '../../../test/fakes/a-login.js';
import { anAccount } from '../../../test/fakes/an-account.js';
import { RecordedAnswer } from '../../../test/fakes/recorded-answer.js';
import { aSessionRow } from '../../../test/fakes/in-memory-sessions.js';
import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { InMemoryApiKeys } from '../../../test/fakes/in-memory-api-keys.js';
import { somePageSender } from '../../../test/fakes/some-pages.js';
import { makeApiKey } from '../../callers/api-key.js';
import { BadKeys } from '../../callers/bad-keys.js';
import { CallerScope } from '../../callers/caller.decorators.js';
import { CallerGate } from '../../callers/caller.gate.js';
import { CallersService } from '../../callers/callers.service.js';
import { KeyUse } from '../../callers/key-use.js';
import { KnownCallers } from '../../callers/known-callers.js';
import { RateLimits } from '../../callers/rate-limits.js';
import { Sql } from '../../database/sql.js';
import { SilentLog } from '../../kernel/logging/log.js';
import { ConsentNotices } from '../../privacy/consent-notices.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import type { SessionRow } from '../session/session.repository.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Public } from '../../kernel/http/access.decorators.js';
import { Detour } from '../../kernel/http/detour.js';
import { SessionCookie } from '../session/session.cookie.js';
import { RequireWechat } from './access.js';
import { AccessGuard } from './access.guard.js';
import { EntryService } from './entry.service.js';
import { InterludeService } from './interlude.service.js';
import { VisitorGate } from './visitor.gate.js';
import { VisitorClient } from './visitor-client.js';

const REASON = { 'zh-CN': '贺卡上会写上你的昵称。', en: 'The card will carry your name.' };

class Routes {
  silent(): void {}
  @Public() open(): void {}
  @RequireWechat() base(): void {}
  @RequireWechat('snsapi_base', { allowSnapshot: true }) lenient(): void {}
  @RequireWechat('snsapi_userinfo', { reason: REASON }) profile(): void {}
  @RequireWechat('snsapi_base', { account: 'shop' }) shop(): void {}
  @RequireWechat('snsapi_base', { account: 'shop', keepFragment: true }) shopApp(): void {}
  @RequireWechat('snsapi_base', { keepFragment: true }) app(): void {}
  @CallerScope('token:read') program(): void {}
}

@Public()
class OpenRoom {
  inherits(): void {}
  @RequireWechat() stricter(): void {}
}

const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.49';
const ID = `ls_${'a'.repeat(43)}`;
const shop = anAccount({
  id: '22222222-2222-4222-8222-222222222222',
  key: 'shop',
  appId: 'wxshop0000000001',
  name: '小店',
});

let login: ALogin;
let guard: AccessGuard;
let answer: RecordedAnswer;
let apiKeys: InMemoryApiKeys;
let known: KnownCallers;

const website = anAccount({
  id: '33333333-3333-4333-8333-333333333333',
  key: 'web',
  appId: 'wxweb000000000001',
  kind: 'website',
});

function setUp(accounts: Account[]): void {
  login = aLogin(accounts);
  const pages = somePageSender(login.address);
  const notices = new ConsentNotices(new Sql(undefined as never), new SilentLog());
  const entry = new EntryService(
    login.logins,
    login.accounts,
    new VisitorClient({ phoneUrl: null }),
    login.cookies,
    pages,
    login.address,
    notices,
  );
  const clock = new FixedClock();
  apiKeys = new InMemoryApiKeys(clock, { main: 'id-of-main', shop: 'id-of-shop' });
  known = new KnownCallers(apiKeys, clock);
  guard = new AccessGuard(
    new Reflector(),
    new VisitorGate(
      login.sessions,
      new SessionCookie(login.address),
      login.accounts,
      entry,
      new InterludeService(pages, login.accounts, notices),
      login.address,
    ),
    new CallerGate(
      known,
      new KeyUse(apiKeys),
      new BadKeys(clock),
      new RateLimits({ perMinute: null }, clock),
    ),
  );
  answer = new RecordedAnswer();
}
beforeEach(() => setUp([anAccount(), shop]));

interface Asking {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  session?: SessionRow;
}

function pass(
  route: keyof Routes,
  { method = 'GET', url = '/page?x=1', headers = {}, session }: Asking = {},
) {
  return passOf(Routes, Routes.prototype[route], { method, url, headers, session });
}
async function passOf(room: object, handler: () => void, { method, url, headers, session }: Asking) {
  if (session) login.sessionRows.put(sha256(ID), session);
  const request = {
    method,
    url,
    headers: {
      host: 'wx.example.com',
      'user-agent': WECHAT,
      ...(session ? { cookie: `__Host-lingpai=${ID}` } : {}),
      ...headers,
    },
  } as unknown as IncomingMessage;
  const context = {
    getHandler: () => handler,
    getClass: () => room,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => answer }),
  } as unknown as ExecutionContext;
  const passed = await guard.canActivate(context);
  return { passed, visitor: (request as { visitor?: { openid: string | null } }).visitor };
}
/** What a visitor gets who is not let through. */
async function detour(passing: Promise<unknown>): Promise<RecordedAnswer> {
  const thrown: unknown = await passing.catch((raised: unknown) => raised);
  expect(thrown).toBeInstanceOf(Detour);
  (thrown as Detour).answer(answer as unknown as ServerResponse);
  return answer;
}

describe('a route', () => {
  it('that says nothing is closed to all, signed in or not', async () => {
    await expect(pass('silent')).rejects.toMatchObject({ code: 'request.not_found' });
    await expect(pass('silent', { session: aSessionRow() })).rejects.toMatchObject({
      code: 'request.not_found',
    });
  });

  it('that is open reads no session', async () => {
    expect(await pass('open', { session: aSessionRow() })).toEqual({ passed: true, visitor: undefined });
    expect(login.sessionRows.looked).toEqual([]);
  });

  it('has what its room says, and its own word counts more', async () => {
    expect(await passOf(OpenRoom, OpenRoom.prototype.inherits, {})).toMatchObject({ passed: true });
    await expect(
      passOf(OpenRoom, OpenRoom.prototype.stricter, {
        headers: { accept: 'application/json' },
        method: 'GET',
      }),
    ).rejects.toMatchObject({ code: 'session.required' });
  });

  it('for visitors lets them through and says who they are', async () => {
    expect(await pass('base', { session: aSessionRow() })).toMatchObject({
      passed: true,
      visitor: { openid: 'oVisitor1' },
    });
    expect(answer.cookies).toEqual([]);
  });

  it('renews the cookie of a session that was moved forward', async () => {
    await pass('base', { session: aSessionRow({ stale: true }) });
    expect(answer.cookies).toEqual([expect.stringContaining(`__Host-lingpai=${ID}; Max-Age=604800`)]);
  });
});

describe('without a session', () => {
  it('a person in WeChat is taken through WeChat, silently, and back to this page', async () => {
    const { status, headers, cookies } = await detour(pass('base', { url: '/orders?page=2' }));
    expect(status).toBe(302);
    expect(headers['location']).toMatch(
      /^https:\/\/open\.weixin\.qq\.com\/connect\/oauth2\/authorize\?.*scope=snsapi_base/,
    );
    const attempt = await login.attempts.find(sha256(stateOf(headers['location']!)));
    expect(attempt).toMatchObject({ returnTo: '/orders?page=2', accountId: login.account.id });
    expect(cookies).toEqual([expect.stringMatching(/^__Host-lingpai-browser=lb_/)]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('an address too long to return to leads back to the page without its query', async () => {
    const { headers } = await detour(pass('base', { url: `/orders?track=${'x'.repeat(2_100)}` }));
    const attempt = await login.attempts.find(sha256(stateOf(headers['location']!)));
    expect(attempt).toMatchObject({ returnTo: '/orders' });
  });

  it('on a PC a page of one account offers no way round by a website app, where it would never arrive', async () => {
    setUp([anAccount(), shop, website]);
    const headers = {
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/132.0.0.0 Safari/537.36',
    };
    expect((await detour(pass('base', { headers }))).headers['location']).toContain('/connect/qrconnect?');
    answer = new RecordedAnswer();
    expect((await detour(pass('shop', { headers }))).status).toBe(200);
  });

  it('a page of one account leads through that account', async () => {
    const { headers } = await detour(pass('shop'));
    expect(headers['location']).toContain('appid=wxshop0000000001');
  });

  it.each([
    ['app', '/auth/wechat?return_to=%2Fpage%3Fx%3D1'],
    ['shopApp', '/auth/wechat?account=shop&amp;return_to=%2Fpage%3Fx%3D1'],
  ] as const)(
    'a page behind # takes its fragment along, to the account it asks for (%s)',
    async (route, link) => {
      const { status, body } = await detour(pass(route));
      expect(status).toBe(200);
      expect(body.replaceAll('&#38;', '&amp;')).toContain(link);
      expect(login.attempts.held.size).toBe(0);
    },
  );

  it('a person elsewhere is told to open it in WeChat', async () => {
    const { status, body } = await detour(
      pass('base', { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/130' } }),
    );
    expect(status).toBe(200);
    expect(body).toContain('https://wx.example.com/page?x=1');
    expect(login.attempts.held.size).toBe(0);
  });

  it.each<[string, Asking]>([
    ['a program that asks for JSON', { headers: { accept: 'application/json' } }],
    ['a script that fetches', { headers: { 'sec-fetch-mode': 'cors', accept: 'text/html' } }],
    ['a picture that is fetched', { headers: { accept: 'image/webp,image/*' } }],
    ['a POST', { method: 'POST' }],
    [
      'a POST that navigates',
      { method: 'POST', headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' } },
    ],
  ])('%s is told 401', async (_name, asking) => {
    await expect(pass('base', asking)).rejects.toMatchObject({
      code: 'session.required',
      kind: 'unauthenticated',
    });
    expect(login.attempts.held.size).toBe(0);
  });

  it('a browser that navigates is taken along even when it would take JSON', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', accept: 'application/json' };
    expect((await detour(pass('base', { headers }))).status).toBe(302);
  });
});

describe('a session that does not suffice', () => {
  it.each([
    ['of another account', 'shop', aSessionRow(), 'session.required'],
    ['whose grant has ended', 'base', aSessionRow({ tokenState: 'reauthorize' }), 'user_token.reauthorize'],
  ] as const)('%s leads through WeChat', async (_name, route, session, code) => {
    expect((await detour(pass(route, { session }))).status).toBe(302);
    await expect(pass(route, { session, headers: { accept: 'application/json' } })).rejects.toMatchObject({
      code,
    });
  });

  it('for the profile first says why, and asks WeChat only by a tap', async () => {
    const { status, body } = await detour(pass('profile', { session: aSessionRow() }));
    expect(status).toBe(200);
    expect(body).toContain('贺卡上会写上你的昵称。');
    expect(body).toMatch(
      /\/auth\/wechat\?scope=snsapi_userinfo&(?:amp;|#38;)?notice=[0-9a-f]{16}&(?:amp;|#38;)?return_to=%2Fpage%3Fx%3D1/,
    );
    expect(login.attempts.held.size).toBe(0);
    await expect(pass('profile', { method: 'POST', session: aSessionRow() })).rejects.toMatchObject({
      code: 'session.required',
    });
  });

  it.each(['snsapi_userinfo', 'snsapi_login'])('with %s suffices for the profile', async (scope) => {
    expect(await pass('profile', { session: aSessionRow({ scope }) })).toMatchObject({ passed: true });
  });
});

describe('a snapshot visitor', () => {
  const session = aSessionRow({ userId: null, openid: null, tokenState: null });

  it('may look where looking is allowed', async () => {
    expect(await pass('lenient', { session })).toMatchObject({ passed: true, visitor: { openid: null } });
  });

  it.each(['base', 'profile'] as const)(
    'is told how to get the whole service elsewhere (%s)',
    async (route) => {
      const { status, body } = await detour(pass(route, { session }));
      expect(status).toBe(403);
      expect(body).toContain('使用完整服务');
      await expect(pass(route, { session, headers: { accept: 'application/json' } })).rejects.toMatchObject({
        code: 'session.snapshot',
      });
    },
  );
});

describe('a request that changes something', () => {
  it('must come from our own pages, whoever is signed in', async () => {
    const asking = { method: 'POST', session: aSessionRow() };
    await expect(
      pass('base', { ...asking, headers: { 'sec-fetch-site': 'cross-site' } }),
    ).rejects.toMatchObject({ code: 'request.cross_site' });
    await expect(
      pass('base', { ...asking, headers: { origin: 'https://evil.example' } }),
    ).rejects.toMatchObject({ code: 'request.cross_site' });
    expect(await pass('base', { ...asking, headers: { 'sec-fetch-site': 'same-origin' } })).toMatchObject({
      passed: true,
    });
    expect(await pass('base', asking)).toMatchObject({ passed: true });
  });

  it('a page that only reads may be linked from anywhere', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(await pass('base', { session: aSessionRow(), headers })).toMatchObject({ passed: true });
  });
});

describe('a route for callers', () => {
  /** Asks the guard as Nest does; answers what it answers, promise or not. */
  function ask(headers: Record<string, string>, { method = 'GET', account = 'main' } = {}) {
    const request = { method, url: '/api', headers, ip: '192.0.2.1', params: { account } };
    const context = {
      getHandler: () => Routes.prototype.program,
      getClass: () => Routes,
      switchToHttp: () => ({ getRequest: () => request, getResponse: () => answer }),
    } as unknown as ExecutionContext;
    return { request: request as { caller?: { id: string } }, passed: guard.canActivate(context) };
  }
  async function aKey(given: object = {}): Promise<{ id: string; key: string }> {
    const issued = await new CallersService(apiKeys, new SystemRandom()).create({
      name: 'reports',
      scopes: ['token:read'],
      account: null,
      cidrs: [],
      days: null,
      ...given,
    });
    await known.refresh();
    return issued;
  }
  const code = (asking: () => unknown): unknown => {
    try {
      return asking();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('is open to a key with its scope, without a promise, and the request knows the caller', async () => {
    const { id, key } = await aKey();
    const { request, passed } = ask({ authorization: `Bearer ${key}` });
    expect(passed).toBe(true);
    expect(request.caller).toMatchObject({ id });
  });

  it('does not ask where a request was made that changes something: no browser sends a key unasked', async () => {
    const { key } = await aKey();
    const headers = {
      authorization: `Bearer ${key}`,
      'sec-fetch-site': 'cross-site',
      origin: 'https://a.example',
    };
    expect(ask(headers, { method: 'POST' }).passed).toBe(true);
  });

  it('is closed to visitors, and says that it wants a key', () => {
    login.sessionRows.put(sha256(ID), aSessionRow());
    expect(code(() => ask({ cookie: `__Host-lingpai=${ID}` }).passed)).toBe('caller.key_missing');
    expect(code(() => ask({ authorization: `Bearer ${ID}` }).passed)).toBe('caller.key_malformed');
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  it('takes the account from its path', async () => {
    const { key } = await aKey({ account: 'shop' });
    const authorization = `Bearer ${key}`;
    expect(ask({ authorization }, { account: 'shop' }).passed).toBe(true);
    expect(code(() => ask({ authorization }).passed)).toBe('caller.account_refused');
  });

  it('waits for the database with a key that nobody knows yet', async () => {
    await known.refresh();
    const { passed } = ask({ authorization: `Bearer ${makeApiKey(new SystemRandom())}` });
    await expect(passed).rejects.toMatchObject({ code: 'caller.key_unknown' });
  });

  it('a key opens no route of visitors', async () => {
    const { key } = await aKey();
    await expect(
      pass('base', { headers: { authorization: `Bearer ${key}`, accept: 'application/json' } }),
    ).rejects.toMatchObject({ code: 'session.required' });
  });
});
