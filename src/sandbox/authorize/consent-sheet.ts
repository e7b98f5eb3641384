import { avatarPath } from '../personas/avatar-path.js';
import { html } from '../http/html.js';
import { wechatPage, type PageLanguage } from '../http/wechat-page.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { Persona } from '../personas/persona.js';

/** Where the sheet's answer goes. */
export const CONSENT_ANSWER_PATH = '/connect/oauth2/authorize/answer';

const WORDS = {
  zh: {
    asks: '申请使用',
    title: '你的头像、昵称',
    share: '微信个人信息',
    deny: '拒绝',
    allow: '允许',
    refuses: '这位访客总是拒绝，「允许」点不动',
    sheet: '授权请求',
  },
  en: {
    asks: 'requests access to',
    title: 'Your profile photo and nickname',
    share: 'WeChat profile',
    deny: 'Reject',
    allow: 'Allow',
    refuses: 'This visitor always refuses: Allow is switched off',
    sheet: 'Authorization request',
  },
} satisfies Record<PageLanguage, Record<string, string>>;

/** The half-screen dialog: who asks, what for, and the two buttons. */
export function consentSheet(
  account: SandboxAccount,
  persona: Persona,
  consentId: string,
  language: PageLanguage,
): string {
  const words = WORDS[language];
  const picture = avatarPath(persona, 96);
  return wechatPage(
    account.name,
    html`<main class="backdrop">
      <form class="sheet" method="post" action="${CONSENT_ANSWER_PATH}" aria-labelledby="asks">
        <h1 class="sheet-title" id="asks">
          <span class="sheet-logo" aria-hidden="true">${[...account.name][0] ?? '号'}</span
          ><b>${account.name}</b> <span>${words.asks}</span>
        </h1>
        <p class="sheet-what">${words.title}</p>
        <div class="sheet-who">
          ${
            picture === ''
              ? html`<span class="avatar blank" aria-hidden="true"></span>`
              : html`<img class="avatar" src="${picture}" alt="" width="40" height="40" />`
          }<span class="sheet-name"><bdi>${persona.nickname}</bdi><small>${words.share}</small></span
          ><span class="tick" aria-hidden="true"></span>
        </div>
        ${persona.refuses ? html`<p class="sheet-note">${words.refuses}</p>` : null}
        <input type="hidden" name="consent" value="${consentId}" />
        <div class="sheet-buttons">
          <button class="button plain" name="answer" value="deny">${words.deny}</button
          ><button class="button" name="answer" value="allow" ${persona.refuses ? html` disabled` : null}>
            ${words.allow}
          </button>
        </div>
      </form>
    </main>`,
    language,
  );
}
