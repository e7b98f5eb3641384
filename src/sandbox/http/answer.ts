import type { OutgoingHttpHeaders } from 'node:http';

/** What goes back. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
  /** More was promised: the connection is cut after this much of the body. */
  readonly cutShort?: boolean;
  /** What follows the body while the connection is open: is handed the way to send, answers how to stop. */
  readonly stream?: (send: (text: string) => void) => () => void;
}

/** Styles come from the sandbox itself, scripts from nowhere. `form-action` is left open: it would stop redirects after a form. */
const PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'";

/** A page of the platform, always new. */
export function pageAnswer(markup: string, status = 200): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
    },
    body: markup,
  };
}

/** On to another address, which must be fit for a header. */
export function redirectAnswer(location: string, status: 301 | 302 | 303 = 302): Answer {
  return { status, headers: { location, 'cache-control': 'no-store', 'content-length': 0 }, body: '' };
}

/** An answer of the sandbox's own control plane. */
export function jsonAnswer(value: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Answer {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** Server-sent events. */
export function eventStreamAnswer(stream: NonNullable<Answer['stream']>): Answer {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body: '', stream };
}

/** What the platform's web server says of an address it does not have. */
export function nothingThere(): Answer {
  return {
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  };
}
