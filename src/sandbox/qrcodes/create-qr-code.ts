import { cgiAnswer } from '../cgi/cgi-answer.js';
import { postedFields } from '../cgi/cgi-call.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import type { Scene } from './qr-codes.js';

const USUAL_SECONDS = 60;
/** Thirty days; longer is taken to be cut down to it. */
const MAX_SECONDS = 2_592_000;
const MAX_TEXT_CHARACTERS = 64;

/** What an `action_name` asks for. */
const ACTIONS: Readonly<Record<string, { kind: 'id' | 'text'; permanent: boolean; highest: number }>> = {
  QR_SCENE: { kind: 'id', permanent: false, highest: 4_294_967_295 },
  QR_STR_SCENE: { kind: 'text', permanent: false, highest: 0 },
  QR_LIMIT_SCENE: { kind: 'id', permanent: true, highest: 100_000 },
  QR_LIMIT_STR_SCENE: { kind: 'text', permanent: true, highest: 0 },
};

/** `POST /cgi-bin/qrcode/create`: a ticket for the picture of a code with a scene (场景值). @throws Refusal 40052, 40053, 45029 */
export function createQrCode(call: Call, world: World, account: SandboxAccount): Answer {
  const { action_name: name, action_info: info, expire_seconds: seconds } = postedFields(call);
  const action = typeof name === 'string' && Object.hasOwn(ACTIONS, name) ? ACTIONS[name]! : null;
  if (!action) throw new Refusal('cgi.qr_action');
  const scene = sceneOf(info, action.kind, action.highest);
  if (!action.permanent) {
    const expire_seconds = lifetime(seconds);
    const { ticket, url } = world.qrCodes.lend(account, scene, expire_seconds);
    return cgiAnswer(call, world, { ticket, expire_seconds, url });
  }
  const { ticket, url } = world.qrCodes.keep(account, scene);
  return cgiAnswer(call, world, { ticket, url });
}

function sceneOf(info: unknown, kind: 'id' | 'text', highest: number): Scene {
  const { scene } = (info ?? {}) as { scene?: unknown };
  const { scene_id: id, scene_str: text } = (scene ?? {}) as { scene_id?: unknown; scene_str?: unknown };
  if (kind === 'id') {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > highest)
      throw new Refusal('cgi.qr_info');
    return { id };
  }
  // A number in place of a text has been seen to work.
  const written = typeof text === 'number' ? String(text) : text;
  if (typeof written !== 'string' || written === '' || [...written].length > MAX_TEXT_CHARACTERS)
    throw new Refusal('cgi.qr_info');
  return { text: written };
}

function lifetime(seconds: unknown): number {
  if (seconds === undefined || seconds === null) return USUAL_SECONDS;
  const number = Number(seconds);
  if (!Number.isInteger(number) || number < 1) throw new Refusal('cgi.qr_info');
  return Math.min(number, MAX_SECONDS);
}
