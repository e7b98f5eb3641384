import type { HostNames } from './certificate.js';

/** WeChat's hosts, and this machine, as the sandbox's certificate names them. */
export const SERVED_HOSTS: HostNames = {
  dns: [
    'api.weixin.qq.com',
    'api2.weixin.qq.com',
    'sh.api.weixin.qq.com',
    'sz.api.weixin.qq.com',
    'hk.api.weixin.qq.com',
    'file.api.weixin.qq.com',
    'open.weixin.qq.com',
    'lp.open.weixin.qq.com',
    'long.open.weixin.qq.com',
    'mp.weixin.qq.com',
    'res.wx.qq.com',
    'res2.wx.qq.com',
    'weixin.qq.com',
    '*.weixin.qq.com',
    'localhost',
  ],
  ip: ['127.0.0.1', '::1'],
};

/** What the sandbox's authority may sign for, even in wrong hands. */
export const SIGNABLE_HOSTS: HostNames = {
  dns: ['weixin.qq.com', 'wx.qq.com', 'localhost'],
  ip: SERVED_HOSTS.ip,
};

const WECHAT = /^(?:(?:[a-z0-9-]+\.)*weixin\.qq\.com|res2?\.wx\.qq\.com)$/i;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[?::1\]?)$/i;

/** Whether a host is WeChat's: one that the sandbox answers for. `bin/lingpai-sandbox-hosts.cjs` has the same pattern. */
export function isWeChatHost(host: string): boolean {
  return WECHAT.test(host);
}

/** Whether a host is this machine, by its usual names. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}
