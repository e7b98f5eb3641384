import type { Duplex } from 'node:stream';
import type { Problem } from '../errors/problem.js';

/** Why no request came of what a client sent, as Node's parser tells it. */
export type ParserError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly code: string;
  readonly detail: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly text: { readonly zh: string; readonly en: string };
}

const UNREADABLE: Answer = {
  status: 400,
  reason: 'Bad Request',
  code: 'request.unreadable',
  detail: 'This is not HTTP as it is written; an address has no characters but ASCII, others are %-escaped.',
  title: { zh: '无法识别这个地址', en: 'This address cannot be read' },
  text: {
    zh: '地址里有不能直接使用的字符，或者请求不完整。请回到原来的地方重新打开。',
    en: 'It contains characters that cannot stand in an address as they are, or the request is not complete. Please go back to where you found it and open it again.',
  },
};
const TOO_LARGE: Answer = {
  status: 431,
  reason: 'Request Header Fields Too Large',
  code: 'request.headers_too_large',
  detail: 'Request line and headers are longer than 16 KiB together.',
  title: { zh: '内容太长', en: 'Too long' },
  text: {
    zh: '链接或浏览器保存的 Cookie 超过了限度。请清除本站的 Cookie，再回到原来的地方重新打开。',
    en: 'The link, or the cookies that the browser keeps for this site, are longer than we take. Please clear them, go back to where you found the link and open it again.',
  },
};
const TOO_SLOW: Answer = {
  status: 408,
  reason: 'Request Timeout',
  code: 'request.timed_out',
  detail: 'The request did not arrive whole in time: 10 seconds for the headers, 20 for all of it.',
  title: { zh: '网络太慢', en: 'The network is slow' },
  text: { zh: '请求没有及时送到。请再试一次。', en: 'The request did not arrive in time. Please try again.' },
};
const BY_CODE: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: TOO_LARGE,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { ...TOO_LARGE, status: 413, reason: 'Payload Too Large' },
  ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW,
};

/** How long a client may take to read the answer and go, in milliseconds. */
const LINGER_MS = 2_000;
/** What only programs ask for. */
const PROGRAMS = /^[A-Z]+ \/(?:api|admin\/api)\//;
const ACCEPT = /\r\naccept:([^\r\n]*)/i;

/**
 * Answers what Node could make no request of (`clientError` of its server), and closes: a calm page in both
 * languages for people, problem+json for programs. Nothing of what was sent comes back.
 */
export function answerUnread(error: ParserError, socket: Duplex): void {
  const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent: boolean } | null };
  // Gone already, answered already, or in the midst of another answer, which this would corrupt.
  if (!socket.writable || underWay?.headersSent) return void socket.destroy();
  const answer = BY_CODE[error.code ?? ''] ?? UNREADABLE;
  const [type, body] = forAProgram(error.rawPacket)
    ? ['application/problem+json', JSON.stringify(problem(answer))]
    : ['text/html', page(answer)];
  socket.end(
    [
      `HTTP/1.1 ${answer.status} ${answer.reason}`,
      `Content-Type: ${type}; charset=utf-8`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // One who does not close is not waited for.
  (socket as Duplex & { setTimeout?: (ms: number, then: () => void) => void }).setTimeout?.(LINGER_MS, () =>
    socket.destroy(),
  );
}

/** By address or `Accept`, as far as they have come. */
function forAProgram(packet: Buffer | undefined): boolean {
  const sent = packet?.toString('latin1') ?? '';
  const accept = ACCEPT.exec(sent)?.[1];
  return PROGRAMS.test(sent) || (accept !== undefined && !accept.includes('text/html'));
}

/** No request, no line in the log: there is no number that would find one. */
function problem({ status, reason: title, code, detail }: Answer): Problem {
  return { type: `/errors/${code}`, title, status, detail, code, request_id: 'unread' };
}

/** Without a style of its own: no other file is asked for on a connection that closes. */
function page({ title, text }: Answer): string {
  return [
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title.zh} · ${title.en}</title></head><body><main>`,
    `<h1>${title.zh}</h1><p>${text.zh}</p>`,
    `<section lang="en"><h2>${title.en}</h2><p>${text.en}</p></section>`,
    '<p><a href="/me">回到入口 <span lang="en">· Start again</span></a></p></main></body></html>',
  ].join('');
}
