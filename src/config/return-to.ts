import type { ReturnRule } from './return-rule.js';

/** The longest `return_to`, in characters. */
export const MAX_RETURN_TO = 2_048;
// Anything a browser drops or reads as a slash, and anything below a space: none of it belongs in an address.
// eslint-disable-next-line no-control-regex
const NEVER = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\ufeff\\]/;
/** Paths that would begin another login instead of ending this one. */
const OWN_LOGIN = /^\/auth\/(?:wechat|link)(?:\/|\?|#|$)/i;

/** What most paths look like: nothing in it that a parser could read in two ways. */
const SIMPLE_PATH = /^(?:\/[0-9A-Za-z_-]{1,64}){1,8}$/;

/** Where visitors may be sent: this server, and what `RETURN_URLS` lists. */
export interface ReturnPolicy {
  /** The origin of this server: scheme, host and port as URL writes them. */
  readonly publicUrl: string;
  readonly rules: readonly ReturnRule[];
}

/** Where visitors may return to, as a dependency. */
export abstract class ReturnTargets implements ReturnPolicy {
  abstract readonly publicUrl: string;
  abstract readonly rules: ReturnPolicy['rules'];
}

/**
 * Reads `return_to`: a path here (answered as a path) or an address that a rule allows (answered
 * whole), as the WHATWG URL parser writes it, its fragment kept. Null for everything else.
 * What is compared is what a browser would go to, never the text as it came.
 */
export function readReturnTo(text: string, policy: ReturnPolicy): string | null {
  if (SIMPLE_PATH.test(text) && !OWN_LOGIN.test(text)) return text;
  if (text.length === 0 || text.length > MAX_RETURN_TO || NEVER.test(text)) return null;
  const isPath = text.startsWith('/');
  const url = URL.parse(text, isPath ? policy.publicUrl : undefined);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  // Written by the parser it may be longer; what is stored is read once more at the callback.
  if (url.href.length > MAX_RETURN_TO) return null;
  if (url.origin === policy.publicUrl) return pathOf(url);
  return !isPath && policy.rules.some((rule) => allows(rule, url)) ? url.href : null;
}

function pathOf(url: URL): string | null {
  const path = url.pathname + url.search + url.hash;
  // `/.//evil.example` parses to a path that a browser reads as another host.
  if (path.startsWith('//') || OWN_LOGIN.test(decodedOnce(path))) return null;
  return path;
}

function decodedOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function allows(rule: ReturnRule, url: URL): boolean {
  if (url.protocol !== rule.protocol || url.port !== rule.port) return false;
  const sameHost = rule.anySubdomain ? isBelow(url.hostname, rule.host) : url.hostname === rule.host;
  return sameHost && isWithin(url.pathname, rule.path);
}

function isBelow(host: string, suffix: string): boolean {
  return host.length > suffix.length && host.endsWith(suffix) && !host.startsWith('.');
}

function isWithin(path: string, prefix: string): boolean {
  // A server behind the rule may decode once more; a path that changes by it has no clear place.
  if (/%2e|%2f|%5c/i.test(path) && prefix !== '/') return false;
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
