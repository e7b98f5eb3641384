import { randomBytes } from 'node:crypto';
import type {
  AttemptKey,
  LoginAttemptRepository,
  NewAttempt,
} from '../../src/auth/login/login-attempt.repository.js';

/** What a keeper of login attempts is tested with. */
export interface AttemptsUnderTest {
  readonly attempts: LoginAttemptRepository;
  /** Ids of two accounts that exist. */
  readonly accounts: readonly [string, string];
  /** Lets time pass. */
  advance(seconds: number): Promise<void>;
  /** Ends a claimed attempt with a session; answers whether it was still ours to end. */
  finish(stateHash: Buffer, sessionHash: Buffer): Promise<boolean>;
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** What every keeper of login attempts promises. */
export function keepsLoginAttempts(make: () => Promise<AttemptsUnderTest>): void {
  let under: AttemptsUnderTest;
  let attempts: LoginAttemptRepository;
  let key: AttemptKey;
  beforeEach(async () => {
    under = await make();
    attempts = under.attempts;
    key = { stateHash: randomBytes(32), accountId: under.accounts[0], browserHash: randomBytes(32) };
  });
  const begin = (given: Partial<NewAttempt> = {}): Promise<boolean> =>
    attempts.begin({ ...key, scope: 'snsapi_base', returnTo: '/me#a', restarts: 0, ...given });
  const claimed = { scope: 'snsapi_base', returnTo: '/me#a', restarts: 0, linkHash: null };

  it('gives an attempt to one of 64 who claim it at once', async () => {
    await begin();
    const claims = await Promise.all(Array.from({ length: 64 }, () => attempts.claim(key)));
    expect(claims.filter((claim) => claim !== null)).toEqual([claimed]);
    expect(await attempts.find(key.stateHash)).toMatchObject({
      status: 'exchanging',
      stalled: false,
      recent: false,
    });
  });

  it('gives it to the browser and the account it was made for, and leaves it open otherwise', async () => {
    await begin();
    expect(await attempts.claim({ ...key, browserHash: randomBytes(32) })).toBeNull();
    expect(await attempts.claim({ ...key, accountId: under.accounts[1] })).toBeNull();
    expect(await attempts.claim({ ...key, stateHash: randomBytes(32) })).toBeNull();
    expect(await attempts.deny({ ...key, browserHash: randomBytes(32) })).toBeNull();
    expect(await attempts.deny({ ...key, accountId: under.accounts[1] })).toBeNull();
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'started' });
    expect(await attempts.claim(key)).toEqual(claimed);
  });

  it('gives it for ten minutes', async () => {
    await begin();
    await under.advance(10 * MINUTE - 5);
    const late = { ...key, stateHash: randomBytes(32) };
    await begin(late);
    expect(await attempts.claim(key)).toEqual(claimed);
    await under.advance(10 * MINUTE + 1);
    expect(await attempts.claim(late)).toBeNull();
    expect(await attempts.find(late.stateHash)).toMatchObject({ status: 'started' });
  });

  it('finds what was begun, and nothing else', async () => {
    await begin({ scope: 'snsapi_userinfo', restarts: 1, returnTo: '/文' });
    expect(await attempts.find(key.stateHash)).toEqual({
      accountId: key.accountId,
      browserHash: key.browserHash,
      scope: 'snsapi_userinfo',
      returnTo: '/文',
      restarts: 1,
      linkHash: null,
      status: 'started',
      sessionHash: null,
      recent: false,
      stalled: false,
    });
    expect(await attempts.find(randomBytes(32))).toBeNull();
  });

  it('calls a claim stalled after 15 seconds', async () => {
    await begin();
    await attempts.claim(key);
    await under.advance(13);
    expect(await attempts.find(key.stateHash)).toMatchObject({ stalled: false });
    await under.advance(3);
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'exchanging', stalled: true });
  });

  it('ends a claimed attempt once, with a session or a failure, and none that is not claimed', async () => {
    const sessionHash = randomBytes(32);
    await begin();
    expect(await under.finish(key.stateHash, sessionHash)).toBe(false);
    await attempts.fail(key.stateHash, 'login.expired');
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'started' });
    await attempts.claim(key);
    expect(await under.finish(key.stateHash, sessionHash)).toBe(true);
    expect(await under.finish(key.stateHash, randomBytes(32))).toBe(false);
    await attempts.fail(key.stateHash, 'login.expired');
    expect(await attempts.claim(key)).toBeNull();
    expect(await attempts.deny(key)).toBeNull();
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'signed_in', sessionHash });
  });

  it('calls an attempt recent for five minutes after its end', async () => {
    await begin();
    await attempts.claim(key);
    await under.finish(key.stateHash, randomBytes(32));
    expect(await attempts.find(key.stateHash)).toMatchObject({ recent: true });
    await under.advance(5 * MINUTE - 5);
    expect(await attempts.find(key.stateHash)).toMatchObject({ recent: true });
    await under.advance(6);
    expect(await attempts.find(key.stateHash)).toMatchObject({ recent: false });
  });

  it('takes a no once, for good, and no code after it', async () => {
    await begin();
    expect(await attempts.deny(key)).toEqual(claimed);
    expect(await attempts.deny(key)).toBeNull();
    expect(await attempts.claim(key)).toBeNull();
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'denied' });
  });

  it('takes no "no" once the code is being exchanged', async () => {
    await begin();
    await attempts.claim(key);
    expect(await attempts.deny(key)).toBeNull();
    expect(await attempts.find(key.stateHash)).toMatchObject({ status: 'exchanging' });
  });

  it('stops a browser that signs in for the sixth time within 20 seconds, and no other', async () => {
    for (let round = 0; round < 5; round++) {
      const one = { ...key, stateHash: randomBytes(32) };
      expect(await begin(one)).toBe(true);
      await attempts.claim(one);
      await under.finish(one.stateHash, randomBytes(32));
    }
    expect(await begin({ stateHash: randomBytes(32) })).toBe(false);
    expect(await begin({ stateHash: randomBytes(32), browserHash: randomBytes(32) })).toBe(true);
    await under.advance(21);
    expect(await begin({ stateHash: randomBytes(32) })).toBe(true);
  });

  it('stops a browser that begins for the 31st time within a minute', async () => {
    for (let round = 0; round < 30; round++) expect(await begin({ stateHash: randomBytes(32) })).toBe(true);
    expect(await begin({ stateHash: key.stateHash })).toBe(false);
    expect(await attempts.find(key.stateHash)).toBeNull();
    await under.advance(61);
    expect(await begin()).toBe(true);
  });

  it('removes attempts a day after they lapsed, and not before', async () => {
    await begin();
    await under.advance(DAY + 9 * MINUTE);
    expect(await attempts.purge()).toBe(0);
    await under.advance(2 * MINUTE);
    await begin({ stateHash: randomBytes(32) });
    expect(await attempts.purge()).toBe(1);
    expect(await attempts.find(key.stateHash)).toBeNull();
  });
}
