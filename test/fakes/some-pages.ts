import type { PublicAddress } from '../../src/kernel/http/public-address.js';
import { PageAssets } from '../../src/pages/assets.js';
import { pageHeaders } from '../../src/pages/page-headers.js';
import { PageSender } from '../../src/pages/page-sender.js';
import { Pages } from '../../src/pages/pages.js';

/** The real pages from `web/visitor`, sent with their real headers. Jest runs at the package root. */
export function somePageSender(address: PublicAddress): PageSender {
  const pages = new Pages({ assets: new PageAssets('web/visitor') });
  return new PageSender(pages, { common: pageHeaders({}) }, address);
}
