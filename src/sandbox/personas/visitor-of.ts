import { NoSuchPersona } from '../sandbox.errors.js';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import type { Visitor } from './identity.js';

/** Who holds the phone, set by the phone. */
export const PERSONA_COOKIE = 'sandbox_persona';
/** Set once a snapshot visitor tapped for the full service (使用完整服务). */
export const FULL_SERVICE_COOKIE = 'sandbox_full_service';

/**
 * Who makes this call: the header `x-sandbox-persona`, else the phone's cookie, else the default persona.
 * @throws NoSuchPersona when the header names nobody; a cookie may be older than the world and is let pass.
 */
export function visitorOf(call: Call, world: World): Visitor {
  const named = call.header('x-sandbox-persona');
  const persona = named
    ? world.personas.find(named)
    : (world.personas.find(call.cookies.get(PERSONA_COOKIE) ?? '') ?? world.personas.default);
  if (!persona) throw new NoSuchPersona(named ?? '');
  call.persona = persona.id;
  return { persona, snapshot: persona.snapshot && !hasFullService(call) };
}

/** Whether whoever calls has tapped for the full service. */
export function hasFullService(call: Call): boolean {
  return call.header('x-sandbox-full-service') === '1' || call.cookies.get(FULL_SERVICE_COOKIE) === '1';
}
