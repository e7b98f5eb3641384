import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from './answer.js';

/** How Node's parser, and the timers beside it, name what went wrong; whatever else begins with `HPE_` is a 400. */
const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const EXPECTATION_FAILED = 417;
/** Lets `respond` see requests without a `Host`, which Node would answer itself. */
export const SANDBOX_SERVER = { requireHostHeader: false } as const;

/** What Node would say by itself of requests that it cannot hand on, the sandbox says: its answers all carry its mark. */
export function answerUnreadCalls(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const status = STATUS[error.code ?? ''] ?? (error.code?.startsWith('HPE_') ? 400 : null);
    const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent: boolean } | null };
    // A handshake that failed, a reset, or the midst of another answer: there is nobody to tell.
    if (status === null || !socket.writable || underWay?.headersSent) socket.destroy();
    else socket.end(written(refusal(status)));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = refusal(EXPECTATION_FAILED);
    response.writeHead(status, headers);
    response.end(body);
  });
}

/** What a web server in front of the platform says of a request that it cannot take. */
export function refusal(status: number): Answer {
  const title = `${status} ${STATUS_CODES[status]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  const headers = {
    'x-lingpai-sandbox': '1',
    'content-type': 'text/html',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  return { status, headers, body };
}

function written({ status, headers, body }: Answer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', String(body)].join('\r\n');
}
