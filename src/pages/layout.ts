import { escapeHtml, isolate } from './html.js';
import type { Language } from './language.js';
import type { PageAssets } from './assets.js';
import type { Words } from './words/words.js';

/** What stands around every page of one language: made once, at start. */
export class Layout {
  /** The status line, the footer and the end of the document. */
  readonly end: string;
  private readonly head: string;

  constructor(language: Language, words: Words, assets: PageAssets, productName: string | undefined) {
    this.head =
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
      // No user-scalable=0: whoever needs to may pinch.
      '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">' +
      '<meta name="color-scheme" content="light dark">' +
      '<meta name="wechat-enable-text-zoom-em" content="true">' +
      '<meta name="format-detection" content="telephone=no"><meta name="robots" content="noindex">' +
      `<link rel="icon" href="${assets.url('icon.svg')}"><link rel="stylesheet" href="${assets.url('visitor.css')}">` +
      `<script src="${assets.url('visitor.js')}" defer></script><title>`;
    this.end = `${statusLine(words)}${footer(words, productName)}</body></html>`;
  }

  /** From the doctype to the opened body; `page` tells the script what it is on. */
  start(title: string, page: string): string {
    return `${this.head}${escapeHtml(title)}</title></head><body data-page="${page}">`;
  }
}

function statusLine({ status }: Words): string {
  const sayings = (Object.keys(status) as (keyof typeof status)[])
    .map((key) => ` data-${kebab(key)}="${escapeHtml(status[key])}"`)
    .join('');
  return `<p class="weui-toast" id="status" role="status" aria-live="polite"${sayings}></p>`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function footer(words: Words, productName: string | undefined): string {
  if (!productName) return '';
  const [before, after] = words.servedBy;
  return `<footer class="weui-footer"><p class="weui-footer__text">${escapeHtml(before)}${isolate(productName)}${escapeHtml(after)}</p></footer>`;
}
