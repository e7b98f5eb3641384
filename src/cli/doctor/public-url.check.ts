import { isIP } from 'node:net';
import type { Config } from '../../config/config.js';
import { type Check, fail, ok, skip, warn } from './check.js';

const WHERE = '设置与开发 → 账号设置 → 功能设置 → 网页授权域名';

/** Whether WeChat will accept the address in `redirect_uri`, and browsers the cookies. */
export function checkPublicUrl({ http, sandbox, wechat }: Config): Check {
  if (http.publicUrl === null) return skip('public_url', 'not known before the start (PORT=0)');
  const { protocol, port, hostname } = new URL(http.publicUrl);
  if ((sandbox && !wechat.main) || isLoopback(wechat.openUrl))
    return ok('public_url', `${http.publicUrl}, good enough for the sandbox`);
  const evidence = http.publicUrl;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || isIP(host))
    return fail(
      'public_url',
      `${evidence} is no public name`,
      `Set PUBLIC_URL to the https address that visitors use, and the same host in WeChat’s console (${WHERE}).`,
    );
  if (port)
    return fail(
      'public_url',
      `${evidence} has a port, which WeChat refuses (10003)`,
      'Serve it on 443 behind a proxy, and leave the port out of PUBLIC_URL.',
    );
  if (protocol === 'http:')
    return warn('public_url', `${evidence} is plain http`, 'Use https: sessions can be read on the way.');
  return ok('public_url', `${evidence}; WeChat’s console must say ${hostname} (${WHERE})`);
}

/** A WeChat on this machine is a sandbox in a process of its own. */
function isLoopback(address: string | null): boolean {
  return address !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(address).hostname);
}
