import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipped = promisify(gzip);

/** A body that stays the same while the process lives, ready to be sent. */
export interface StaticAnswer {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
}

/** Compresses the body beside the event loop. */
export async function staticAnswer(type: string, body: Buffer): Promise<StaticAnswer> {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { type, body, zipped: await gzipped(body), etag: `W/"${digest}"` };
}

/** Sends it, compressed where that is understood; 304 to whoever has it. */
export function sendStatic(
  request: IncomingMessage,
  response: ServerResponse,
  { type, body, zipped, etag }: StaticAnswer,
  headers: Readonly<Record<string, string>>,
): void {
  const { 'accept-encoding': accepted = '', 'if-none-match': known = '' } = request.headers;
  const common = { ...headers, ETag: etag, Vary: 'Accept-Encoding', 'X-Content-Type-Options': 'nosniff' };
  if (known.split(/\s*,\s*/).includes(etag)) {
    response.writeHead(304, common);
    response.end();
    return;
  }
  const small = /\bgzip\b/.test(accepted);
  const sent = small ? zipped : body;
  response.writeHead(200, {
    ...common,
    'Content-Type': type,
    'Content-Length': sent.length,
    ...(small ? { 'Content-Encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}
