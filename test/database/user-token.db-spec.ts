import { SealBroken } from '../../src/kernel/crypto/sealer.js';
import type { Account } from '../../src/accounts/account.entity.js';
import type { IssuedUserToken } from '../../src/auth/user-token/user-token.repository.js';
import { keepsUserTokens } from '../contracts/user-tokens.contract.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
let account: Account;
beforeAll(async () => void (database = await aDatabase()));
beforeEach(async () => {
  await database.clear();
  account = await database.addAccount();
});
afterAll(() => database.end());

const signIn = async (token: Partial<IssuedUserToken>, openid = 'oVisitor1'): Promise<string> =>
  (await database.signIns.signIn(await aClaimedSignIn(database, account, { openid }, { token })))!;

describe('visitors’ tokens in Postgres', () => {
  keepsUserTokens(async () => ({
    tokens: database.tokens,
    authorized: (issued) => signIn(issued),
    authorizedAgain: async (userId, issued) => expect(await signIn(issued)).toBe(userId),
    advance: (seconds) => database.age('user_token', seconds),
  }));

  it('live 30 days from the authorization, whatever is renewed meanwhile', async () => {
    const userId = await signIn({});
    await database.age('user_token', 10 * 24 * 60 * 60);
    const held = (await database.tokens.find(userId))!;
    const issued = { userToken: 'T2', refreshToken: 'R2', expiresInSeconds: 60, scope: 'snsapi_base' };
    await database.tokens.replace(held, issued, (await database.tokens.claim(userId))!);
    const row = await database.sql.one<{ days: string; seconds: string }>(
      `SELECT round(extract(epoch FROM refresh_expires_at - now()) / 86400) AS days,
         round(extract(epoch FROM expires_at - fetched_at)) AS seconds FROM user_token`,
    );
    expect(row).toEqual({ days: '20', seconds: '60' });
  });

  it('do not open in another user’s row', async () => {
    const [one, two] = [await signIn({}, 'oOne'), await signIn({ userToken: 'other' }, 'oTwo')];
    await database.sql.rows(
      `UPDATE user_token SET tokens_sealed = (SELECT tokens_sealed FROM user_token WHERE user_id = $1) WHERE user_id = $2`,
      [one, two],
    );
    await expect(database.tokens.find(two)).rejects.toBeInstanceOf(SealBroken);
    expect((await database.tokens.find(one))!.openid).toBe('oOne');
  });

  it('do not open for the same openid of another account', async () => {
    const userId = await signIn({});
    const other = await database.addAccount({
      id: '22222222-2222-4222-8222-222222222222',
      key: 'shop',
      appId: 'wxshop0000000001',
    });
    await database.sql.rows('UPDATE wechat_user SET account_id = $1 WHERE id = $2', [other.id, userId]);
    await expect(database.tokens.find(userId)).rejects.toBeInstanceOf(SealBroken);
  });
});
