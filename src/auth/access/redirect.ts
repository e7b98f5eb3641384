import type { ServerResponse } from 'node:http';

/** A 302 with nothing in it, that nobody keeps and that gives no referrer away (RFC 9700, §4.2). */
export function sendRedirect(
  response: ServerResponse,
  location: string,
  cookies: readonly string[] = [],
): void {
  response.writeHead(302, {
    Location: location,
    'Content-Length': 0,
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    Expires: '0',
    'Referrer-Policy': 'no-referrer',
    ...(cookies.length > 0 ? { 'Set-Cookie': cookies as string[] } : {}),
  });
  response.end();
}
