import { cgiAnswer, OK } from '../cgi/cgi-answer.js';
import { postedFields } from '../cgi/cgi-call.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { contentOfCustomMessage } from './custom-content.js';
import { recipient } from './recipient.js';

const TYPING_SECONDS = 15;
const TOUCHED_SECONDS = 30;

/** `POST /cgi-bin/message/custom/send`: an account writes to who wrote, followed, scanned or tapped a short while ago. */
export function sendCustomMessage(call: Call, world: World, account: SandboxAccount): Answer {
  const fields = postedFields(call);
  const { openid, follows } = recipient(fields['touser'], world, account);
  const content = contentOfCustomMessage(fields);
  const use = follows ? world.conversations.windows.use(account, openid) : 'closed';
  if (use === 'closed') throw new Refusal('message.window');
  if (use === 'spent') throw new Refusal('message.count');
  world.conversations.tell({ account, openid, content });
  return cgiAnswer(call, world, OK);
}

/** `POST /cgi-bin/message/custom/typing`: 对方正在输入, for fifteen seconds or until something is sent. */
export function sendTyping(call: Call, world: World, account: SandboxAccount): Answer {
  const fields = postedFields(call);
  const { openid } = recipient(fields['touser'], world, account);
  const { typing, chats } = world.conversations;
  const key = `${account.appId} ${openid}`;
  if (fields['command'] === 'CancelTyping') typing.take(key);
  else if (fields['command'] !== 'Typing') throw new Refusal('message.typing_command');
  else {
    const newest = chats.list(account, openid).at(-1);
    const touched = newest !== undefined && world.clock.nowMs() - newest.atMs <= TOUCHED_SECONDS * 1000;
    if (!touched) throw new Refusal('message.typing_out_of_the_blue');
    if (typing.find(key)) throw new Refusal('message.typing_already');
    typing.put(key, true, TYPING_SECONDS);
  }
  return cgiAnswer(call, world, OK);
}
