import { escapeHref, escapeHtml, isolate } from './html.js';
import type { Layout } from './layout.js';
import type { OpenInWechatModel } from './models.js';
import { qrCode } from './qr-code.js';
import type { Words } from './words/words.js';

/** For a visitor who is not in WeChat: a code to scan on a computer, a link to copy on a phone. */
export class OpenInWechatPage {
  constructor(
    private readonly words: Words,
    private readonly layout: Layout,
  ) {}

  /** The whole document. Nothing in it needs a script, save the button that copies. */
  render(model: OpenInWechatModel): string {
    const { open } = this.words;
    const { app, mobile } = model.client;
    const code = qrCode(model.url, escapeHtml(open.qr));
    const how = (mobile || code === null) && app === 'browser' ? open.howMobile : open.how[app];
    return (
      this.layout.start(open.title, 'open-in-wechat') +
      `<main class="open open_${app}"><h1 class="weui-msg__title">${escapeHtml(open.title)}</h1>` +
      `<p class="weui-msg__desc">${escapeHtml(how)}</p>` +
      (mobile || code === null ? this.toCopy(model, code) : this.toScan(model, code)) +
      this.toPhone(model) +
      `</main>${this.layout.end}`
    );
  }

  private toPhone({ phoneUrl }: OpenInWechatModel): string {
    if (!phoneUrl) return '';
    return `<p class="actions"><a class="weui-btn weui-btn_primary" id="phone" href="${escapeHref(phoneUrl)}">${escapeHtml(this.words.open.phone)}</a></p>`;
  }

  private toScan(model: OpenInWechatModel, code: string): string {
    const hint = `<p class="card__hint" aria-hidden="true">${escapeHtml(this.words.open.scan)}</p>`;
    return `<section class="card">${destination(model)}${code}${hint}</section>${this.address(model, 'default')}`;
  }

  /** A phone cannot scan its own screen: the code is folded away, for a second phone or a screenshot. */
  private toCopy(model: OpenInWechatModel, code: string | null): string {
    const { open } = this.words;
    const steps = open.steps.map((step) => `<li>${escapeHtml(step)}</li>`).join('');
    return (
      `<section class="card card_plain">${destination(model)}</section>${this.address(model, 'primary')}` +
      `<section class="steps"><h2 class="steps__title">${escapeHtml(open.stepsTitle)}</h2><ol>${steps}</ol></section>` +
      (code === null
        ? ''
        : `<details class="fold"><summary>${escapeHtml(open.fold)}</summary>${code}<p>${escapeHtml(open.foldHint)}</p></details>`)
    );
  }

  /** The address is there to be read and selected; the button appears with the script that serves it. */
  private address(model: OpenInWechatModel, kind: 'primary' | 'default'): string {
    const { open } = this.words;
    return (
      `<p class="address"><span class="weui-hidden_abs">${escapeHtml(open.address)}: </span><span id="address" translate="no">${escapeHtml(model.url)}</span></p>` +
      `<p class="actions"><button type="button" class="weui-btn weui-btn_${kind}" data-copy="address">${escapeHtml(open.copy)}</button></p>`
    );
  }
}

/** What will open, and on whose server: so that a visitor can tell whether to trust it. */
function destination({ title, host }: OpenInWechatModel): string {
  return `<p class="card__title">${isolate(title)}</p><p class="card__host">${isolate(host)}</p>`;
}
