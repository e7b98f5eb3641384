import { isWhitelisted, isWhitelistEntry } from './ip-whitelist.js';

it('lets everybody in without a list, and nobody with an empty one', () => {
  expect(isWhitelisted('10.0.0.1', null)).toBe(true);
  expect(isWhitelisted('10.0.0.1', [])).toBe(false);
});

it('knows addresses and networks of both families', () => {
  const list = ['127.0.0.1', '10.1.0.0/16', '2001:db8::/32'];
  const inside = ['127.0.0.1', '10.1.255.255', '2001:db8::7'];
  const outside = ['127.0.0.2', '10.2.0.0', '2001:db9::', '::1'];
  expect(inside.filter((ip) => !isWhitelisted(ip, list))).toEqual([]);
  expect(outside.filter((ip) => isWhitelisted(ip, list))).toEqual([]);
});

it('takes no entry that is neither', () => {
  const good = ['1.2.3.4', '1.2.3.0/24', '::1', '2001:db8::/128'];
  const bad = ['', 'localhost', '1.2.3', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/8/8', '::/129', '1.2.3.4 '];
  expect([...good, ...bad].filter(isWhitelistEntry)).toEqual(good);
});
