import { escapeHref, escapeHtml } from './html.js';
import { MESSAGE_ICONS, type MessageIcon } from './icons.js';

/** WeUI's message page (`weui-msg`): one mark, one title, one sentence, what to do. */
export interface Message {
  readonly icon: MessageIcon;
  readonly title: string;
  readonly text: string;
  /** The first is the page's main action. An empty `href` is the page's own address. */
  readonly actions: readonly { readonly label: string; readonly href: string }[];
  /** HTML that follows the actions. */
  readonly extra?: string;
  /** Label of a button that closes WeChat's web view; shown by the script, inside WeChat alone. */
  readonly close?: string;
}

/** The message's HTML, without the document around it. */
export function messageBody(message: Message): string {
  const actions = message.actions.map(({ label, href }, index) => {
    const kind = index === 0 ? 'primary' : 'default';
    return `<a class="weui-btn weui-btn_${kind}" href="${href === '' ? '' : escapeHref(href)}">${escapeHtml(label)}</a>`;
  });
  if (message.close !== undefined) {
    actions.push(
      `<button type="button" class="weui-btn weui-btn_default" data-close hidden>${escapeHtml(message.close)}</button>`,
    );
  }
  return (
    `<div class="weui-msg"><div class="weui-msg__icon-area">${MESSAGE_ICONS[message.icon]}</div>` +
    `<div class="weui-msg__text-area"><h1 class="weui-msg__title" tabindex="-1">${escapeHtml(message.title)}</h1>` +
    `<p class="weui-msg__desc">${escapeHtml(message.text)}</p></div>` +
    (actions.length > 0 ? `<div class="weui-msg__opr-area">${actions.join('')}</div>` : '') +
    `${message.extra ?? ''}</div>`
  );
}
