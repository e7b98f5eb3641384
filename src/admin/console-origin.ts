import type { IncomingMessage } from 'node:http';
import type { PublicAddress } from '../kernel/http/public-address.js';
import { NotFromConsole } from '../operators/operators.errors.js';

/**
 * Lets a request that may change something through only when a page of ours made it: browsers say so in `Origin`,
 * newer ones in `Sec-Fetch-Site` too, and no page can forge either. Programs have keys and another API.
 * @throws NotFromConsole
 */
export function cameFromConsole(request: IncomingMessage, address: PublicAddress): void {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin') throw new NotFromConsole();
  const from = origin === undefined ? null : URL.parse(origin);
  const protocol = address.secure ? 'https:' : 'http:';
  // The host was looked at before: it is one of ours.
  if (from?.host !== host || from?.protocol !== protocol) throw new NotFromConsole();
}
