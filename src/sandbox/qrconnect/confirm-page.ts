import { html } from '../http/html.js';
import { wechatPage, type PageLanguage } from '../http/wechat-page.js';
import type { Persona } from '../personas/persona.js';
import type { SandboxAccount } from '../sandbox-account.js';

/** What the phone opens after a scan, and where its buttons go. */
export const CONFIRM_PATH = '/connect/confirm';

const WORDS = {
  zh: {
    title: '登录确认',
    asks: '申请登录',
    as: '登录身份',
    confirm: '确认登录',
    cancel: '取消',
    confirmed: '已登录',
    confirmedHint: '请回到电脑上继续',
    cancelled: '已取消此次登录',
    cancelledHint: '你可以在电脑上重新扫码',
  },
  en: {
    title: 'Confirm login',
    asks: 'asks you to log in',
    as: 'Log in as',
    confirm: 'Log in',
    cancel: 'Cancel',
    confirmed: 'Logged in',
    confirmedHint: 'Go on at the computer',
    cancelled: 'Login cancelled',
    cancelledHint: 'You may scan again',
  },
} satisfies Record<PageLanguage, Record<string, string>>;

/** The phone's question: who logs in where. */
export function confirmPage(
  account: SandboxAccount,
  persona: Persona,
  uuid: string,
  language: PageLanguage,
): string {
  const words = WORDS[language];
  return wechatPage(
    words.title,
    html`<main class="qr">
      <h1><b>${account.name}</b> ${words.asks}</h1>
      <p>${words.as} <bdi>${persona.nickname}</bdi></p>
      <form method="post" action="${CONFIRM_PATH}">
        <input type="hidden" name="uuid" value="${uuid}" />
        <button class="button" name="answer" value="allow" ${persona.refuses ? html` disabled` : null}>
          ${words.confirm}
        </button>
        <button class="button plain" name="answer" value="deny">${words.cancel}</button>
      </form>
    </main>`,
    language,
  );
}

/** What the phone shows once it has answered. */
export function confirmedPage(account: SandboxAccount, confirmed: boolean, language: PageLanguage): string {
  const words = WORDS[language];
  return wechatPage(
    words.title,
    html`<main class="qr">
      <h1>${confirmed ? words.confirmed : words.cancelled}</h1>
      <p><b>${account.name}</b></p>
      <p class="detail">${confirmed ? words.confirmedHint : words.cancelledHint}</p>
    </main>`,
    language,
  );
}
