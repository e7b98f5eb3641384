import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors/app-error.js';
import { MAX_TARGET_LENGTH } from './limits.js';
import type { PublicAddress } from './public-address.js';

/** The request target is not a plain path: two programs on its way could read it in two ways. */
export class TargetRefused extends AppError {
  override readonly code = 'request.bad_target';
  override readonly kind = 'invalid';

  constructor() {
    super('The address in this request is not a plain path.');
  }
}

/** The request was meant for another host than `PUBLIC_URL` names. */
export class WrongHost extends AppError {
  override readonly code = 'request.wrong_host';
  override readonly kind = 'misdirected';

  constructor(address: PublicAddress) {
    super(`This server is ${address.origin} (PUBLIC_URL); the request names another host.`);
  }
}

// eslint-disable-next-line no-control-regex
const NOT_PLAIN = /[\u0000-\u0020\u007f-\uffff#"<>]|%00/;
/** In a query browsers leave these as they are (WHATWG URL, query percent-encode set); in a path they have no clear meaning. */
const NOT_A_PATH = /^[^?]*(?:[\\^`{|}]|%(?![0-9a-fA-F]{2}))/;
/** Supervisors and load balancers ask by address; backends by whatever name the server has in their network, with a key that no browser sends unasked. */
const ANY_HOST = /^\/(?:api\/v1\/|(?:healthz|readyz|metrics)(?:\?|$))/;

/**
 * Looks at a request before anything else does: the target must be a plain path of ours (no absolute form, no
 * fragment, no half escapes), and there must be one `Host`, ours. @throws TargetRefused | WrongHost
 */
export function admit(request: IncomingMessage, address: PublicAddress): void {
  const { url = '', rawHeaders } = request;
  if (
    url.charCodeAt(0) !== 0x2f ||
    url.startsWith('//') ||
    url.length > MAX_TARGET_LENGTH ||
    NOT_PLAIN.test(url) ||
    NOT_A_PATH.test(url)
  ) {
    throw new TargetRefused();
  }
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts !== 1) throw new TargetRefused();
  const host = request.headers.host!;
  if (host !== address.host && !isOurs(host, address) && !ANY_HOST.test(url)) throw new WrongHost(address);
}

/** Case, a port that goes without saying, and on a laptop the other names of the loopback. */
function isOurs(host: string, address: PublicAddress): boolean {
  // The parser reads `%2e` and full-width letters as what they stand for; a host is plain or it is not ours.
  if (!/^[\w.:[\]-]+$/.test(host)) return false;
  const url = URL.parse(`${address.secure ? 'https' : 'http'}://${host}`);
  if (!url) return false;
  if (url.host === address.host) return true;
  return isLoopback(url.hostname) && isLoopback(address.hostname) && url.port === address.port;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
