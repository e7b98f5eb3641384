import { cgiAnswer, OK } from '../cgi/cgi-answer.js';
import { postedFields } from '../cgi/cgi-call.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { digits } from '../pushes/handshake.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { recipient } from './recipient.js';
import { filledTemplate } from './templates.js';

/** `POST /cgi-bin/message/template/send`: a template filled in, to a follower; what became of it is pushed later. */
export function sendTemplateMessage(call: Call, world: World, account: SandboxAccount): Answer {
  const fields = postedFields(call);
  const { openid, follows } = recipient(fields['touser'], world, account);
  if (!follows) throw new Refusal('message.not_following');
  const template = world.templates.find(account, fields['template_id']);
  if (!template) throw new Refusal('message.template');
  const status = world.switches.template_result;
  if (status === 'success') {
    const url = typeof fields['url'] === 'string' && fields['url'] !== '' ? fields['url'] : null;
    const lines = filledTemplate(template, valuesOf(fields['data']));
    world.conversations.tell({
      account,
      openid,
      content: { kind: 'template', title: template.title, lines, url },
    });
  }
  const messageId = digits(world.random, 19, 19);
  world.conversations.reportTemplate(account, openid, messageId, status);
  // More digits than a JavaScript number holds: the answer is written, not serialized.
  const answer = cgiAnswer(call, world, OK);
  return { ...answer, body: String(answer.body).replace(/\s*\}$/, `,"msgid":${messageId}}`) };
}

/** @throws Refusal 47001 */
function valuesOf(data: unknown): ReadonlyMap<string, string> {
  if (typeof data !== 'object' || data === null) throw new Refusal('cgi.body');
  return new Map(
    Object.entries(data as Record<string, { value?: unknown } | null>).map(([name, field]) => [
      name,
      typeof field?.value === 'string' || typeof field?.value === 'number' ? String(field.value) : '',
    ]),
  );
}
