import type { Reply } from './a-sandbox.js';

/** What differs from answer to answer, by the name it has in an expected text: `<rid>`. */
const VARIABLE: Readonly<Record<string, string>> = {
  rid: '[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}',
  'user token': '\\d\\d_[\\w-]{107}',
  'global token': '\\d\\d_[\\w-]{133}',
  ticket: '[\\w-]{86}',
  openid: 'o[\\w-]{27}',
  code: '0[0-9A-Za-z]{31}',
  'message id': '\\d{19}',
  seconds: '\\d{10}',
};

/** A text to the byte, but for what stands in angle brackets in it. */
export function bytes(expected: string): RegExp {
  const pattern = expected.replace(/<([a-z ]+)>|[\\^$.*+?()[\]{}|/]/g, (found, name: string | undefined) =>
    name !== undefined && name in VARIABLE ? VARIABLE[name]! : name === undefined ? `\\${found}` : found,
  );
  return new RegExp(`^${pattern}$`);
}

/** What each JSON answer of the platform has, whatever it says: status 200, its length, no packing, this content type. */
export function wrapping({ status, headers, text }: Reply): object {
  return {
    status,
    type: headers['content-type'],
    length: headers['content-length'] === String(Buffer.byteLength(text)),
    packed: headers['content-encoding'] ?? headers['transfer-encoding'] ?? null,
  };
}
