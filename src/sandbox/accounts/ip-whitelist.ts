import { BlockList, isIP } from 'node:net';

/** Whether an address is on a whitelist of addresses and CIDRs; null lets everybody in. */
export function isWhitelisted(ip: string, whitelist: readonly string[] | null): boolean {
  if (whitelist === null) return true;
  const allowed = new BlockList();
  for (const entry of whitelist) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) allowed.addAddress(address, kindOf(address));
    else allowed.addSubnet(address, Number(bits), kindOf(address));
  }
  return allowed.check(ip, kindOf(ip));
}

/** Whether a whitelist may hold this: an address, or a CIDR. */
export function isWhitelistEntry(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128));
}

function kindOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
