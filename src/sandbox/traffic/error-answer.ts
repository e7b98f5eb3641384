import { cgiError } from '../cgi/cgi-answer.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { listRules, type Rule } from '../rules.js';
import { snsError } from '../sns/sns-answer.js';
import type { World } from '../world.js';

/** The surface an address belongs to, as far as its errors go. */
export function surfaceOf(path: string): Rule['surface'] | null {
  if (path === '/cgi-bin/token' || path === '/cgi-bin/stable_token') return 'token';
  if (path.startsWith('/cgi-bin/message/')) return 'message';
  if (path.startsWith('/cgi-bin/menu/')) return 'menu';
  if (path.startsWith('/cgi-bin/')) return 'cgi-bin';
  return path.startsWith('/sns/') ? 'sns' : null;
}

/** An error in the form of the family the call belongs to. */
export function errorAnswer(call: Call, world: World, errcode: number, errmsg: string): Answer {
  return call.path.startsWith('/cgi-bin/')
    ? cgiError(call, world, errcode, errmsg)
    : snsError(call, world, errcode, errmsg);
}

/** What the surface says with this errcode, or the family it belongs to, or another surface where neither has one. */
export function usualText(errcode: number, path: string): string {
  const rules = listRules().filter(({ code }) => code === errcode);
  const surface = surfaceOf(path);
  const own = rules.find((rule) => rule.surface === surface);
  const family = path.startsWith('/cgi-bin/') && rules.find((rule) => rule.surface === 'cgi-bin');
  return (own || family || rules[0])?.text ?? 'system error';
}
