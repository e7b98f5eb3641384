import { answerConsent, authorize } from '../authorize/authorize.js';
import { CONSENT_ANSWER_PATH } from '../authorize/consent-sheet.js';
import { refusalPage } from '../authorize/error-page.js';
import { reportQuota, reportRid } from '../cgi/api-reports.js';
import { checkCallback } from '../cgi/callback-check.js';
import { withGlobalToken } from '../cgi/cgi-call.js';
import { clearQuota, clearQuotaBySecret, clearQuotaOfPath } from '../cgi/clear-quota.js';
import { fetchClassicToken, fetchStableToken } from '../cgi/fetch-token.js';
import { apiAddresses, pushAddresses } from '../cgi/platform-addresses.js';
import { fetchTicket } from '../cgi/ticket.js';
import { USER_CALLS } from '../cgi/user-calls.js';
import { getMedia, MEDIA_PATH, showMedia } from '../media/media-calls.js';
import { sendCustomMessage, sendTyping } from '../messages/custom-message.js';
import { createMenu, deleteMenu, describeMenu, getMenu } from '../messages/menu-calls.js';
import { sendTemplateMessage } from '../messages/template-message.js';
import { nothingThere, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { callJsApi, checkJsConfig, isJsCall, jsRefusal } from '../jssdk/js-calls.js';
import { avatar } from '../personas/avatar.js';
import { CONFIRM_PATH } from '../qrconnect/confirm-page.js';
import { confirmQrLogin, scanQrLogin } from '../qrconnect/confirm.js';
import { LONG_POLL_PATH, pollQrLogin } from '../qrconnect/long-poll.js';
import { QR_ANSWER_PATH, QR_PICTURE_PATH } from '../qrconnect/qr-page.js';
import { answerQrLogin, qrconnect, qrPicture } from '../qrconnect/qrconnect.js';
import { createQrCode } from '../qrcodes/create-qr-code.js';
import { showQrCode } from '../qrcodes/show-qr-code.js';
import { Refusal, type RuleId } from '../rules.js';
import { exchangeCode } from '../sns/access-token.js';
import { checkToken } from '../sns/auth.js';
import { refreshToken } from '../sns/refresh-token.js';
import { userinfo } from '../sns/userinfo.js';
import { isRunaway } from '../runaways/watched-call.js';
import type { World } from '../world.js';
import { errorAnswer, surfaceOf } from './error-answer.js';

/** One address of WeChat. */
export type Handler = (call: Call, world: World) => Answer;

const PAGES: Record<string, Handler> = {
  'GET /connect/oauth2/authorize': authorize,
  [`POST ${CONSENT_ANSWER_PATH}`]: answerConsent,
  'GET /cgi-bin/showqrcode': showQrCode,
  'GET /connect/qrconnect': qrconnect,
  [`POST ${QR_ANSWER_PATH}`]: answerQrLogin,
  [`GET ${LONG_POLL_PATH}`]: pollQrLogin,
  [`GET ${CONFIRM_PATH}`]: scanQrLogin,
  [`POST ${CONFIRM_PATH}`]: confirmQrLogin,
  'GET /open/js/config': checkJsConfig,
  'GET /open/js/call': callJsApi,
};

/** Parameters come from the query whatever the method; the exchange alone takes a POSTed form as well. */
const SNS: Record<string, Handler> = {
  '/sns/oauth2/access_token': exchangeCode,
  '/sns/oauth2/refresh_token': refreshToken,
  '/sns/userinfo': userinfo,
  '/sns/auth': checkToken,
};

const CGI: Record<string, Handler> = {
  ...USER_CALLS,
  '/cgi-bin/token': fetchClassicToken,
  '/cgi-bin/stable_token': fetchStableToken,
  '/cgi-bin/ticket/getticket': withGlobalToken(fetchTicket),
  '/cgi-bin/get_api_domain_ip': withGlobalToken(apiAddresses),
  '/cgi-bin/getcallbackip': withGlobalToken(pushAddresses),
  '/cgi-bin/callback/check': withGlobalToken(checkCallback),
  '/cgi-bin/message/custom/send': withGlobalToken(sendCustomMessage),
  '/cgi-bin/message/custom/typing': withGlobalToken(sendTyping),
  '/cgi-bin/message/template/send': withGlobalToken(sendTemplateMessage),
  '/cgi-bin/media/get': withGlobalToken(getMedia),
  '/cgi-bin/qrcode/create': withGlobalToken(createQrCode),
  '/cgi-bin/menu/create': withGlobalToken(createMenu),
  '/cgi-bin/menu/get': withGlobalToken(getMenu),
  '/cgi-bin/menu/delete': withGlobalToken(deleteMenu),
  '/cgi-bin/get_current_selfmenu_info': withGlobalToken(describeMenu),
  '/cgi-bin/clear_quota': withGlobalToken(clearQuota),
  '/cgi-bin/clear_quota/v2': clearQuotaBySecret,
  '/cgi-bin/openapi/quota/get': withGlobalToken(reportQuota),
  '/cgi-bin/openapi/quota/clear': withGlobalToken(clearQuotaOfPath),
  '/cgi-bin/openapi/rid/get': withGlobalToken(reportRid),
};

/** By path alone: these answer errors, not pages, and say themselves which method they want. */
const APIS: ReadonlyMap<string, Handler> = new Map([...Object.entries(SNS), ...Object.entries(CGI)]);

/** What WeChat answers, and by which rule it refused. */
export function answerAsWeChat(call: Call, world: World): { answer: Answer; rule: RuleId | null } {
  const api = APIS.get(call.path);
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const page = PAGES[`${method} ${call.path}`];
  try {
    if (api && isRunaway(call, world)) throw new Refusal(quotaRuleOf(call.path));
    if (api) return { answer: api(call, world), rule: null };
    if (page) return { answer: page(call, world), rule: null };
    if (call.path.startsWith(QR_PICTURE_PATH)) return { answer: qrPicture(call, world), rule: null };
    if (call.path.startsWith('/mmopen/')) return { answer: avatar(call, world), rule: null };
    if (call.path.startsWith(MEDIA_PATH)) return { answer: showMedia(call, world), rule: null };
    return { answer: nothingThere(), rule: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isJsCall(call.path)) return { answer: jsRefusal(call, error), rule: error.ruleId };
    const answer = api ? errorAnswer(call, world, error.rule.code ?? -1, error.message) : refusalPage(error);
    return { answer, rule: error.ruleId };
  }
}

/** By which rule a family of addresses says that there were too many calls within a minute. */
function quotaRuleOf(path: string): RuleId {
  const surface = surfaceOf(path);
  if (surface === 'token') return 'token.minute_quota';
  return surface === 'sns' ? 'sns.rate' : 'cgi.minute_quota';
}
