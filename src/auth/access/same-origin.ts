import type { IncomingMessage } from 'node:http';
import type { PublicAddress } from '../../kernel/http/public-address.js';
import { CrossSiteRefused } from '../login/login.errors.js';

/**
 * Lets a request that changes something through when it comes from a page of ours or from a program. Browsers
 * say where a request comes from (Fetch Metadata; `Origin` where they are older). What is ours is known from the
 * configuration: a request's `Host` is what its sender wrote. @throws CrossSiteRefused
 */
export function cameFromOurPages(request: IncomingMessage, address: PublicAddress): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw new CrossSiteRefused();
    return;
  }
  if (origin !== undefined && origin !== address.origin) throw new CrossSiteRefused();
}
