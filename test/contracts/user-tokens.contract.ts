import type {
  HeldUserToken,
  IssuedUserToken,
  UserTokenRepository,
} from '../../src/auth/user-token/user-token.repository.js';

/** What a keeper of visitors' tokens is tested with. */
export interface TokensUnderTest {
  readonly tokens: UserTokenRepository;
  /** A user who has authorized with this token just now; answers their id. */
  authorized(issued: IssuedUserToken): Promise<string>;
  /** The same user authorizes again. */
  authorizedAgain(userId: string, issued: IssuedUserToken): Promise<void>;
  /** Lets time pass. */
  advance(seconds: number): Promise<void>;
}

const issued: IssuedUserToken = {
  userToken: 'canary-user-token-1',
  refreshToken: 'canary-refresh-token-1',
  expiresInSeconds: 7200,
  scope: 'snsapi_userinfo',
};
const renewed = { ...issued, userToken: 'canary-user-token-2', refreshToken: 'canary-refresh-token-2' };

/** What every keeper of visitors' tokens promises. */
export function keepsUserTokens(make: () => Promise<TokensUnderTest>): void {
  let under: TokensUnderTest;
  let tokens: UserTokenRepository;
  let userId: string;
  beforeEach(async () => {
    under = await make();
    tokens = under.tokens;
    userId = await under.authorized(issued);
  });
  const held = async (): Promise<HeldUserToken> => (await tokens.find(userId))!;

  it('hands out what an authorization brought, and nothing for others', async () => {
    expect(await held()).toMatchObject({
      userId,
      userToken: 'canary-user-token-1',
      refreshToken: 'canary-refresh-token-1',
      state: 'live',
      fresh: true,
      version: 1,
    });
    expect(await tokens.find('999999')).toBeNull();
  });

  it('keeps a token that reads profiles while it lives, when a later login asks for less', async () => {
    const base = { ...renewed, scope: 'snsapi_base' };
    await under.authorizedAgain(userId, base);
    expect((await held()).userToken).toBe('canary-user-token-1');
    await under.advance(7_205);
    await under.authorizedAgain(userId, base);
    expect(await held()).toMatchObject({ userToken: 'canary-user-token-2', fresh: true });
  });

  it('takes whatever a login brings once the grant has ended', async () => {
    await tokens.abandon(userId);
    expect((await held()).state).toBe('reauthorize');
    await under.authorizedAgain(userId, { ...renewed, scope: 'snsapi_base' });
    expect(await held()).toMatchObject({ userToken: 'canary-user-token-2', state: 'live' });
  });

  it('calls it fresh as long as it lives', async () => {
    await under.advance(7_195);
    expect((await held()).fresh).toBe(true);
    await under.advance(10);
    expect((await held()).fresh).toBe(false);
  });

  it('lets one of 64 renew it', async () => {
    const fences = await Promise.all(Array.from({ length: 64 }, () => tokens.claim(userId)));
    expect(fences.filter((fence) => fence !== null)).toHaveLength(1);
  });

  it('lets the next one when the first gives it back, or is gone for eight seconds', async () => {
    const first = (await tokens.claim(userId))!;
    await tokens.release(userId, first);
    const second = (await tokens.claim(userId))!;
    expect(second).toBeGreaterThan(first);
    await under.advance(7);
    expect(await tokens.claim(userId)).toBeNull();
    await under.advance(2);
    expect(await tokens.claim(userId)).toBeGreaterThan(second);
  });

  it('replaces it under the fence, and lets the next one renew', async () => {
    const fence = (await tokens.claim(userId))!;
    expect(await tokens.replace(await held(), renewed, fence)).toBe(true);
    expect(await held()).toMatchObject({
      userToken: 'canary-user-token-2',
      refreshToken: 'canary-refresh-token-2',
      version: 2,
    });
    expect(await tokens.claim(userId)).not.toBeNull();
  });

  it('does not let a late one replace it', async () => {
    const before = await held();
    const late = (await tokens.claim(userId))!;
    await under.advance(9);
    const fence = (await tokens.claim(userId))!;
    expect(await tokens.replace(before, { ...renewed, userToken: 'late' }, late)).toBe(false);
    expect(await tokens.replace(before, renewed, fence)).toBe(true);
    expect(await tokens.replace(before, { ...renewed, userToken: 'late' }, late)).toBe(false);
    await tokens.giveUp(before, late);
    expect(await held()).toMatchObject({ userToken: 'canary-user-token-2', state: 'live', version: 2 });
  });

  it('does not let a late one give back what another has claimed', async () => {
    const late = (await tokens.claim(userId))!;
    await under.advance(9);
    await tokens.claim(userId);
    await tokens.release(userId, late);
    expect(await tokens.claim(userId)).toBeNull();
  });

  it('notes that only the visitor can help, and the visitor’s next authorization ends that', async () => {
    await tokens.giveUp(await held(), (await tokens.claim(userId))!);
    expect(await held()).toMatchObject({ state: 'reauthorize', version: 1 });
    expect(await tokens.claim(userId)).not.toBeNull();
    await under.authorizedAgain(userId, renewed);
    expect(await held()).toMatchObject({ state: 'live', userToken: 'canary-user-token-2', version: 2 });
  });

  it('an authorization goes over a renewal under way, whose answer comes too late', async () => {
    const before = await held();
    const fence = (await tokens.claim(userId))!;
    await under.authorizedAgain(userId, renewed);
    expect(await tokens.replace(before, { ...renewed, userToken: 'late' }, fence)).toBe(false);
    await tokens.giveUp(before, fence);
    expect(await held()).toMatchObject({ state: 'live', userToken: 'canary-user-token-2' });
    expect(await tokens.claim(userId)).not.toBeNull();
  });

  it('does not give up a token newer than the one that was found dead, and gives its lease back', async () => {
    const before = await held();
    await under.authorizedAgain(userId, renewed);
    await tokens.giveUp(before, (await tokens.claim(userId))!);
    expect(await held()).toMatchObject({ state: 'live', version: 2 });
    expect(await tokens.claim(userId)).not.toBeNull();
  });
}
