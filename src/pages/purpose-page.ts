import { escapeHref, escapeHtml, isolate } from './html.js';
import type { Layout } from './layout.js';
import type { PurposeModel } from './models.js';
import type { Words } from './words/words.js';

/** Says who asks for the profile, for what and for how long, before WeChat asks: agreeing and declining weigh the same. */
export class PurposePage {
  constructor(
    private readonly words: Words,
    private readonly layout: Layout,
  ) {}

  /** What it says, as text: what somebody agrees to who taps on. */
  text({ accountName, reason }: Pick<PurposeModel, 'accountName' | 'reason'>): string {
    const { title, what, whatValue, why, howLong, howLongValue, free } = this.words.purpose;
    return [
      `${title[0]}${accountName}${title[1]}`,
      `${what}: ${whatValue}`,
      `${why}: ${reason}`,
      `${howLong}: ${howLongValue}`,
      free,
    ].join('\n');
  }

  /** The whole document. */
  render(model: PurposeModel): string {
    const { purpose } = this.words;
    const [before, after] = purpose.title;
    const later = escapeHref(model.laterUrl);
    const privacy =
      model.privacyUrl === undefined
        ? ''
        : `<p class="privacy"><a href="${escapeHref(model.privacyUrl)}">${escapeHtml(purpose.privacy)}</a></p>`;
    return (
      this.layout.start(purpose.pageTitle, 'purpose') +
      `<main class="purpose" data-done="${later}"><h1 class="weui-msg__title">${escapeHtml(before)}${isolate(model.accountName)}${escapeHtml(after)}</h1>` +
      '<dl class="weui-cells">' +
      point(purpose.what, escapeHtml(purpose.whatValue)) +
      point(purpose.why, isolate(model.reason)) +
      point(purpose.howLong, escapeHtml(purpose.howLongValue)) +
      `</dl><p class="purpose__free">${escapeHtml(purpose.free)}</p>` +
      `<p class="equal"><a class="weui-btn weui-btn_default" id="later" href="${later}">${escapeHtml(purpose.later)}</a>` +
      `<a class="weui-btn weui-btn_primary" id="agree" href="${escapeHref(model.continueUrl)}">${escapeHtml(purpose.agree)}</a></p>` +
      `${privacy}</main>${this.layout.end}`
    );
  }
}

function point(label: string, html: string): string {
  return `<div class="weui-cell weui-cell_stacked"><dt class="weui-cell__bd">${escapeHtml(label)}</dt><dd class="weui-cell__ft">${html}</dd></div>`;
}
