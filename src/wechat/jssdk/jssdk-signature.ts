import { hash } from 'node:crypto';

/** What a JS-SDK signature is made of. */
export interface JssdkSubject {
  readonly ticket: string;
  /** `nonceStr` on the page, `noncestr` in what is signed. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** The page's address; what follows `#` is left out. */
  readonly url: string;
}

/**
 * The signature that `wx.config` wants: SHA-1 over the four values as they are, by name in ASCII order, in lower-case
 * hex. Nothing is encoded, and `location.href.split('#')[0]` of the page must be the very same text.
 * https://developers.weixin.qq.com/doc/service/guide/h5/jssdk.html (附录1)
 */
export function signJssdk({ ticket, nonce, timestamp, url }: JssdkSubject): string {
  const page = url.split('#', 1)[0]!;
  return hash('sha1', `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${page}`, 'hex');
}
