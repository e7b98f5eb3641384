import { PushRefused } from '../wechat/push/push.errors.js';

/** The push is JSON. Official accounts push XML, and take no other answer; the consoles of other products let one choose. */
export class PushInJson extends PushRefused {
  constructor(options?: { cause?: unknown }) {
    super('unreadable', options);
  }
}

const BRACE = 0x7b;
/** Blanks, and the three bytes of a byte order mark. */
const BEFORE_IT: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** A refusal, told more exactly where the body that could not be read is JSON. */
export function refusalOf(error: unknown, body: Uint8Array): unknown {
  if (!(error instanceof PushRefused) || error.fault !== 'unreadable') return error;
  return body.find((byte) => !BEFORE_IT.has(byte)) === BRACE ? new PushInJson({ cause: error }) : error;
}
