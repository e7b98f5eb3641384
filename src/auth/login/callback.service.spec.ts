import { aLogin, type ALogin, stateOf, valueOf } from '../../../test/fakes/a-login.js';
import { anAccount } from '../../../test/fakes/an-account.js';
import { aGrant } from '../../../test/fakes/fake-oauth-api.js';
import { aSessionRow } from '../../../test/fakes/in-memory-sessions.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import type { Scope } from '../../wechat/oauth/authorize-url.js';
import { WeChatRefused, WeChatUnreachable } from '../../wechat/wechat-error.js';
import type { Outcome, Visit } from './callback.service.js';

const shop = anAccount({
  id: '22222222-2222-4222-8222-222222222222',
  key: 'shop',
  appId: 'wxshop0000000001',
});
const STRANGER = 'lb_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz';

let login: ALogin;
let browser: string;
let state: string;

beforeEach(async () => {
  login = aLogin([anAccount(), shop]);
  await begin();
});

async function begin(scope: Scope = 'snsapi_base', restarts = 0): Promise<void> {
  const begun = await login.logins.begin({
    account: login.account,
    scope,
    returnTo: '/me?x=1#/orders',
    browser: null,
    restarts,
  });
  browser = valueOf(begun.cookie);
  state = stateOf(begun.location);
}

const visit = (given: Partial<Visit> = {}): Promise<Outcome> =>
  login.callbacks.complete({ account: login.account, code: 'C', state, browser, session: null, ...given });
const sessionOf = (outcome: Outcome): string => {
  if (outcome.kind !== 'landed' || !outcome.sessionId)
    throw new Error(`not landed: ${JSON.stringify(outcome)}`);
  return outcome.sessionId;
};
const restartsOf = async (outcome: Outcome): Promise<number | undefined> =>
  outcome.kind === 'restarted'
    ? (await login.attempts.find(sha256(stateOf(outcome.location))))?.restarts
    : undefined;
const refuse = (errcode: number) => () => Promise.reject(new WeChatRefused('sns.access_token', errcode, ''));

it('lands where the visitor wanted to go, fragment and all, signed in', async () => {
  const outcome = await visit();
  expect(outcome).toMatchObject({ kind: 'landed', returnTo: '/me?x=1#/orders' });
  expect((await login.sessions.find(sessionOf(outcome)))!.visitor.openid).toBe('oVisitor1');
});

