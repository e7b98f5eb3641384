import type { SandboxAccount } from '../sandbox-account.js';

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * Whether `redirectUri` lies on one of the account's callback domains (网页授权域名): the very host,
 * no sub-domain; below the path where the entry has one. Ports and IP addresses only for test accounts.
 */
export function isOnCallbackDomain(redirectUri: string, account: SandboxAccount): boolean {
  const address = parseAddress(redirectUri);
  if (!address || address.username || address.password) return false;
  const plain = address.port === '' && !IPV4.test(address.hostname) && !address.hostname.startsWith('[');
  if (!plain && !account.testAccount) return false;
  return account.callbackDomains.some((domain) => covers(domain, address));
}

function covers(domain: string, address: URL): boolean {
  const slash = domain.indexOf('/');
  const host = slash < 0 ? domain : domain.slice(0, slash);
  if (host.toLowerCase() !== address.hostname && host.toLowerCase() !== address.host) return false;
  if (slash < 0) return true;
  const folder = domain.slice(slash).replace(/\/$/, '');
  return address.pathname === folder || address.pathname.startsWith(`${folder}/`);
}

/** `redirectUri` with these parameters added: after an existing query, before a fragment. */
export function callbackAddress(redirectUri: string, parameters: Record<string, string>): string {
  const address = fitForHeader(redirectUri);
  const hash = address.indexOf('#');
  const page = hash < 0 ? address : address.slice(0, hash);
  const fragment = hash < 0 ? '' : address.slice(hash);
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const joint = !page.includes('?') ? '?' : /[?&]$/.test(page) ? '' : '&';
  return `${page}${joint}${added.join('&')}${fragment}`;
}

/** An absolute http(s) address, or null. */
function parseAddress(text: string): URL | null {
  const address = URL.canParse(text) ? new URL(text) : null;
  return address && (address.protocol === 'https:' || address.protocol === 'http:') ? address : null;
}

/** Printable ASCII goes as it is; anything else as a browser would write it. */
function fitForHeader(address: string): string {
  return /^[\x21-\x7e]*$/.test(address) ? address : new URL(address).href;
}
