import type { SandboxAccount } from '../sandbox-account.js';

/** What an account is to the platform: a test account, a subscription account that is personal or not verified, a service account that is not verified, or a verified one. */
export const STANDINGS = [
  'test',
  'personal',
  'unverified-service',
  'verified-subscription',
  'verified-service',
] as const;

export type Standing = (typeof STANDINGS)[number];

/** Whether an account is not verified counts before anything else. */
export function standingOf({ kind, testAccount, unverified }: SandboxAccount): Standing {
  if (unverified) return kind === 'subscription' ? 'personal' : 'unverified-service';
  if (testAccount) return 'test';
  return kind === 'subscription' ? 'verified-subscription' : 'verified-service';
}

const VERIFIED = new Set<Standing>(['test', 'verified-subscription', 'verified-service']);
const VERIFIED_SERVICE = new Set<Standing>(['test', 'verified-service']);
const ALL_BUT_PERSONAL = new Set<Standing>([...VERIFIED, 'unverified-service']);

/** Who may use an address, by its beginning (公众号接口权限说明); what is not named is for everybody. */
const PERMISSIONS: readonly (readonly [path: string, standings: ReadonlySet<Standing>])[] = [
  ['/cgi-bin/user/', VERIFIED],
  ['/cgi-bin/tags/', VERIFIED],
  ['/cgi-bin/media/', VERIFIED],
  ['/cgi-bin/message/custom/', VERIFIED],
  ['/cgi-bin/message/template/', VERIFIED_SERVICE],
  ['/cgi-bin/qrcode/', VERIFIED_SERVICE],
  ['/cgi-bin/menu/', ALL_BUT_PERSONAL],
];

/** Whether an account may use an address of `/cgi-bin`. */
export function mayUse(account: SandboxAccount, path: string): boolean {
  const found = PERMISSIONS.find(([beginning]) => path.startsWith(beginning));
  return !found || found[1].has(standingOf(account));
}

/** Whether it may have visitors authorize (网页授权): never where it is a subscription account. */
export function mayAuthorize(account: SandboxAccount): boolean {
  return account.kind === 'service' && VERIFIED_SERVICE.has(standingOf(account));
}

/** Whether its pages may set what is shared, with the JS-SDK. */
export function mayShare(account: SandboxAccount): boolean {
  return VERIFIED.has(standingOf(account));
}
