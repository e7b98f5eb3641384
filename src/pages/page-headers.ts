/** What a page may be asked to allow beyond the ordinary. */
export interface PageHeaderOptions {
  /** The one origin that may show our pages in a frame (the sandbox's phone); nobody when absent. */
  readonly frameAncestor?: string;
  /** The one address beside our own from which a script may come: WeChat's JS-SDK. */
  readonly script?: { readonly url: string; readonly mayCall: boolean };
}

/** What goes with a hashed file: kept for a year, never asked for again. */
export const ASSET_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'Cache-Control': 'public, max-age=31536000, immutable',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
});

/**
 * The headers of every HTML answer to a visitor. Compute them once and send the same object each time.
 * Throws when `frameAncestor` is not an origin.
 */
export function pageHeaders(options: PageHeaderOptions = {}): Readonly<Record<string, string>> {
  const script = options.script === undefined ? '' : ` ${options.script.url}`;
  const called = options.script?.mayCall ? ` ${originOf(options.script.url)}` : '';
  const ancestor = options.frameAncestor === undefined ? "'none'" : originOf(options.frameAncestor);
  return Object.freeze({
    'Content-Type': 'text/html; charset=utf-8',
    // Some WeChat web views keep a page that says only no-store.
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    Expires: '0',
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      `script-src 'self'${script}`,
      "img-src 'self'",
      `connect-src 'self'${called}`,
      "form-action 'self'",
      "base-uri 'none'",
      `frame-ancestors ${ancestor}`,
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  });
}

function originOf(text: string): string {
  const { origin, protocol } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error('A frame ancestor is an http(s) origin');
  return origin;
}
