import { requireWeChatBrowser } from '../authorize/authorize.js';
import { issueCode } from '../authorize/grant-code.js';
import { pageAnswer, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { visitorOf } from '../personas/visitor-of.js';
import { languageOf } from '../phone/language.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';
import { confirmPage, confirmedPage } from './confirm-page.js';
import { qrLoginOf } from './find-qr-login.js';
import { QR_SECONDS, type QrLogin } from './qr-login.js';

/** `GET /connect/confirm?uuid=`: what the phone shows when it has scanned the code of a desktop. */
export function scanQrLogin(call: Call, world: World): Answer {
  requireWeChatBrowser(call);
  const { persona } = visitorOf(call, world);
  const login = openLogin(call, world);
  login.state = 'scanned';
  const account = world.accounts.get(login.consent.accountKey);
  return pageAnswer(confirmPage(account, persona, login.uuid, languageOf(call)));
}

/** `POST /connect/confirm`: the phone confirms or cancels. The desktop learns of it, and goes to the callback itself. */
export function confirmQrLogin(call: Call, world: World): Answer {
  const { persona } = visitorOf(call, world);
  const login = openLogin(call, world);
  const consent = { ...login.consent, visitor: { persona, snapshot: false } };
  const account = world.accounts.get(consent.accountKey);
  const confirmed = call.form.get('answer') === 'allow' && !persona.refuses;
  login.state = confirmed ? 'confirmed' : 'cancelled';
  login.code = confirmed ? issueCode(world, consent) : null;
  if (!confirmed) {
    world.history.note(persona.id, { kind: 'refusal', account: account.key, detail: consent.scope });
  }
  // The desktop may take its time to ask; until then the outcome stays.
  world.qrLogins.put(login.uuid, { ...login, consent }, QR_SECONDS);
  return pageAnswer(confirmedPage(account, confirmed, languageOf(call)));
}

/** A login that nobody has confirmed yet; one that was cancelled may be scanned again. @throws Refusal */
function openLogin(call: Call, world: World): QrLogin {
  const login = qrLoginOf(call, world);
  if (!login || login.state === 'confirmed') throw new Refusal('qrconnect.link');
  call.login = login.consent.login;
  return login;
}
