import { isLoopbackHost, isWeChatHost } from '../tls/wechat-hosts.js';
import { ForeignProxyTarget } from '../sandbox.errors.js';

/**
 * The path and query of a request target, which a client that takes the sandbox for its proxy sends with scheme and
 * host in front (RFC 9112 §3.2.2). @throws ForeignProxyTarget for hosts that are neither WeChat's nor the sandbox's own
 */
export function originForm(target: string, ownPort: number | undefined): string {
  if (target.startsWith('/') || !/^https?:\/\//i.test(target)) return target;
  const url = URL.parse(target);
  if (!url || !isOurs(url, ownPort)) throw new ForeignProxyTarget();
  return target.slice(target.indexOf('/', target.indexOf('://') + 3)).replace(/^[^/].*/, '/');
}

function isOurs({ hostname, port }: URL, ownPort: number | undefined): boolean {
  return isWeChatHost(hostname) || (isLoopbackHost(hostname) && Number(port || 80) === ownPort);
}
