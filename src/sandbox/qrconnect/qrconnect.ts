import { isOnCallbackDomain } from '../authorize/callback-address.js';
import { denyCode, grantCode } from '../authorize/grant-code.js';
import { nothingThere, pageAnswer, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { visitorOf } from '../personas/visitor-of.js';
import { languageOf } from '../phone/language.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { QR_SECONDS, type QrLogin } from './qr-login.js';
import { qrCode, qrPage, QR_PICTURE_PATH } from './qr-page.js';

/** `GET /connect/qrconnect`: a website's login on a desktop, parameters in any order. */
export function qrconnect(call: Call, world: World): Answer {
  const account = websiteOf(call, world);
  const redirectUri = call.parameter('redirect_uri') ?? '';
  if (!isOnCallbackDomain(redirectUri, account)) throw new Refusal('qrconnect.redirect_uri');
  const { persona } = visitorOf(call, world);
  const state = call.parameter('state') ?? '';
  const login = state || world.random.alphanumeric(16);
  call.login = login;
  // Scanning happens in the real WeChat, not in a page: there is no snapshot of it.
  const visitor = { persona, snapshot: false };
  const consent = { accountKey: account.key, visitor, redirectUri, scope: 'snsapi_login', state, login };
  const automatic = call.header('x-sandbox-auto-consent');
  if (automatic === 'allow' && !persona.refuses) return grantCode(world, consent);
  if (automatic === 'allow' || automatic === 'deny') return denyCode(world, consent);
  const qrLogin: QrLogin = { uuid: world.random.alphanumeric(16), consent, state: 'waiting', code: null };
  world.qrLogins.put(qrLogin.uuid, qrLogin, QR_SECONDS);
  return withOwnScript(pageAnswer(qrPage(account, qrLogin, world.url, languageOf(call))));
}

/** `GET /connect/qrcode/{uuid}`: the code's picture alone, for pages that draw the rest themselves. */
export function qrPicture(call: Call, world: World): Answer {
  const qrLogin = world.qrLogins.find(call.path.slice(QR_PICTURE_PATH.length));
  if (!qrLogin) return nothingThere();
  const headers = { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' };
  return { status: 200, headers, body: qrCode(qrLogin, world.url) };
}

/** The page asks again and again where the login stands, by a script from here. */
function withOwnScript(answer: Answer): Answer {
  const policy = `${String(answer.headers['content-security-policy'])}; script-src 'self'`;
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': policy } };
}

/** `POST /connect/qrconnect/answer`: the phone's confirmation, given on the page that shows the QR code. It counts once. */
export function answerQrLogin(call: Call, world: World): Answer {
  const qrLogin = world.qrLogins.take(call.form.get('uuid') ?? '');
  if (!qrLogin) throw new Refusal('qrconnect.link');
  const { consent } = qrLogin;
  call.persona = consent.visitor.persona.id;
  call.login = consent.login;
  const confirmed = call.form.get('answer') === 'allow' && !consent.visitor.persona.refuses;
  qrLogin.state = confirmed ? 'confirmed' : 'cancelled';
  return confirmed ? grantCode(world, consent, 303) : denyCode(world, consent, 303);
}

function websiteOf(call: Call, world: World): SandboxAccount {
  const account = world.accounts.findByAppId(call.parameter('appid') ?? '');
  if (!account) throw new Refusal('qrconnect.appid');
  const scopeFits = account.kind === 'website' && call.parameter('scope') === 'snsapi_login';
  if (!scopeFits) throw new Refusal('qrconnect.scope');
  if (account.banned) throw new Refusal('qrconnect.link');
  return account;
}
