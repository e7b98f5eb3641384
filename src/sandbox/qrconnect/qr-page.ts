import { renderSVG } from 'uqr';
import { html, Markup } from '../http/html.js';
import { wechatPage, type PageLanguage } from '../http/wechat-page.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { QrLogin } from './qr-login.js';

/** Where the page's buttons go. */
export const QR_ANSWER_PATH = '/connect/qrconnect/answer';

const WORDS = {
  zh: {
    title: '微信登录',
    scan: '请使用微信扫描二维码登录',
    code: '登录二维码',
    phone: '没有真的手机？沙箱替你扫：',
    before: '用',
    after: '确认登录',
    cancel: '取消',
  },
  en: {
    title: 'WeChat login',
    scan: 'Scan with WeChat to log in to',
    code: 'Login QR code',
    phone: 'No phone at hand? The sandbox scans for you:',
    before: 'Log in as',
    after: '',
    cancel: 'Cancel',
  },
} satisfies Record<PageLanguage, Record<string, string>>;

/** The desktop's page: a QR code, and beneath it the buttons that stand for the phone. */
export function qrPage(
  account: SandboxAccount,
  qrLogin: QrLogin,
  sandboxUrl: string,
  language: PageLanguage,
): string {
  const words = WORDS[language];
  const { persona } = qrLogin.consent.visitor;
  const picture = new Markup(renderSVG(`${sandboxUrl}/connect/confirm?uuid=${qrLogin.uuid}`, { border: 2 }));
  return wechatPage(
    words.title,
    html`<main class="qr">
      <h1>${words.title}</h1>
      <div class="qr-code" role="img" aria-label="${words.code}">${picture}</div>
      <p>${words.scan} <b>${account.name}</b></p>
      <form method="post" action="${QR_ANSWER_PATH}">
        <p class="detail">${words.phone}</p>
        <input type="hidden" name="uuid" value="${qrLogin.uuid}" />
        <button class="button" name="answer" value="allow" ${persona.refuses ? html` disabled` : null}>
          ${words.before} <bdi>${persona.nickname}</bdi> ${words.after}
        </button>
        <button class="button plain" name="answer" value="deny">${words.cancel}</button>
      </form>
    </main>`,
    language,
  );
}
