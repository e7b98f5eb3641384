import { Injectable } from '@nestjs/common';
import type { Visitor } from '../auth/session/visitor.js';
import { UserTokenReauthorize } from '../auth/user-token/user-token.errors.js';
import { UserTokenService } from '../auth/user-token/user-token.service.js';
import { ProfileNotGranted } from './member.errors.js';
import { UsersService } from '../users/users.service.js';
import type { HeldProfile } from '../users/wechat-user.repository.js';
import { OauthApi } from '../wechat/oauth/oauth-api.js';

/** What the member page does beyond showing. */
@Injectable()
export class MemberService {
  constructor(
    private readonly userTokens: UserTokenService,
    private readonly users: UsersService,
    private readonly oauth: OauthApi,
  ) {}

  /**
   * Reads a visitor's profile from WeChat with their own token, renewed if need be, and keeps it.
   * @throws ProfileNotGranted | UserTokenReauthorize | UserTokenRefreshFailed | WeChatError
   */
  async refreshProfile({ userId, scope }: Visitor): Promise<HeldProfile> {
    if (userId === null || scope === 'snsapi_base') throw new ProfileNotGranted();
    const {
      openid: _openid,
      unionid: _unionid,
      ...profile
    } = await this.userTokens.run(userId, (token, openid) => this.oauth.userinfo(token, openid));
    const held = await this.users.keepProfile(userId, profile, 'sns_userinfo');
    if (!held) throw new UserTokenReauthorize();
    return held;
  }
}
