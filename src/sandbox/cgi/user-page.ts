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

/** A page of openids as WeChat gives it: the last page names its last openid as well, the page after it has no `data`. */
export function openidPage(openids: readonly string[], total?: number): object {
  const counted = { ...(total === undefined ? {} : { total }), count: openids.length };
  return openids.length === 0
    ? { ...counted, next_openid: '' }
    : { ...counted, data: { openid: openids }, next_openid: openids.at(-1) };
}
