import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import type { QrLogin } from './qr-login.js';

/** The login a call names by its `uuid`; null once it has lapsed. */
export function qrLoginOf(call: Call, world: World): QrLogin | null {
  return world.qrLogins.find(call.parameter('uuid') ?? call.form.get('uuid') ?? '');
}
