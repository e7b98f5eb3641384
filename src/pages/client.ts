/** The application that shows our page, as far as its user agent tells. */
export type ClientApp = 'wechat' | 'wecom' | 'miniprogram' | 'devtools' | 'qq' | 'alipay' | 'browser';

/** The system it runs on. */
export type ClientSystem = 'ios' | 'android' | 'harmony' | 'windows' | 'mac' | 'linux' | 'other';

/** What a visitor's browser says it is: a hint for the page to show, never a security gate. */
export interface Client {
  readonly app: ClientApp;
  readonly os: ClientSystem;
  /** As in `MicroMessenger/8.0.49`; null outside WeChat and its relatives. */
  readonly wechatVersion: string | null;
  /** A phone or a tablet, where scanning one's own screen makes no sense. */
  readonly mobile: boolean;
}

/** First match wins: WeCom and the developer tools also say `MicroMessenger`. */
const APPS: readonly (readonly [ClientApp, RegExp])[] = [
  ['devtools', /wechatdevtools/i],
  ['wecom', /wxwork\//i],
  ['miniprogram', /miniProgram/i],
  ['wechat', /MicroMessenger\//i],
  ['alipay', /AlipayClient|AliApp\(AP/i],
  ['qq', /(?:^|\s)QQ\/\d/],
];

/**
 * First match wins: the clients of one line (`Unified…`) name their system, an old WeChat for Mac ends in
 * "WindowsWechat", Harmony and many Androids say "Linux", and iOS says "like Mac OS X".
 */
const SYSTEMS: readonly (readonly [ClientSystem, RegExp])[] = [
  ['windows', /UnifiedPCWindowsWechat/i],
  ['mac', /UnifiedPCMacWechat/i],
  ['linux', /UnifiedPCLinuxWechat/i],
  ['harmony', /OpenHarmony|HarmonyOS/i],
  ['ios', /iPhone|iPad|iPod/],
  ['android', /Android/i],
  ['mac', /Macintosh|Mac OS X|MacWechat/i],
  ['windows', /Windows/i],
  ['linux', /Linux|X11/i],
];

const WECHAT_VERSION = /MicroMessenger\/(\d[\d.]{0,30})/i;

/** A user agent is read no further than this: what is longer is not one. */
const MAX_LENGTH = 1024;

/** Reads a `User-Agent` header; anything unknown, empty or absent is a plain browser. */
export function readClient(userAgent: string | undefined): Client {
  const text = (userAgent ?? '').slice(0, MAX_LENGTH);
  const app = APPS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'browser';
  const os = SYSTEMS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
  return {
    app,
    os,
    wechatVersion: WECHAT_VERSION.exec(text)?.[1] ?? null,
    mobile: os === 'ios' || os === 'android' || (os === 'harmony' && !/\(PC;/.test(text)),
  };
}
