import type { Call } from '../http/call.js';
import type { PageLanguage } from '../http/wechat-page.js';

/** Set by the phone's language switch. */
export const LANGUAGE_COOKIE = 'sandbox_lang';

/** The language of the WeChat that makes this call: Chinese unless the phone was switched to English. */
export function languageOf(call: Call): PageLanguage {
  return call.cookies.get(LANGUAGE_COOKIE) === 'en' ? 'en' : 'zh';
}
