import type { ProfileLanguage } from '../oauth/oauth-api.js';
import type { Transport } from '../transport.js';
import {
  callsLeft,
  type FollowerPage,
  followerPage,
  type WeChatUserInfo,
  userInfo,
  userInfos,
} from './user.wire.js';

/** So many openids fit into one {@link UserApi.infos}. */
export const MOST_INFOS = 100;

const PAGE_TIMEOUT_MS = 15_000;

/** The calls here that are counted, each by itself. */
export type UserCall = '/cgi-bin/user/info' | '/cgi-bin/user/info/batchget' | '/cgi-bin/user/get';

/**
 * What an account knows of its users, by the global token (用户管理).
 * https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/
 * Each call may raise WeChatRefused, WeChatUnreachable or WeChatUnreadable.
 */
export class UserApi {
  constructor(private readonly transport: Transport) {}

  /** One user, who need not follow. 40003 when the openid is none of this account's. */
  info(globalToken: string, openid: string, lang: ProfileLanguage = 'zh_CN'): Promise<WeChatUserInfo> {
    return this.transport.call({
      operation: 'cgi-bin.user_info',
      method: 'GET',
      path: '/cgi-bin/user/info',
      query: { access_token: globalToken, openid, lang },
      secrets: [globalToken],
      answer: userInfo,
    });
  }

  /** Up to a hundred users, in whichever order. One openid that is none of this account's fails them all with 40003. */
  infos(
    globalToken: string,
    openids: readonly string[],
    lang: ProfileLanguage = 'zh_CN',
  ): Promise<WeChatUserInfo[]> {
    return this.transport.call({
      operation: 'cgi-bin.user_info_batchget',
      method: 'POST',
      path: '/cgi-bin/user/info/batchget',
      query: { access_token: globalToken },
      body: { user_list: openids.map((openid) => ({ openid, lang })) },
      secrets: [globalToken],
      answer: userInfos,
    });
  }

  /** The followers after `after`, from the start for null: up to 10,000 openids. 500 such calls a day. */
  followers(globalToken: string, after: string | null): Promise<FollowerPage> {
    return this.transport.call({
      operation: 'cgi-bin.user_get',
      method: 'GET',
      path: '/cgi-bin/user/get',
      query: { access_token: globalToken, ...(after === null ? {} : { next_openid: after }) },
      secrets: [globalToken],
      timeoutMs: PAGE_TIMEOUT_MS,
      answer: followerPage,
    });
  }

  /** How often one of these calls may still be made today. */
  callsLeft(globalToken: string, call: UserCall): Promise<number> {
    return this.transport.call({
      operation: 'cgi-bin.openapi_quota_get',
      method: 'POST',
      path: '/cgi-bin/openapi/quota/get',
      query: { access_token: globalToken },
      body: { cgi_path: call },
      secrets: [globalToken],
      answer: callsLeft,
    });
  }
}
