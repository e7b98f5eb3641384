/** What a withdrawal takes away. */
export type Withdrawn = 'messages' | 'profile' | 'everything';

/**
 * What each code of RevokeInfo names, of what may be held here. The form of a page (address, invoice, card, record,
 * location, chosen picture) never reaches this server but in a message of the visitor's.
 * https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/authorization_change.html
 */
const NAMED: Readonly<Record<string, Withdrawn>> = {
  '201': 'messages',
  '202': 'messages',
  '203': 'messages',
  '204': 'messages',
  '205': 'profile',
  '206': 'messages',
  '207': 'messages',
  '301': 'everything',
};

/** What `RevokeInfo` takes away; codes we do not know, everything. Several codes may stand in it. */
export function withdrawnBy(revokeInfo: string): ReadonlySet<Withdrawn> {
  const codes = revokeInfo.split(/[^0-9A-Za-z]+/).filter((code) => code !== '');
  if (codes.length === 0) return new Set(['everything']);
  return new Set(codes.map((code) => (Object.hasOwn(NAMED, code) ? NAMED[code]! : 'everything')));
}
