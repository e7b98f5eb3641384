import { anAccount, testSealer } from '../../../test/fakes/an-account.js';
import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../../test/fakes/in-memory-accounts.js';
import { aSessionRow, InMemorySessions } from '../../../test/fakes/in-memory-sessions.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { KeyRing } from '../../kernel/crypto/key-ring.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { viewOf } from './session.schemas.js';
import { SessionService } from './session.service.js';

const ID = `ls_${'a'.repeat(43)}`;
const STATE = 'abcdefghijklmnopqrstuvwxyz012345';
const BROWSER = 'lb_0123456789abcdefghijklmnopqrstuv';
const oldKey = Buffer.from('an old key of thirty-two bytes!!');
const newKey = Buffer.from('a new key of thirty-two bytes!!!');

let rows: InMemorySessions;
const serviceWith = (...keys: Buffer[]): SessionService =>
  new SessionService(
    rows,
    new AccountsService(
      new InMemoryAccounts([anAccount()]),
      testSealer,
      new FixedClock(),
      new SystemRandom(),
    ),
    new KeyRing(keys),
  );
let sessions: SessionService;
beforeEach(() => {
  rows = new InMemorySessions();
  sessions = serviceWith(newKey);
});

describe('find', () => {
  it('tells who is behind a cookie', async () => {
    rows.put(
      sha256(ID),
      aSessionRow({ nickname: '小明', unionid: 'uOne', subscribed: true, scope: 'snsapi_userinfo' }),
    );
    const found = await sessions.find(ID);
    expect(found).toMatchObject({ renewed: false });
    expect(viewOf(found!.visitor)).toEqual({
      account: 'main',
      openid: 'oVisitor1',
      unionid: 'uOne',
      scope: 'snsapi_userinfo',
      nickname: '小明',
      avatar_url: null,
      subscribed: true,
      snapshot: false,
      expires_at: '2026-03-08T08:00:00.000Z',
    });
  });

  it.each([
    null,
    '',
    'a',
    ID.slice(0, -1),
    `${ID}a`,
    ID.replace('ls_', 'lp_'),
    ID.replace('ls_', 'LS_'),
    BROWSER,
    STATE,
    sha256(ID).toString('hex'),
    `${ID}\n`,
  ])('does not even look for %j', async (id) => {
    expect(await sessions.find(id)).toBeNull();
    await sessions.end(id);
    expect(rows.looked).toEqual([]);
  });

  it('finds nobody behind the digest of a session', async () => {
    rows.put(sha256(ID));
    expect(await sessions.find(`ls_${sha256(ID).toString('base64url')}`)).toBeNull();
  });

  it('moves the end of a session forward once it is stale, and says so', async () => {
    rows.put(sha256(ID), aSessionRow({ stale: true }));
    expect(await sessions.find(ID)).toMatchObject({ renewed: true, visitor: { expiresAt: rows.touched } });
  });

  it('does not say so when the session ended meanwhile', async () => {
    rows.put(sha256(ID), aSessionRow({ stale: true }));
    rows.touched = null;
    expect(await sessions.find(ID)).toMatchObject({ renewed: false });
  });

  it('never moves the end of a snapshot visitor', async () => {
    rows.put(
      sha256(ID),
      aSessionRow({ stale: true, userId: null, openid: null, tokenState: null, firstSeenAt: null }),
    );
    const found = await sessions.find(ID);
    expect(found).toMatchObject({ renewed: false, visitor: { snapshot: true, openid: null, userId: null } });
  });

  it.each([
    ['live', false],
    ['reauthorize', true],
    [null, false],
  ])('says whether the visitor must authorize again: token %s → %s', async (tokenState, reauthorize) => {
    rows.put(sha256(ID), aSessionRow({ tokenState }));
    expect((await sessions.find(ID))!.visitor.reauthorize).toBe(reauthorize);
  });
});

describe('the id of a session', () => {
  it('follows from state and browser and nothing else, and differs with either', () => {
    const id = sessions.idFor(STATE, BROWSER);
    expect(id).toMatch(/^ls_[\w-]{43}$/);
    expect(serviceWith(newKey).idFor(STATE, BROWSER)).toBe(id);
    expect(sessions.idFor(STATE.replace('a', 'b'), BROWSER)).not.toBe(id);
    expect(sessions.idFor(STATE, BROWSER.replace('0', '1'))).not.toBe(id);
    expect(sessions.idFor(`${STATE}.`, BROWSER.slice(1))).not.toBe(id);
    expect(serviceWith(oldKey).idFor(STATE, BROWSER)).not.toBe(id);
  });

  it('is found again after SECRET_KEY was rotated, as long as the old key is listed', () => {
    const id = serviceWith(oldKey).idFor(STATE, BROWSER);
    expect(serviceWith(newKey, oldKey).idBehind(sha256(id), STATE, BROWSER)).toBe(id);
    expect(serviceWith(newKey).idBehind(sha256(id), STATE, BROWSER)).toBeNull();
    expect(serviceWith(newKey, oldKey).idFor(STATE, BROWSER)).toBe(serviceWith(newKey).idFor(STATE, BROWSER));
  });
});

it('ends one session, or all of a user', async () => {
  const other = `ls_${'b'.repeat(43)}`;
  rows.put(sha256(ID));
  rows.put(sha256(other));
  await sessions.end(ID);
  expect([await sessions.isAlive(sha256(ID)), await sessions.isAlive(sha256(other))]).toEqual([false, true]);
  expect(await sessions.endAllOf('1')).toBe(1);
  expect(await sessions.isAlive(sha256(other))).toBe(false);
});
