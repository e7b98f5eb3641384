import type { IncomingMessage } from 'node:http';
import { AppError } from '../kernel/errors/app-error.js';
import { PushRefused } from '../wechat/push/push.errors.js';

/** The longest push that is read. The platform's own are a few hundred bytes. */
export const MAX_PUSH_BYTES = 64 * 1024;

/** The sender went away in the middle of a push: no failure of ours, and nobody to answer. */
export class PushCutShort extends AppError {
  override readonly code = 'messages.push_cut_short';
  override readonly kind = 'invalid';

  constructor() {
    super('The sender left before the push was whole.');
  }
}

/**
 * The bytes of a push, whatever it says that they are.
 * @throws PushRefused as soon as there are more than 64 KiB; PushCutShort when the sender leaves before the end
 */
export function readPushBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => {
      request.off('data', take).resume();
      reject(new PushRefused('too_large'));
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > MAX_PUSH_BYTES) refuse();
      else chunks.push(chunk);
    };
    // It may have been given up while we were busy; its events are past then.
    if (request.destroyed) return reject(new PushCutShort());
    if (Number(request.headers['content-length'] ?? 0) > MAX_PUSH_BYTES) return refuse();
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    const left = (): void => reject(new PushCutShort());
    request.once('error', left);
    request.once('close', left);
  });
}
