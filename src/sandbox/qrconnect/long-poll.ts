import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';
import { qrLoginOf } from './find-qr-login.js';
import type { QrLogin } from './qr-login.js';

/** Where the desktop asks whether a phone has done something; at WeChat on a host of its own, `lp.open.weixin.qq.com`. */
export const LONG_POLL_PATH = '/connect/l/qrconnect';

/** WeChat's numbers for the states of a login. */
const NUMBERS = { waiting: 408, scanned: 404, confirmed: 405, cancelled: 403 } as const;
const LAPSED = 402;

/** How long one poll is held open, in real milliseconds, and how often it looks meanwhile. */
const HELD_MS = 25_000;
const LOOK_MS = 100;

/** Holds a poll until the phone does something the desktop does not know yet (`last`), or its time is over; whether there is news. */
export async function holdPoll(call: Call, world: World): Promise<boolean> {
  const known = call.parameter('last') ?? String(NUMBERS.waiting);
  for (let waited = 0; waited < HELD_MS; waited += LOOK_MS) {
    if (String(numberOf(qrLoginOf(call, world))) !== known) return true;
    await world.clock.pause(LOOK_MS);
  }
  return false;
}

/** `GET /connect/l/qrconnect?uuid=&last=`: a script that says where the login stands. */
export function pollQrLogin(call: Call, world: World): Answer {
  const login = qrLoginOf(call, world);
  if (login) {
    call.persona = login.consent.visitor.persona.id;
    call.login = login.consent.login;
  }
  const body = `window.wx_errcode=${numberOf(login)};window.wx_code='${login?.code ?? ''}';`;
  return { status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body };
}

function numberOf(login: QrLogin | null): number {
  return login ? NUMBERS[login.state] : LAPSED;
}
