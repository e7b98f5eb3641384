import { Injectable } from '@nestjs/common';
import type { Visitor } from '../auth/session/visitor.js';
import { UserTokenReauthorize } from '../auth/user-token/user-token.errors.js';
import { UserTokenService } from '../auth/user-token/user-token.service.js';
import { ProfileNotGranted } from './member.errors.js';
import { UsersService } from '../users/users.service.js';
import type { HeldProfile } from '../users/wechat-user.repository.js';
import type { WeChatProfile } from '../wechat/oauth/oauth.wire.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { OauthApi } from '../wechat/oauth/oauth-api.js';

/** `api unauthorized`: the token's scope does not include the call. */
const UNAUTHORIZED = 48001;

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
    const { openid: _openid, unionid: _unionid, ...profile } = await this.read(userId);
    const held = await this.users.keepProfile(userId, profile, 'sns_userinfo');
    if (!held) throw new UserTokenReauthorize();
    return held;
  }

  private async read(userId: string): Promise<WeChatProfile> {
    try {
      return await this.userTokens.run(userId, (token, openid) => this.oauth.userinfo(token, openid));
    } catch (error) {
      // The token behind a session may since come from a login that asked for less.
      if (error instanceof WeChatRefused && error.errcode === UNAUTHORIZED) throw new ProfileNotGranted();
      throw error;
    }
  }
}
