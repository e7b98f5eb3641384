import { answerConsent, authorize } from '../authorize/authorize.js';
import { CONSENT_ANSWER_PATH } from '../authorize/consent-sheet.js';
import { refusalPage } from '../authorize/error-page.js';
import { nothingThere, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { avatar } from '../personas/avatar.js';
import { QR_ANSWER_PATH } from '../qrconnect/qr-page.js';
import { answerQrLogin, qrconnect } from '../qrconnect/qrconnect.js';
import { Refusal, type RuleId } from '../rules.js';
import { exchangeCode } from '../sns/access-token.js';
import { checkToken } from '../sns/auth.js';
import { refreshToken } from '../sns/refresh-token.js';
import { snsError } from '../sns/sns-answer.js';
import { userinfo } from '../sns/userinfo.js';
import type { World } from '../world.js';

/** One address of WeChat. */
export type Handler = (call: Call, world: World) => Answer;

const PAGES: Record<string, Handler> = {
  'GET /connect/oauth2/authorize': authorize,
  [`POST ${CONSENT_ANSWER_PATH}`]: answerConsent,
  'GET /connect/qrconnect': qrconnect,
  [`POST ${QR_ANSWER_PATH}`]: answerQrLogin,
};

/** Parameters come from the query whatever the method: a POSTed form counts as nothing sent. */
const SNS: Record<string, Handler> = {
  '/sns/oauth2/access_token': exchangeCode,
  '/sns/oauth2/refresh_token': refreshToken,
  '/sns/userinfo': userinfo,
  '/sns/auth': checkToken,
};

/** What WeChat answers, and by which rule it refused. */
export function answerAsWeChat(call: Call, world: World): { answer: Answer; rule: RuleId | null } {
  const sns = Object.hasOwn(SNS, call.path) ? SNS[call.path] : undefined;
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const page = PAGES[`${method} ${call.path}`];
  try {
    if (sns) return { answer: sns(call, world), rule: null };
    if (page) return { answer: page(call, world), rule: null };
    if (call.path.startsWith('/mmopen/')) return { answer: avatar(call, world), rule: null };
    return { answer: nothingThere(), rule: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, text } = error.rule;
    return { answer: sns ? snsError(world, code ?? -1, text) : refusalPage(error), rule: error.ruleId };
  }
}
