import { Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { Clock } from '../../kernel/clock/clock.js';
import { SealBroken } from '../../kernel/crypto/sealer.js';
import { Log } from '../../kernel/logging/log.js';
import { OauthApi } from '../../wechat/oauth/oauth-api.js';
import { WeChatError, WeChatRefused } from '../../wechat/wechat-error.js';
import { UserTokenBusy, UserTokenReauthorize, UserTokenRefreshFailed } from './user-token.errors.js';
import { type HeldUserToken, UserTokenRepository } from './user-token.repository.js';

/** Longer than a lease lasts, so that whoever waits outlives an instance that died renewing. */
const WAIT_MS = 9_000;

/**
 * The visitor's own token: handed out while it lives, renewed with the refresh token once it has lapsed or
 * WeChat calls it dead, by one caller however many ask, on however many instances.
 */
@Injectable()
export class UserTokenService {
  constructor(
    private readonly tokens: UserTokenRepository,
    private readonly accounts: AccountsService,
    private readonly oauth: OauthApi,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Runs `call` with the user's token; should WeChat call that token dead, renews it and runs `call` once more.
   * @throws UserTokenReauthorize | UserTokenRefreshFailed | UserTokenBusy, and whatever `call` raises otherwise
   */
  async run<Answer>(
    userId: string,
    call: (userToken: string, openid: string) => Promise<Answer>,
  ): Promise<Answer> {
    const held = await this.current(userId);
    try {
      return await call(held.userToken, held.openid);
    } catch (error) {
      if (!(error instanceof WeChatRefused)) throw error;
      if (error.class === 'reauthorize') throw await this.giveUp(held, error);
      if (error.class !== 'renew') throw error;
      const renewed = await this.renew(held);
      return call(renewed.userToken, renewed.openid);
    }
  }

  /** Whether WeChat still honours the user's token (`sns/auth`), without renewing it. */
  async check(userId: string): Promise<boolean> {
    const held = await this.tokens.find(userId);
    if (!held || held.state === 'reauthorize') return false;
    return this.oauth.check(held.userToken, held.openid);
  }

  private async current(userId: string): Promise<HeldUserToken> {
    const held = await this.open(userId);
    if (!held || held.state === 'reauthorize') throw new UserTokenReauthorize();
    return held.fresh ? held : this.renew(held);
  }

  /** A token that no key of ours opens any more is as good as none: the visitor brings another. */
  private async open(userId: string): Promise<HeldUserToken | null> {
    try {
      return await this.tokens.find(userId);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      this.log.warn('user_token.seal_broken', { user: userId, error });
      await this.tokens.abandon(userId);
      return null;
    }
  }

  /** Whoever has the lease asks WeChat; the others wait for the next version. */
  private async renew(dead: HeldUserToken): Promise<HeldUserToken> {
    const giveUpAt = this.clock.monotonicMs() + WAIT_MS;
    for (let pauseMs = 25; this.clock.monotonicMs() < giveUpAt; pauseMs = Math.min(pauseMs * 2, 250)) {
      const held = await this.tokens.find(dead.userId);
      if (!held || held.state === 'reauthorize') throw new UserTokenReauthorize();
      if (held.version !== dead.version) return held;
      const fence = await this.tokens.claim(dead.userId);
      if (fence !== null) return this.renewAs(fence, dead);
      await this.clock.pause(pauseMs);
    }
    throw new UserTokenBusy();
  }

  private async renewAs(fence: bigint, dead: HeldUserToken): Promise<HeldUserToken> {
    const held = await this.tokens.find(dead.userId);
    // Somebody finished between our look and our claim.
    if (held && held.version !== dead.version) {
      await this.tokens.release(dead.userId, fence);
      return held;
    }
    try {
      const account = await this.accounts.getById(dead.accountId);
      const issued = await this.oauth.refresh(account, dead.refreshToken);
      const kept = await this.tokens.replace(dead, { ...issued, scope: issued.scopes.join(',') }, fence);
      const newest = await this.tokens.find(dead.userId);
      if (!newest) throw new UserTokenReauthorize();
      if (!kept) this.log.info('user_token.fenced', { user: dead.userId });
      return newest;
    } catch (error) {
      if (error instanceof WeChatRefused && error.class === 'reauthorize') {
        await this.tokens.giveUp(dead, fence);
        this.log.info('user_token.reauthorize', { user: dead.userId, errcode: error.errcode });
        throw new UserTokenReauthorize({ cause: error });
      }
      await this.tokens.release(dead.userId, fence);
      if (error instanceof WeChatError) throw new UserTokenRefreshFailed(error);
      throw error;
    }
  }

  private async giveUp(held: HeldUserToken, cause: WeChatRefused): Promise<UserTokenReauthorize> {
    const fence = await this.tokens.claim(held.userId);
    if (fence !== null) await this.tokens.giveUp(held, fence);
    this.log.info('user_token.reauthorize', { user: held.userId, errcode: cause.errcode });
    return new UserTokenReauthorize({ cause });
  }
}
