import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import { cgiAnswer } from './cgi-answer.js';

/** `GET /cgi-bin/get_api_domain_ip`: the addresses behind api.weixin.qq.com. */
export function apiAddresses(call: Call, world: World): Answer {
  return cgiAnswer(call, world, { ip_list: ['101.89.47.18', '101.91.34.103', '106.55.206.146'] });
}

/** `GET /cgi-bin/getcallbackip`: the addresses that pushes come from, CIDRs among them. */
export function pushAddresses(call: Call, world: World): Answer {
  return cgiAnswer(call, world, { ip_list: ['106.55.206.146', '106.55.206.211', '101.226.103.0/25'] });
}
