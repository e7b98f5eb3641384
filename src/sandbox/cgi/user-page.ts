import type { Switches } from '../switches.js';

/** The next `limit` members after one of them, from the start for null; null when that one is none of them. */
export function pageAfter(members: Iterable<string>, after: string | null, limit: number): string[] | null {
  const found: string[] = [];
  let begun = after === null;
  for (const openid of members) {
    if (found.length === limit) break;
    if (begun) found.push(openid);
    else begun = openid === after;
  }
  return begun ? found : null;
}

/** What a page holds, and of how many. */
export interface OpenidPage {
  readonly openids: readonly string[];
  /** How many it could hold. */
  readonly limit: number;
  /** All there are; left out of the answer where it is not given. */
  readonly total?: number;
}

/** A page of openids as WeChat gives it: the last page names its last openid as well (a switch), the page after it has no `data`. */
export function openidPage({ openids, limit, total }: OpenidPage, { last_page: lastPage }: Switches): object {
  const counted = { ...(total === undefined ? {} : { total }), count: openids.length };
  if (openids.length === 0) return { ...counted, next_openid: '' };
  const ends = lastPage === 'empty' && openids.length < limit;
  return { ...counted, data: { openid: openids }, next_openid: ends ? '' : openids.at(-1) };
}
