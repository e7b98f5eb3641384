import type { IncomingMessage } from 'node:http';
import { BodyTooLarge } from '../sandbox.errors.js';

/** 64 KB: more than anything the sandbox is told. */
export const BODY_LIMIT_BYTES = 65_536;

/** The whole body as UTF-8. @throws BodyTooLarge as soon as it is. */
export async function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  const chunks: Buffer[] = [];
  let length = 0;
  // A stream left early must not take the connection with it: the refusal is yet to be written.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) throw new BodyTooLarge(BODY_LIMIT_BYTES);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
