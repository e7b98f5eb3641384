import { hash } from 'node:crypto';

/** What a page hands to `wx.config`, and where it lies. */
export interface JsSignatureParts {
  readonly ticket: string;
  readonly nonceStr: string;
  readonly timestamp: string;
  /** The page's address without its fragment, as it is: nothing is encoded or decoded. */
  readonly url: string;
}

/** The signature WeChat expects: SHA-1 of the four in this order, 40 hex digits. */
export function jsSignature({ ticket, nonceStr, timestamp, url }: JsSignatureParts): string {
  return hash('sha1', `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`);
}
