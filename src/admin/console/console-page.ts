/** Where the build leaves room for the nonce of one answer (Vite's `html.cspNonce`). */
export const NONCE_PLACE = '__LINGPAI_NONCE__';

/**
 * What the console's page may do: load from us alone, and no script or style that is not a file of ours or marked
 * with this answer's nonce.
 */
export function consoleHeaders(nonce: string): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  };
}

/** Stands in while the console is not built. */
export function notBuiltYet(): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>令牌 Lingpai</title>
<h1>控制台尚未构建 · The console is not built</h1>
<p>请运行 <code>npm run build</code>，然后刷新本页。</p>
<p>Run <code>npm run build</code>, then reload this page. The API behind it answers already.</p>
</html>
`;
}
