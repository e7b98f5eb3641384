import { RULES } from '../rules.js';
import { snsError } from '../sns/sns-answer.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import type { FaultRule } from './faults.js';
import { answerAsWeChat } from './wechat-surface.js';

/** One call to WeChat's surface, its fault suffered and its entry in the journal made. Null: cut the connection. */
export async function takeCall(call: Call, world: World): Promise<Answer | null> {
  const atMs = world.clock.nowMs();
  const fault = world.faults.strike(call.path);
  if (fault?.latencyMs) await world.clock.pause(fault.latencyMs);
  const { answer, rule } = fault ? suffer(fault, call, world) : answerAsWeChat(call, world);
  world.journal.record({
    atMs,
    method: call.method,
    path: call.path,
    query: call.query,
    requestBody: call.body,
    persona: call.persona,
    login: call.login,
    rule,
    status: answer?.status ?? 0,
    location: textOf(answer?.headers.location),
    contentType: textOf(answer?.headers['content-type']),
    body: typeof answer?.body === 'string' ? answer.body : '',
  });
  return answer;
}

function suffer(fault: FaultRule, call: Call, world: World): { answer: Answer | null; rule: string | null } {
  if (fault.drop === 'before') return { answer: null, rule: 'fault' };
  if (fault.drop === 'after') {
    answerAsWeChat(call, world);
    return { answer: null, rule: 'fault' };
  }
  const headers = fault.contentType === undefined ? {} : { 'content-type': fault.contentType };
  const made = fabricate(fault, world);
  if (made) return { answer: { ...made, headers: { ...made.headers, ...headers } }, rule: 'fault' };
  const { answer, rule } = answerAsWeChat(call, world);
  return { answer: { ...answer, headers: { ...answer.headers, ...headers } }, rule };
}

/** The answer a fault gives in WeChat's place; null when the call itself is to be answered. */
function fabricate(fault: FaultRule, world: World): Answer | null {
  const { status = 200, body, errcode, errmsg } = fault;
  if (body !== undefined) return { status, headers: { 'content-type': 'text/plain' }, body };
  if (errcode !== undefined) return { ...snsError(world, errcode, errmsg ?? usualText(errcode)), status };
  if (fault.status !== undefined)
    return { status, headers: { 'content-type': 'text/html' }, body: `<h1>${status}</h1>` };
  return null;
}

function usualText(errcode: number): string {
  return Object.values(RULES).find((rule) => rule.code === errcode)?.text ?? 'system error';
}

function textOf(header: unknown): string | null {
  return typeof header === 'string' ? header : null;
}
