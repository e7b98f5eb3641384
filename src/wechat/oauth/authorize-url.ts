/** What a visitor can be asked for. `snsapi_login` is for website accounts only. */
export const SCOPES = ['snsapi_base', 'snsapi_userinfo', 'snsapi_login'] as const;
export type Scope = (typeof SCOPES)[number];

/** What an authorization link says. */
export interface AuthorizeLink {
  /** Such as `https://open.weixin.qq.com`. */
  readonly openUrl: string;
  readonly appId: string;
  readonly redirectUri: string;
  readonly scope: Scope;
  /** 1 to 128 characters of `[0-9A-Za-z]`. */
  readonly state: string;
}

/**
 * The link that takes a visitor to WeChat. WeChat checks the order of its parameters and the
 * fragment with a pattern and shows 该链接无法访问 otherwise, so nothing here is sorted or encoded twice.
 * https://developers.weixin.qq.com/doc/service/guide/h5/auth.html
 */
export function authorizeUrl(link: AuthorizeLink): string {
  const page = link.scope === 'snsapi_login' ? 'qrconnect' : 'oauth2/authorize';
  return (
    `${link.openUrl}/connect/${page}?appid=${encodeURIComponent(link.appId)}` +
    `&redirect_uri=${encodeURIComponent(link.redirectUri)}` +
    `&response_type=code&scope=${link.scope}&state=${link.state}#wechat_redirect`
  );
}
