// Line breaks of every kind become a space; other control characters and halves of surrogate pairs cannot be shown.
const SPECIAL = /[&<>"'\p{Cc}\u2028\u2029\p{Cs}\ufffe\uffff]/u;
const EACH_SPECIAL = new RegExp(SPECIAL, 'gu');

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
  '\u0085': ' ',
  '\u2028': ' ',
  '\u2029': ' ',
};

/** A text from outside, safe between tags and inside a quoted attribute; control characters are dropped. */
export function escapeHtml(text: string): string {
  return SPECIAL.test(text) ? text.replace(EACH_SPECIAL, (found) => REPLACEMENTS[found] ?? '') : text;
}

/**
 * The same, kept apart from what stands around it: a text that turns the reading direction turns itself only.
 */
export function isolate(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`;
}

/** An address for `href`: a path on this server or an http(s) address; anything else leads to `/`. */
export function escapeHref(url: string): string {
  return /^(?:\/(?![/\\])|https?:\/\/)/i.test(url) && !hasControl(url) ? escapeHtml(url) : '/';
}

/** An address on this very server, for `src`; null for any other. */
export function escapeOwnPath(path: string | null): string | null {
  return path !== null && /^\/(?![/\\])/.test(path) && !hasControl(path) ? escapeHtml(path) : null;
}

/** Browsers take tabs and line breaks out of an address: `/<tab>/evil` would be `//evil`. */
function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Whether there is anything to see: letters, signs or emoji, not just spaces and joiners. */
export function isVisible(text: string): boolean {
  return /[^\s\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]/u.test(text);
}

const SIMPLE_START = /^[A-Za-z0-9\u3400-\u9fff](?![\p{M}\u200d])/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first character a person sees, an emoji of several code points whole; not yet escaped. */
export function initialOf(text: string): string {
  if (SIMPLE_START.test(text)) return text[0]!;
  for (const { segment } of graphemes.segment(text)) if (isVisible(segment)) return segment;
  return '';
}
