import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { rid } from '../http/rid.js';
import type { World } from '../world.js';

/** A JSON value as `sns/*` writes it. */
export type WireValue = string | number | readonly string[] | RawText | Escaped | null | undefined;

/** A text sent with its control characters raw, as WeChat sends nicknames: strict JSON readers fail on it. */
export class RawText {
  constructor(readonly text: string) {}
}

/** An address written with `\/` for each slash. */
export class Escaped {
  constructor(readonly text: string) {}
}

/** Status 200 and compact JSON in raw UTF-8 that calls itself text/plain, without a charset. Undefined fields are left out. */
export function snsAnswer(world: World, fields: Record<string, WireValue>): Answer {
  const members = Object.entries(fields).filter(([, value]) => value !== undefined);
  const written = members.map(([name, value]) => `"${name}":${textOf(value)}`);
  const body = world.switches.pretty_json ? `{\n  ${written.join(',\n  ')}\n}` : `{${written.join(',')}}`;
  const type = world.switches.json_content_type ? 'application/json; charset=utf-8' : 'text/plain';
  return { status: 200, headers: { 'content-type': type }, body };
}

/** An error in the form of the `sns` family: the message, a comma, the rid; `sns/auth` was seen without the comma. */
export function snsError(call: Call, world: World, errcode: number, errmsg: string): Answer {
  const joint = call.path === '/sns/auth' ? ' ' : ', ';
  return snsAnswer(world, { errcode, errmsg: `${errmsg}${joint}rid: ${rid(world.clock, world.random)}` });
}

function textOf(value: WireValue): string {
  if (value instanceof RawText) return `"${value.text.replace(/["\\]/g, '\\$&')}"`;
  if (value instanceof Escaped) return JSON.stringify(value.text).replaceAll('/', '\\/');
  return JSON.stringify(value);
}
