import { BlockList, isIP } from 'node:net';

const FAMILY = { 4: 'ipv4', 6: 'ipv6' } as const;
const LONGEST = { 4: 32, 6: 128 } as const;
/** What a dual-stack socket makes of an IPv4 address (RFC 4291, §2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly version: 4 | 6;
}

/** The addresses from which a key may be used. */
export class Networks {
  private readonly list = new BlockList();

  /** @param cidrs such as `10.0.0.0/8`; one that cannot be read lets nobody in */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const network = networkOf(cidr);
      if (network) this.list.addSubnet(network.address, network.prefix, FAMILY[network.version]);
    }
  }

  /** Whether an address lies in one of them; an IPv4 address may come as `::ffff:10.0.0.1`. */
  include(address: string | undefined): boolean {
    const plain = plainAddress(address ?? '');
    const version = isIP(plain);
    return (version === 4 || version === 6) && this.list.check(plain, FAMILY[version]);
  }
}

/** Whether a text is a network in CIDR notation, or one address. */
export function isNetwork(cidr: string): boolean {
  return networkOf(cidr) !== null;
}

/** An address as IPv4 where it is one. */
function plainAddress(address: string): string {
  return address.replace(MAPPED, '');
}

function networkOf(cidr: string): Network | null {
  const [, address = '', length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(cidr) ?? [];
  const version = isIP(address);
  // A mapped network is written as the IPv4 network it is.
  if ((version !== 4 && version !== 6) || MAPPED.test(address)) return null;
  const prefix = length === undefined ? LONGEST[version] : Number(length);
  return prefix <= LONGEST[version] ? { address, prefix, version } : null;
}

/**
 * Who counts as one sender: an IPv4 address, or the /64 that a single IPv6 line has to itself. Everything
 * that is no address is one sender too.
 */
export function senderOf(address: string | undefined): string {
  const plain = plainAddress(address ?? '');
  const version = isIP(plain);
  if (version === 4) return plain;
  if (version !== 6) return 'unknown';
  const [left = [], right = []] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
