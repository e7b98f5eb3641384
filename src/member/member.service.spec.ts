import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { aProfile, FakeOauthApi } from '../../test/fakes/fake-oauth-api.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../test/fakes/in-memory-accounts.js';
import { InMemoryUserTokens } from '../../test/fakes/in-memory-user-tokens.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Visitor } from '../auth/session/visitor.js';
import { UserTokenService } from '../auth/user-token/user-token.service.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { UsersService } from '../users/users.service.js';
import { type HeldProfile, WechatUserRepository } from '../users/wechat-user.repository.js';
import { MemberService } from './member.service.js';

class OneUser extends WechatUserRepository {
  kept: unknown[] = [];
  there = true;
  constructor() {
    super(undefined as never);
  }
  override async keepProfile(
    ...kept: Parameters<WechatUserRepository['keepProfile']>
  ): Promise<HeldProfile | null> {
    this.kept = kept;
    return this.there ? { nickname: kept[1].nickname, avatarUrl: kept[1].avatarUrl } : null;
  }
}

let users: OneUser;
let oauth: FakeOauthApi;
let members: MemberService;
const visitor = { userId: '1', scope: 'snsapi_userinfo' } as Visitor;

beforeEach(() => {
  const clock = new FixedClock();
  const tokens = new InMemoryUserTokens(clock);
  tokens.put('1', { userToken: 'T1', refreshToken: 'R1', expiresInSeconds: 7200, scope: 'snsapi_userinfo' });
  oauth = new FakeOauthApi();
  users = new OneUser();
  const accounts = new AccountsService(
    new InMemoryAccounts([anAccount()]),
    testSealer,
    clock,
    new SystemRandom(),
  );
  members = new MemberService(
    new UserTokenService(tokens, accounts, oauth, clock, new RecordingLog()),
    new UsersService(users, clock),
    oauth,
  );
});

it('keeps what WeChat tells of the visitor, with source and time', async () => {
  oauth.onUserinfo = () => aProfile({ nickname: '大明' });
  expect(await members.refreshProfile(visitor)).toMatchObject({ nickname: '大明' });
  const origin = { source: 'sns_userinfo', at: '2026-03-01T08:00:00.000Z' };
  expect(users.kept).toEqual([
    '1',
    {
      nickname: '大明',
      avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/a/132',
      sex: null,
      language: null,
      city: null,
      province: null,
      country: null,
    },
    { nickname: origin, avatarUrl: origin },
  ]);
});

it.each([
  ['somebody without a grant', () => members.refreshProfile({ ...visitor, userId: '99' })],
  ['somebody erased meanwhile', () => ((users.there = false), members.refreshProfile(visitor))],
])('sends %s through WeChat again', async (_name, refresh) => {
  await expect(refresh()).rejects.toMatchObject({ code: 'user_token.reauthorize' });
});

it.each([
  ['a snapshot visitor', { ...visitor, userId: null }],
  ['a visitor who granted no more than who they are', { ...visitor, scope: 'snsapi_base' as const }],
])('asks WeChat nothing for %s', async (_name, somebody) => {
  oauth.onUserinfo = () => {
    throw new Error('asked');
  };
  await expect(members.refreshProfile(somebody)).rejects.toMatchObject({
    code: 'member.profile_not_granted',
  });
});
