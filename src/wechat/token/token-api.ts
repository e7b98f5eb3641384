import type { AppCredentials } from '../oauth/oauth-api.js';
import type { Transport } from '../transport.js';
import { WeChatRefused, WeChatUnreachable, WeChatUnreadable } from '../wechat-error.js';
import { anything, type Issued, issuedTicket, issuedToken } from './token.wire.js';

/** Shorter than the lease under which these calls are made, in milliseconds. */
export const TOKEN_CALL_TIMEOUT_MS = 3_000;

/** What WeChat thinks of a global token. */
export type Verdict = 'alive' | 'dead' | 'unknown';

/**
 * The account's side of WeChat: the global token (全局 access_token), the ticket that hangs on it, and whether a
 * token still works. https://developers.weixin.qq.com/doc/service/api/base/
 * Each call may raise WeChatRefused, WeChatUnreachable or WeChatUnreadable, and ends after three seconds.
 */
export class TokenApi {
  constructor(private readonly transport: Transport) {}

  /**
   * The token of the stable family: the same one until its last five minutes, whoever asks. `force` makes WeChat
   * issue another and void the present one: 20 times a day, 30 seconds apart.
   */
  stable(app: AppCredentials, { force = false } = {}): Promise<Issued> {
    return this.transport.call({
      operation: 'cgi-bin.stable_token',
      method: 'POST',
      path: '/cgi-bin/stable_token',
      query: {},
      body: {
        grant_type: 'client_credential',
        appid: app.appId,
        secret: app.appSecret,
        force_refresh: force,
      },
      secrets: [app.appSecret],
      timeoutMs: TOKEN_CALL_TIMEOUT_MS,
      answer: issuedToken,
    });
  }

  /** A new token of the classic family; the one before it goes on working for five minutes, more or less. */
  classic(app: AppCredentials): Promise<Issued> {
    return this.transport.call({
      operation: 'cgi-bin.token',
      method: 'GET',
      path: '/cgi-bin/token',
      query: { grant_type: 'client_credential', appid: app.appId, secret: app.appSecret },
      secrets: [app.appSecret],
      timeoutMs: TOKEN_CALL_TIMEOUT_MS,
      answer: issuedToken,
    });
  }

  /** The ticket that signs JS-SDK pages; lives two hours, and may be asked for only rarely. */
  jsapiTicket(globalToken: string): Promise<Issued> {
    return this.transport.call({
      operation: 'cgi-bin.getticket',
      method: 'GET',
      path: '/cgi-bin/ticket/getticket',
      query: { access_token: globalToken, type: 'jsapi' },
      secrets: [globalToken],
      timeoutMs: TOKEN_CALL_TIMEOUT_MS,
      answer: issuedTicket,
    });
  }

  /**
   * Whether WeChat still honours a token, by a call that costs nothing and changes nothing. Any answer other than
   * "this token is dead" comes from behind the check of the token. Raises nothing.
   */
  async verdictOn(globalToken: string): Promise<Verdict> {
    try {
      await this.transport.call({
        operation: 'cgi-bin.get_api_domain_ip',
        method: 'GET',
        path: '/cgi-bin/get_api_domain_ip',
        query: { access_token: globalToken },
        secrets: [globalToken],
        timeoutMs: TOKEN_CALL_TIMEOUT_MS,
        answer: anything,
      });
      return 'alive';
    } catch (error) {
      if (error instanceof WeChatUnreachable || error instanceof WeChatUnreadable) return 'unknown';
      if (!(error instanceof WeChatRefused)) throw error;
      if (error.class === 'renew') return 'dead';
      // Busy, or the quota of this very call: it says nothing of the token.
      return error.class === 'later' ? 'unknown' : 'alive';
    }
  }
}
