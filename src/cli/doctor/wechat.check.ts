import type { Config } from '../../config/config.js';
import { type Check, fail, ok, skip, warn } from './check.js';
import { type Reach, whyNot } from './network.js';

const WECHATS_OWN = 'https://api.weixin.qq.com';

/** Whether WeChat's servers can be reached from here. Visitors' browsers find `open.` themselves. */
export async function checkWechat({ wechat, sandbox }: Config, reach: Reach): Promise<Check> {
  const address = wechat.apiUrl ?? (sandbox ? null : WECHATS_OWN);
  if (address === null) return skip('wechat', 'not needed: the sandbox stands in for it');
  if (!wechat.main && address === WECHATS_OWN)
    return warn(
      'wechat',
      'no account is configured, and the sandbox is off',
      'Set WECHAT_APP_ID and WECHAT_APP_SECRET, or add one: lingpai account add.',
    );
  const { hostname, port, protocol } = new URL(address);
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  try {
    return ok('wechat', `${hostname}:${number} answers in ${await reach(hostname, number)} ms`);
  } catch (error) {
    return fail(
      'wechat',
      `${hostname}:${number} is out of reach (${whyNot(error)})`,
      'Let this machine out to it: DNS, firewall, security group. HTTP proxies are not used.',
    );
  }
}
