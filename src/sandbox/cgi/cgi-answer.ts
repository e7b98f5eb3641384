import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { rid } from '../http/rid.js';
import type { World } from '../world.js';

/** The two addresses that hand out global tokens; they call their JSON text/plain, the others do not. */
const FETCHES = new Set(['/cgi-bin/token', '/cgi-bin/stable_token']);

/** Status 200 and compact JSON in raw UTF-8, whatever happened. */
export function cgiAnswer(call: Call, world: World, value: object): Answer {
  const usual = FETCHES.has(call.path) ? 'text/plain' : 'application/json; encoding=utf-8';
  const type = world.switches.json_content_type ? 'application/json; charset=utf-8' : usual;
  return { status: 200, headers: { 'content-type': type }, body: jsonOf(value, world) };
}

function jsonOf(value: object, { switches }: World): string {
  return switches.pretty_json ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}

/** What several addresses answer when all went well. */
export const OK = { errcode: 0, errmsg: 'ok' } as const;

/** An error in the form of the `cgi-bin` family: the message, a space, the rid, which `openapi/rid/get` explains for a week. */
export function cgiError(call: Call, world: World, errcode: number, errmsg: string): Answer {
  const id = rid(world.clock, world.random);
  const answer = cgiAnswer(call, world, { errcode, errmsg: `${errmsg} rid: ${id}` });
  world.failures.note(id, call, String(answer.body));
  return answer;
}
