import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { UserInfoService } from '../../users/user-info.service.js';
import { UserLookup } from '../../users/user-lookup.js';
import type { DetailedUser } from '../../users/user-view.js';
import { UserUnknown } from '../../users/users.errors.js';
import { UsersService } from '../../users/users.service.js';
import { OauthApi } from '../../wechat/oauth/oauth-api.js';
import { WeChatRefused } from '../../wechat/wechat-error.js';
import { UserTokenReauthorize } from './user-token.errors.js';
import { UserTokenService } from './user-token.service.js';

/** `api unauthorized`: the token's scope does not include the call. */
const UNAUTHORIZED = 48001;
/** What opens `sns/userinfo`. */
const WITH_PROFILE = /snsapi_(?:userinfo|login)/;

/** Reads a user again from WeChat, by whichever way is open. */
@Injectable()
export class ProfileRefreshService {
  constructor(
    private readonly users: UsersService,
    private readonly lookup: UserLookup,
    private readonly infos: UserInfoService,
    private readonly userTokens: UserTokenService,
    private readonly oauth: OauthApi,
  ) {}

  /**
   * With the user's own token when they granted their profile and the token lives or can be renewed, which tells name and
   * avatar; otherwise with the global token, which tells whether they follow. Answers what is known now.
   * @throws UserUnknown | UserTokenReauthorize for a website app's | WeChatError | TokenUnavailable | UserTokenBusy
   */
  async refresh(account: Account, openid: string): Promise<DetailedUser> {
    const user = await this.known(account, openid);
    const read = WITH_PROFILE.test(user.grantedScope ?? '') && (await this.readAsThemselves(user.id));
    if (!read) {
      if (account.kind === 'website') throw new UserTokenReauthorize();
      await this.infos.refresh(account, openid);
    }
    return this.known(account, openid);
  }

  /** False when their authorization has ended, or was for less. */
  private async readAsThemselves(userId: string): Promise<boolean> {
    try {
      const {
        openid: _openid,
        unionid: _unionid,
        ...profile
      } = await this.userTokens.run(userId, (userToken, openid) => this.oauth.userinfo(userToken, openid));
      await this.users.keepProfile(userId, profile, 'sns_userinfo');
      return true;
    } catch (error) {
      if (error instanceof UserTokenReauthorize) return false;
      if (error instanceof WeChatRefused && error.errcode === UNAUTHORIZED) return false;
      throw error;
    }
  }

  private async known(account: Account, openid: string): Promise<DetailedUser> {
    const user = await this.lookup.find(account, openid);
    if (!user) throw new UserUnknown();
    return user;
  }
}
