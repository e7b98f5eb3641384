import type { Call } from '../http/call.js';
import { CrossSiteRefused, ForeignHost } from '../sandbox.errors.js';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Lets programs and the sandbox's own phone in; a foreign name for this machine is no way around it. @throws ForeignHost */
export function requireLoopbackName(call: Call): void {
  if (!LOOPBACK.test(call.header('host') ?? '')) throw new ForeignHost();
}

/** @throws CrossSiteRefused when a page of another origin, other ports of this machine included, makes the call. */
export function requireSameOrigin(call: Call): void {
  const site = call.header('sec-fetch-site');
  const origin = call.header('origin');
  const foreignSite = site !== null && site !== 'same-origin' && site !== 'none';
  const host = call.header('host') ?? '';
  const foreignOrigin = origin !== null && origin !== `http://${host}` && origin !== `https://${host}`;
  if (foreignSite || foreignOrigin) throw new CrossSiteRefused();
}
