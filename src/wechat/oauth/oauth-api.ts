import type { Transport } from '../transport.js';
import { WeChatRefused } from '../wechat-error.js';
import {
  type CodeGrant,
  codeExchange,
  done,
  type RefreshedGrant,
  refreshed,
  userinfo,
  type WeChatProfile,
} from './oauth.wire.js';

/** What WeChat knows an account by. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/** Languages in which WeChat tells of a person. */
export type ProfileLanguage = 'zh_CN' | 'zh_TW' | 'en';

/**
 * The visitor's side of WeChat, `/sns/*` (网页授权, steps 2 to 4).
 * https://developers.weixin.qq.com/doc/service/api/webdev/access/
 * Each call may raise WeChatRefused, WeChatUnreachable or WeChatUnreadable.
 */
export class OauthApi {
  constructor(private readonly transport: Transport) {}

  /** Buys the visitor's token with a code. A code works once, for five minutes (website apps: ten). */
  exchangeCode(app: AppCredentials, code: string): Promise<CodeGrant> {
    return this.transport.call({
      operation: 'sns.access_token',
      method: 'GET',
      path: '/sns/oauth2/access_token',
      query: { appid: app.appId, secret: app.appSecret, code, grant_type: 'authorization_code' },
      secrets: [app.appSecret, code],
      answer: codeExchange,
    });
  }

  /** Renews the visitor's token. The refresh token lives 30 days from the authorization; no secret is sent. */
  refresh(app: Pick<AppCredentials, 'appId'>, refreshToken: string): Promise<RefreshedGrant> {
    return this.transport.call({
      operation: 'sns.refresh_token',
      method: 'GET',
      path: '/sns/oauth2/refresh_token',
      query: { appid: app.appId, grant_type: 'refresh_token', refresh_token: refreshToken },
      secrets: [refreshToken],
      answer: refreshed,
    });
  }

  /** Who the visitor is, when they granted `snsapi_userinfo` (or `snsapi_login`); otherwise 48001. */
  userinfo(userToken: string, openid: string, lang: ProfileLanguage = 'zh_CN'): Promise<WeChatProfile> {
    return this.transport.call({
      operation: 'sns.userinfo',
      method: 'GET',
      path: '/sns/userinfo',
      query: { access_token: userToken, openid, lang },
      secrets: [userToken],
      answer: userinfo,
    });
  }

  /** Whether the visitor's token still works for this openid. */
  async check(userToken: string, openid: string): Promise<boolean> {
    try {
      await this.transport.call({
        operation: 'sns.auth',
        method: 'GET',
        path: '/sns/auth',
        query: { access_token: userToken, openid },
        secrets: [userToken],
        answer: done,
      });
      return true;
    } catch (error) {
      if (error instanceof WeChatRefused && INVALID_TOKEN.has(error.errcode)) return false;
      throw error;
    }
  }
}

/** `/sns/auth` says 40003 as well as the token codes when the pair does not hold. */
const INVALID_TOKEN = new Set([40001, 40003, 40014, 42001, 42007]);
