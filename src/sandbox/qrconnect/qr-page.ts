import { renderSVG } from 'uqr';
import { callbackAddress } from '../authorize/callback-address.js';
import { html, Markup } from '../http/html.js';
import { wechatPage, type PageLanguage } from '../http/wechat-page.js';
import type { SandboxAccount } from '../sandbox-account.js';
import { CONFIRM_PATH } from './confirm-page.js';
import { LONG_POLL_PATH } from './long-poll.js';
import type { QrLogin } from './qr-login.js';

/** Where the picture of a code lies, its uuid appended. */
export const QR_PICTURE_PATH = '/connect/qrcode/';

/** Where the page's buttons go. */
export const QR_ANSWER_PATH = '/connect/qrconnect/answer';

const WORDS = {
  zh: {
    title: '微信登录',
    scan: '请使用微信扫描二维码登录',
    code: '登录二维码',
    phone: '手边没有手机？沙箱替你扫：',
    scanned: '扫描成功，请在手机上确认',
    cancelled: '你已取消此次登录，可以再次扫描',
    lapsed: '二维码已过期，请刷新',
    before: '用',
    after: '确认登录',
    cancel: '取消',
  },
  en: {
    title: 'WeChat login',
    scan: 'Scan with WeChat to log in to',
    code: 'Login QR code',
    phone: 'No phone at hand? The sandbox scans for you:',
    scanned: 'Scanned: confirm on the phone',
    cancelled: 'You cancelled this login',
    lapsed: 'The QR code has lapsed: reload the page',
    before: 'Log in as',
    after: '',
    cancel: 'Cancel',
  },
} satisfies Record<PageLanguage, Record<string, string>>;

/** The code as an SVG: the address that the phone opens. */
export function qrCode({ uuid }: QrLogin, sandboxUrl: string): string {
  return renderSVG(`${sandboxUrl}${CONFIRM_PATH}?uuid=${uuid}`, { border: 2 });
}

/**
 * The desktop's page: a QR code, which it asks WeChat about until a phone has confirmed, and beneath it the
 * buttons that stand for the phone.
 */
export function qrPage(
  account: SandboxAccount,
  qrLogin: QrLogin,
  sandboxUrl: string,
  language: PageLanguage,
): string {
  const words = WORDS[language];
  const { visitor, redirectUri, state } = qrLogin.consent;
  const { persona } = visitor;
  const picture = new Markup(qrCode(qrLogin, sandboxUrl));
  // The script puts the code where the uuid stands: until the phone confirms nobody knows it.
  const callback = callbackAddress(redirectUri, { code: qrLogin.uuid, state });
  return wechatPage(
    words.title,
    html`<main
        class="qr"
        id="qr"
        data-uuid="${qrLogin.uuid}"
        data-poll="${LONG_POLL_PATH}"
        data-callback="${callback}"
        data-scanned="${words.scanned}"
        data-cancelled="${words.cancelled}"
        data-lapsed="${words.lapsed}"
      >
        <h1>${words.title}</h1>
        <div class="qr-code" role="img" aria-label="${words.code}">${picture}</div>
        <p>${words.scan} <b>${account.name}</b></p>
        <p id="qr-state" role="status"></p>
        <form method="post" action="${QR_ANSWER_PATH}">
          <p class="detail">${words.phone}</p>
          <input type="hidden" name="uuid" value="${qrLogin.uuid}" />
          <button class="button" name="answer" value="allow" ${persona.refuses ? html` disabled` : null}>
            ${words.before} <bdi>${persona.nickname}</bdi> ${words.after}
          </button>
          <button class="button plain" name="answer" value="deny">${words.cancel}</button>
        </form>
      </main>
      <script src="/phone/qrconnect.js"></script>`,
    language,
  );
}
