import type { IncomingMessage } from 'node:http';
import { BodyTooLarge } from '../sandbox.errors.js';

/** 64 KB: more than anything the sandbox is told. */
export const BODY_LIMIT_BYTES = 65_536;

/** 8 MB: a world in a file, or its people. */
const WORLD_LIMIT_BYTES = 8_388_608;
/** 3 MB: a picture in base64. */
const MEDIA_LIMIT_BYTES = 3_145_728;
const MEDIA_PATH = /^\/_sandbox\/accounts\/[^/?]+\/media$/;
const WORLD_PATHS = new Set(['/_sandbox/world', '/_sandbox/worlds', '/_sandbox/people']);

function limitOf(path: string): number {
  if (WORLD_PATHS.has(path)) return WORLD_LIMIT_BYTES;
  return MEDIA_PATH.test(path) ? MEDIA_LIMIT_BYTES : BODY_LIMIT_BYTES;
}

/** The whole body as UTF-8. @throws BodyTooLarge as soon as it is. */
export async function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  const chunks: Buffer[] = [];
  let length = 0;
  const limit = limitOf(request.url ?? '');
  // A stream left early must not take the connection with it: the refusal is yet to be written.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
