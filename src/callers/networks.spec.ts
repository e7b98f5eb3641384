import { isNetwork, Networks, senderOf } from './networks.js';

describe('networks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/9', '10.127.255.255', true],
    ['10.0.0.0/9', '10.128.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:DB8::/32', '2001:db8::1', true],
    ['::1', '::1', true],
    // A dual-stack socket says IPv4 like this.
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '::FFFF:10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:11.1.2.3', false],
    ['fe80::/10', 'fe80::1%eth0', true],
  ])('%s: is %s in it? %s', (cidr, address, inside) => {
    expect(new Networks([cidr]).include(address)).toBe(inside);
  });

  it('are taken together', () => {
    const networks = new Networks(['10.0.0.0/8', '2001:db8::/32']);
    expect(['10.1.1.1', '2001:db8::1', '192.0.2.1'].map((address) => networks.include(address))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([undefined, '', 'unknown', '10.0.0.1:443', '10.0.0', '_hidden', '10.0.0.1, 10.0.0.2'])(
    'include nothing that is no address: %j',
    (address) => {
      expect(new Networks(['0.0.0.0/0', '::/0']).include(address)).toBe(false);
    },
  );

  it('that cannot be read let nobody in', () => {
    const networks = new Networks(['10.0.0.0/33', 'everywhere']);
    expect(['10.0.0.1', '::1', '0.0.0.0'].some((address) => networks.include(address))).toBe(false);
  });
});

it.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['2001:db8::/32', true],
  ['::/0', true],
  ['10.0.0.0/33', false],
  ['::/129', false],
  ['10.0.0.0/', false],
  ['10.0.0.0/-1', false],
  ['10.0.0/8', false],
  ['10.0.0.0/8 ', false],
  ['010.0.0.0/8', false],
  ['::ffff:10.0.0.0/104', false],
  ['fe80::1%eth0', false],
  ['localhost', false],
  ['', false],
])('%j as a network: %s', (cidr, is) => {
  expect(isNetwork(cidr)).toBe(is);
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['nonsense', 'unknown'],
  [undefined, 'unknown'],
])('%s is the sender %s', (address, sender) => {
  expect(senderOf(address)).toBe(sender);
});
