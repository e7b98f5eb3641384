import { type AppCredentials, OauthApi } from '../../src/wechat/oauth/oauth-api.js';
import type { CodeGrant, RefreshedGrant, WeChatProfile } from '../../src/wechat/oauth/oauth.wire.js';

/** What a code buys; say only what matters. */
export function aGrant(given: Partial<CodeGrant> = {}): CodeGrant {
  return {
    userToken: 'user-token-1',
    refreshToken: 'refresh-token-1',
    expiresInSeconds: 7200,
    openid: 'oVisitor1',
    unionid: null,
    scopes: ['snsapi_base'],
    snapshot: false,
    ...given,
  };
}

/** A profile; say only what matters. */
export function aProfile(given: Partial<WeChatProfile> = {}): WeChatProfile {
  return {
    openid: 'oVisitor1',
    unionid: null,
    nickname: '小明',
    avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/a/132',
    sex: null,
    language: null,
    city: null,
    province: null,
    country: null,
    ...given,
  };
}

type Answer<T> = () => T | Promise<T>;

/** WeChat's `/sns/*`: answers what it is told to, and keeps what it was asked. */
export class FakeOauthApi extends OauthApi {
  readonly exchanged: { app: AppCredentials; code: string }[] = [];
  readonly refreshes: { appId: string; refreshToken: string }[] = [];
  readonly profilesOf: string[] = [];
  onExchange: Answer<CodeGrant> = () => aGrant();
  onRefresh: Answer<RefreshedGrant> = () => aGrant({ userToken: 'user-token-2' });
  onUserinfo: Answer<WeChatProfile> = () => aProfile();
  onCheck: Answer<boolean> = () => true;

  constructor() {
    super(undefined as never);
  }

  override async exchangeCode(app: AppCredentials, code: string): Promise<CodeGrant> {
    this.exchanged.push({ app, code });
    return this.onExchange();
  }

  override async refresh(
    { appId }: Pick<AppCredentials, 'appId'>,
    refreshToken: string,
  ): Promise<RefreshedGrant> {
    this.refreshes.push({ appId, refreshToken });
    return this.onRefresh();
  }

  override async userinfo(_userToken: string, openid: string): Promise<WeChatProfile> {
    this.profilesOf.push(openid);
    return this.onUserinfo();
  }

  override async check(): Promise<boolean> {
    return this.onCheck();
  }
}
