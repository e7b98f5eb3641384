import type { Account } from '../accounts/account.entity.js';
import type { ReturnRule } from '../config/return-rule.js';

/** Which pages may use the JS-SDK: our own, those visitors may return to (`RETURN_URLS`), and the account's JS domains. */
export class JsPages {
  private readonly own: string;

  constructor(
    publicUrl: string,
    private readonly rules: readonly ReturnRule[],
  ) {
    this.own = new URL(publicUrl).host;
  }

  /** Whether a page's host is registered; only the host counts, as with WeChat (JS接口安全域名). */
  isRegistered(account: Account, pageUrl: string): boolean {
    const url = URL.parse(pageUrl);
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return false;
    return (
      url.host === this.own ||
      account.jsDomains.includes(url.host) ||
      this.rules.some((rule) => isHostOf(rule, url))
    );
  }
}

function isHostOf(rule: ReturnRule, url: URL): boolean {
  if (rule.protocol !== url.protocol || rule.port !== url.port) return false;
  return rule.anySubdomain
    ? url.hostname.endsWith(rule.host) && url.hostname.length > rule.host.length
    : url.hostname === rule.host;
}
