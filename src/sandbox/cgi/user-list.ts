import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer } from './cgi-answer.js';
import { openidPage } from './user-page.js';

const PAGE = 10_000;

/** `GET /cgi-bin/user/get`: the followers, ten thousand at a time. */
export function listUsers(call: Call, world: World, account: SandboxAccount): Answer {
  const openids = world.followers.page(account, call.parameter('next_openid'), PAGE);
  const page = { openids, limit: PAGE, total: world.followers.total(account) };
  return cgiAnswer(call, world, openidPage(page, world.switches));
}
