import type { IncomingMessage } from 'node:http';
import { equalInConstantTime } from '../kernel/crypto/digest.js';

const LOOPBACK = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/**
 * Whether a request may see the metrics: it carries the token, or it comes from this machine itself. A proxy on this
 * machine speaks from the loopback address too, for strangers: it names another host, or for whom it asks.
 */
export function mayLook(request: IncomingMessage, token: string | null): boolean {
  const { authorization, host = '' } = request.headers;
  if (authorization !== undefined)
    return Boolean(token) && equalInConstantTime(authorization, `Bearer ${token}`);
  return (
    LOOPBACK.test(request.socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(host) &&
    !FORWARDED.some((name) => name in request.headers)
  );
}
