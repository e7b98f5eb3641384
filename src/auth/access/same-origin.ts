import type { IncomingMessage } from 'node:http';
import { CrossSiteRefused } from '../login/login.errors.js';

/**
 * Lets a request that changes something through when it comes from a page of ours or from a program. Browsers
 * say where a request comes from (Fetch Metadata; `Origin` where they are older). @throws CrossSiteRefused
 */
export function cameFromOurPages(request: IncomingMessage): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw new CrossSiteRefused();
    return;
  }
  if (origin !== undefined && URL.parse(origin)?.host !== host) throw new CrossSiteRefused();
}