describe('the same callback once more', () => {
  it('lands in the same session, with one exchange', async () => {
    const first = sessionOf(await visit());
    expect(sessionOf(await visit())).toBe(first);
    expect(sessionOf(await visit({ code: 'ANOTHER' }))).toBe(first);
    expect(login.oauth.exchanged).toHaveLength(1);
    expect(login.signIns.signedIn).toHaveLength(1);
  });

  it('at the same time waits for the first, and lands in its session', async () => {
    let answer = (): void => undefined;
    login.oauth.onExchange = () => new Promise((resolve) => (answer = () => resolve(aGrant())));
    const first = visit();
    const second = visit();
    login.clock.pause = async (ms) => {
      login.clock.advance(ms / 1000);
      if (login.clock.monotonicMs() > 500) answer();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const outcomes = await Promise.all([first, second]);
    expect(sessionOf(outcomes[0])).toBe(sessionOf(outcomes[1]));
    expect(login.oauth.exchanged).toHaveLength(1);
  });

  it('does not wait longer than WeChat may take, and then goes through WeChat once more', async () => {
    login.oauth.onExchange = () => new Promise(() => undefined);
    void visit();
    const outcome = await visit();
    expect(outcome.kind).toBe('restarted');
    expect(login.clock.pauses[0]).toBe(20);
    expect(Math.max(...login.clock.pauses)).toBe(250);
    expect(login.clock.monotonicMs()).toBeGreaterThan(12_000);
    expect(login.clock.monotonicMs()).toBeLessThan(13_000);
  });

  it('does not wait at all for one that was claimed long ago: whoever did is gone', async () => {
    login.oauth.onExchange = () => new Promise(() => undefined);
    void visit();
    login.clock.advance(16);
    expect((await visit()).kind).toBe('restarted');
    expect(login.clock.pauses).toEqual([]);
  });

  it('after five minutes goes through WeChat once more, unless the session is still there', async () => {
    const session = sessionOf(await visit());
    login.clock.advance(5 * 60 + 1);
    expect((await visit()).kind).toBe('restarted');
    expect(await visit({ session })).toEqual({
      kind: 'landed',
      returnTo: '/me?x=1#/orders',
      sessionId: null,
    });
  });

  it('after signing out does not sign in again with the old code', async () => {
    const session = sessionOf(await visit());
    await login.sessions.end(session);
    expect(await restartsOf(await visit())).toBe(1);
    expect(login.oauth.exchanged).toHaveLength(1);
  });

  it('after a key was added in front of SECRET_KEY lands in the same session still', async () => {
    const session = sessionOf(await visit());
    expect(login.sessions.idBehind(sha256(session), state, browser)).toBe(session);
    expect(login.sessions.idBehind(sha256(session), state, STRANGER)).toBeNull();
  });
});

describe('a callback in another browser', () => {
  it('signs nobody in with it: it goes through WeChat itself, once', async () => {
    const outcome = await visit({ browser: STRANGER });
    expect(outcome.kind).toBe('restarted');
    expect(await restartsOf(outcome)).toBe(1);
    expect(login.oauth.exchanged).toEqual([]);
    expect(login.log.events).toContain('login.foreign_browser');
  });

  it('does not take the session of the first even after it has landed', async () => {
    const first = sessionOf(await visit());
    const outcome = await visit({ browser: STRANGER });
    expect(outcome.kind).toBe('restarted');
    expect(JSON.stringify(outcome)).not.toContain(first);
  });

  it('leaves the attempt to its owner', async () => {
    await visit({ browser: STRANGER });
    await visit({ browser: null });
    expect((await visit()).kind).toBe('landed');
  });

  it('that is signed in already just lands, with its own session', async () => {
    const session = `ls_${'a'.repeat(43)}`;
    login.sessionRows.put(sha256(session), aSessionRow());
    expect(await visit({ browser: STRANGER, session })).toMatchObject({ kind: 'landed', sessionId: null });
    expect(await visit({ browser: null, session })).toMatchObject({ kind: 'landed', sessionId: null });
  });

  it('that is signed in to another account is not thereby signed in to this one', async () => {
    const session = `ls_${'a'.repeat(43)}`;
    login.sessionRows.put(sha256(session), aSessionRow({ accountId: shop.id }));
    expect((await visit({ browser: STRANGER, session })).kind).toBe('restarted');
  });
});

describe('a browser that drops cookies', () => {
  it('is sent through WeChat once more, and never a third time', async () => {
    const second = await visit({ browser: null });
    expect(second.kind).toBe('restarted');
    state = stateOf((second as { location: string }).location);
    await expect(visit({ browser: null })).rejects.toMatchObject({ code: 'login.cookies_missing' });
  });

  it('but keeps another binding is told that the login has ended, not that cookies are missing', async () => {
    await begin('snsapi_base', 1);
    await expect(visit({ browser: STRANGER })).rejects.toMatchObject({ code: 'login.expired' });
  });
});

describe('a code that WeChat does not take', () => {
  it.each([40029, 40163, 40001, -1])('with %i leads through WeChat once more, silently', async (errcode) => {
    await begin('snsapi_userinfo');
    login.oauth.onExchange = refuse(errcode);
    const outcome = await visit();
    expect(outcome.kind).toBe('restarted');
    expect((outcome as { location: string }).location).toContain('scope=snsapi_base&');
    expect(await restartsOf(outcome)).toBe(1);
  });

  it('twice in a row is told', async () => {
    await begin('snsapi_base', 1);
    login.oauth.onExchange = refuse(40029);
    await expect(visit()).rejects.toMatchObject({ code: 'login.expired' });
  });

  it.each([
    [40125, 'login.misconfigured'],
    [45011, 'login.unavailable'],
  ])('because of %i is told at once', async (errcode, code) => {
    login.oauth.onExchange = refuse(errcode);
    await expect(visit()).rejects.toMatchObject({ code });
    expect([...login.attempts.held.values()][0]).toMatchObject({ status: 'failed', failure: code });
  });

  it('because WeChat hangs is told, and WeChat is not asked again', async () => {
    login.oauth.onExchange = () => Promise.reject(new WeChatUnreachable('sns.access_token', 'timeout', true));
    await expect(visit()).rejects.toMatchObject({ code: 'login.unavailable' });
    expect(login.oauth.exchanged).toHaveLength(1);
  });

  it('says nothing of the code in the log', async () => {
    login.oauth.onExchange = refuse(40029);
    await visit({ code: 'canaryCode' });
    expect(JSON.stringify(login.log.lines)).not.toMatch(new RegExp(`canaryCode|${state}|${browser}`));
  });
});

it('fails by name when the database goes away before the claim, and the attempt stays open', async () => {
  const claim = login.attempts.claim.bind(login.attempts);
  login.attempts.claim = async () => Promise.reject(new Error('away'));
  await expect(visit()).rejects.toThrow('away');
  login.attempts.claim = claim;
  expect((await visit()).kind).toBe('landed');
});

describe('a callback without a code', () => {
  it.each([undefined, 'authdeny'])(
    'is a no (%s): the attempt ends, and the way back is known',
    async (code) => {
      await begin('snsapi_userinfo');
      expect(await visit({ code })).toEqual({
        kind: 'denied',
        scope: 'snsapi_userinfo',
        returnTo: '/me?x=1#/orders',
      });
      expect(await visit({ code })).toMatchObject({ kind: 'denied', scope: 'snsapi_userinfo' });
      expect(login.oauth.exchanged).toEqual([]);
    },
  );

  it('stays a no when a code arrives later', async () => {
    await visit({ code: undefined });
    expect(await visit({ code: 'LATER' })).toMatchObject({ kind: 'denied', returnTo: '/me?x=1#/orders' });
    expect(login.oauth.exchanged).toEqual([]);
  });

  it.each([STRANGER, null])(
    'in another browser (%s) ends nothing and tells nothing of the login',
    async (other) => {
      await begin('snsapi_userinfo');
      expect(await visit({ code: undefined, browser: other })).toEqual({
        kind: 'denied',
        scope: 'snsapi_base',
        returnTo: null,
      });
      expect((await visit()).kind).toBe('landed');
    },
  );

  it('of a login that has landed does not end it', async () => {
    const session = sessionOf(await visit());
    await visit({ code: undefined });
    expect(await login.sessions.find(session)).not.toBeNull();
  });
});

describe('a state', () => {
  const NO = { kind: 'denied', scope: 'snsapi_base', returnTo: null };
  const CODES = [undefined, 'authdeny', 'C'];
  it.each(CODES)('that nobody made is a broken link only with a code (%s)', async (code) => {
    for (const bound of [browser, null]) {
      const outcome = visit({ state: 'x'.repeat(32), code, browser: bound });
      if (code === 'C') await expect(outcome).rejects.toMatchObject({ code: 'login.bad_link' });
      else expect(await outcome).toEqual(NO);
    }
  });

  it.each(CODES)('of another account is a broken link only with a code (%s)', async (code) => {
    for (const bound of [browser, null]) {
      const outcome = visit({ account: shop, code, browser: bound });
      if (code === 'C') await expect(outcome).rejects.toMatchObject({ code: 'login.bad_link' });
      else expect(await outcome).toEqual(NO);
    }
  });

  it('that nobody made, at a website app, is a no from which a QR code leads on', async () => {
    const website = anAccount({ kind: 'website' });
    expect(await visit({ account: website, state: 'x'.repeat(32), code: undefined })).toEqual({
      ...NO,
      scope: 'snsapi_login',
    });
  });

  it('of one account means nothing at another’s callback', async () => {
    await expect(visit({ account: shop })).rejects.toMatchObject({ code: 'login.bad_link' });
    await expect(visit({ account: shop, browser: null })).rejects.toMatchObject({ code: 'login.bad_link' });
    expect(login.oauth.exchanged).toEqual([]);
    expect((await visit()).kind).toBe('landed');
  });

  it('older than ten minutes buys nothing, and leads through WeChat once more', async () => {
    login.clock.advance(10 * 60);
    expect((await visit()).kind).toBe('restarted');
    expect(login.oauth.exchanged).toEqual([]);
  });

  it('younger than ten minutes is good', async () => {
    login.clock.advance(10 * 60 - 1);
    expect((await visit()).kind).toBe('landed');
  });
});

it('refuses to go where the rules no longer lead, first and later', async () => {
  await visit();
  (login.targets as { publicUrl: string }).publicUrl = 'https://moved.example.com';
  Object.assign([...login.attempts.held.values()][0]!, { returnTo: 'https://wx.example.com/me' });
  await expect(visit()).rejects.toMatchObject({ code: 'login.return_to_refused' });
});

it('goes round in circles five times at most', async () => {
  for (let round = 0; round < 5; round++) {
    const begun = await login.logins.begin({
      account: login.account,
      scope: 'snsapi_base',
      returnTo: '/me',
      browser,
    });
    state = stateOf(begun.location);
    expect((await visit()).kind).toBe('landed');
  }
  const sixth = login.logins.begin({
    account: login.account,
    scope: 'snsapi_base',
    returnTo: '/me',
    browser,
  });
  await expect(sixth).rejects.toMatchObject({ code: 'login.too_many', retryAfterSeconds: 60 });
});

describe('a login that began with a link', () => {
  const LINK = sha256('link');
  beforeEach(async () => {
    const begun = await login.logins.begin({
      account: login.account,
      scope: 'snsapi_base',
      returnTo: '/me',
      browser: null,
      linkHash: LINK,
    });
    browser = valueOf(begun.cookie);
    state = stateOf(begun.location);
  });
  const linkOf = async (outcome: Outcome) =>
    outcome.kind === 'restarted'
      ? (await login.attempts.find(sha256(stateOf(outcome.location))))!.linkHash
      : undefined;

  it('uses it up where the code is exchanged, once', async () => {
    expect(await visit()).toMatchObject({ kind: 'landed', returnTo: '/me' });
    expect(await visit()).toMatchObject({ kind: 'landed', returnTo: '/me' });
    expect(login.signIns.linked).toEqual([LINK]);
  });

  it('signs the visitor in and says why the link did nothing for them', async () => {
    login.signIns.refuses = 'conflict';
    const outcome = await visit();
    expect(outcome).toMatchObject({ kind: 'link_refused', why: 'conflict' });
    const { sessionId } = outcome as { sessionId: string };
    expect((await login.sessions.find(sessionId))!.visitor.openid).toBe('oVisitor1');
    expect(login.log.events).toContain('link.refused');
  });

  it('takes it along when WeChat must be asked once more', async () => {
    login.oauth.onExchange = refuse(40163);
    expect(await linkOf(await visit())).toEqual(LINK);
  });

  it('leaves it behind when another browser brings the callback, or one without cookies', async () => {
    expect(await linkOf(await visit({ browser: STRANGER }))).toBeNull();
    expect(await linkOf(await visit({ browser: null }))).toBeNull();
    expect(login.signIns.linked).toEqual([]);
  });

  it('keeps it from snapshot visitors', async () => {
    login.oauth.onExchange = () => aGrant({ snapshot: true });
    expect(await visit()).toMatchObject({ kind: 'landed' });
    expect(login.signIns.linked).toEqual([]);
  });
});
