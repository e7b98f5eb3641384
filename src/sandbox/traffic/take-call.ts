import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import { filledIn } from '../rules.js';
import { errorAnswer, usualText } from './error-answer.js';
import { holdPoll, LONG_POLL_PATH } from '../qrconnect/long-poll.js';
import { visitTwice } from '../presets/double-callback.js';
import { agentOf, watchCall } from '../runaways/watched-call.js';
import { nameOf, type FaultRule } from './faults.js';
import { answerAsWeChat } from './wechat-surface.js';

interface Outcome {
  /** Null: the connection is cut. */
  readonly answer: Answer | null;
  readonly rule: string | null;
}

/** One call to WeChat's surface, its fault suffered and its entry in the journal made. Null: cut the connection. */
export async function takeCall(call: Call, world: World): Promise<Answer | null> {
  const atMs = world.clock.nowMs();
  const fault = world.faults.strike(call.path, call.parameter('access_token'));
  if (fault?.latencyMs) await world.clock.pause(fault.latencyMs);
  // A poll that brings nothing is no event: a page left open would fill the journal with them.
  const quiet = call.path === LONG_POLL_PATH && !(await holdPoll(call, world)) && !fault;
  const { answer, rule } = fault ? suffer(fault, call, world) : answerAsWeChat(call, world);
  const visit = fault?.doubleCallback ? visitTwice(fault.doubleCallback, answer, call, world) : null;
  if (fault?.doubleCallback && !visit) world.faults.spare(fault);
  if (fault && call.path.startsWith('/sns/')) call.login ??= loginOf(call, world);
  const struck = fault !== null && (visit !== null || !fault.doubleCallback);
  const entry = {
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
    appId: call.appId ?? call.parameter('appid'),
    caller: call.ip,
    agent: agentOf(call),
    fault: struck ? nameOf(fault) : null,
  };
  if (!quiet) {
    world.journal.record(entry);
    watchCall(entry, world);
  }
  if (fault?.doubleCallback === 'sequential') await visit;
  if (fault?.answerLatencyMs) await world.clock.pause(fault.answerLatencyMs);
  return answer;
}

/** The login a call belongs to, where a fault answered before anybody looked. */
function loginOf(call: Call, world: World): string | null {
  const token = call.parameter('access_token') ?? call.parameter('refresh_token');
  return world.codes.loginOf(call.parameter('code') ?? '') ?? (token && world.grants.loginOf(token));
}

function suffer(fault: FaultRule, call: Call, world: World): Outcome {
  if (fault.drop === 'before') return { answer: null, rule: 'fault' };
  if (fault.drop === 'after') {
    answerAsWeChat(call, world);
    return { answer: null, rule: 'fault' };
  }
  const made = fabricate(fault, call, world);
  const { answer, rule } = made ? { answer: made, rule: 'fault' } : answerAsWeChat(call, world);
  const headers = fault.contentType === undefined ? {} : { 'content-type': fault.contentType };
  return { answer: halved({ ...answer, headers: { ...answer.headers, ...headers } }, fault), rule };
}

/** The answer with the first half of its body, where the fault says so. */
function halved(answer: Answer, { half }: FaultRule): Answer {
  if (half === undefined) return answer;
  const body = answer.body.slice(0, Math.ceil(answer.body.length / 2));
  return { ...answer, body, cutShort: half === 'cut' };
}

/** The answer a fault gives in WeChat's place; null when the call itself is to be answered. */
function fabricate(fault: FaultRule, call: Call, world: World): Answer | null {
  const { status = 200, body, errcode, errmsg } = fault;
  if (body !== undefined) return { status, headers: { 'content-type': 'text/plain' }, body };
  if (errcode !== undefined) {
    const text = errmsg ?? filledIn(usualText(errcode, call.path), { ip: call.ip, ipv6: call.ipv6 });
    return { ...errorAnswer(call, world, errcode, text), status };
  }
  if (fault.status !== undefined)
    return { status, headers: { 'content-type': 'text/html' }, body: `<h1>${status}</h1>` };
  return null;
}

function textOf(header: unknown): string | null {
  return typeof header === 'string' ? header : null;
}
