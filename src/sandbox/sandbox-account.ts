import type { TokenFamily } from './global-tokens/global-token.js';
import type { PushTerms } from './pushes/push-terms.js';

/** An account of the simulated platform: an official account (公众号) or an open-platform website app (网站应用). */
export interface SandboxAccount {
  /** Short name within the sandbox. */
  readonly key: string;
  readonly appId: string;
  readonly secret: string;
  readonly kind: 'service' | 'subscription' | 'website';
  readonly name: string;
  /** 网页授权域名: bare hosts, or `host/path`; sub-domains are not covered. */
  readonly callbackDomains: readonly string[];
  /** JS接口安全域名, for the JS-SDK; null or absent: its callback domains. */
  readonly jsDomains?: readonly string[] | null;
  /** As WeChat's test accounts: `redirect_uri` may carry a port or be an IP address. */
  readonly testAccount: boolean;
  /** The open-platform account it is bound to; users have a unionid only where there is one. */
  readonly openPlatform: string | null;
  /** A banned account answers each authorization with page 10004. */
  readonly banned?: boolean;
  /** Addresses and CIDRs that may fetch global tokens; null or absent: any. */
  readonly ipWhitelist?: readonly string[] | null;
  /** The owner froze the AppSecret: no token is to be had with it. */
  readonly secretFrozen?: boolean;
  /** The platform froze the account: no token, and no call with one. */
  readonly frozen?: boolean;
  /** The ways it may fetch global tokens; absent: both. */
  readonly tokenFamilies?: readonly TokenFamily[];
  /** It is personal, or not verified (未认证): it may not ask about users. */
  readonly unverified?: boolean;
  /** It is managed by a third-party platform, which fetches other tokens. */
  readonly delegated?: boolean;
  /** An administrator must confirm each new address that fetches tokens. */
  readonly confirmsCallers?: boolean;
  /** Where pushes go; null or absent: nothing is set. */
  readonly pushUrl?: string | null;
  /** How pushes are signed and encrypted; null or absent: nothing is pushed. */
  readonly push?: PushTerms | null;
  /** 原始 ID, `gh_…`; absent: one made of the appid. */
  readonly originalId?: string;
}

/** The official account that is there when nothing is configured. */
export const SANDBOX_ACCOUNT = {
  key: 'main',
  appId: 'wxsandbox000000001',
  secret: 'sandbox0c0ffee0c0ffee0c0ffee0001',
  kind: 'service',
  name: '令牌演示号',
  callbackDomains: ['localhost', '127.0.0.1'],
  testAccount: true,
  openPlatform: 'sandbox-open',
} as const satisfies SandboxAccount;

/** The website app beside it, for `qrconnect`; its users share their unionid with {@link SANDBOX_ACCOUNT}'s. */
export const SANDBOX_WEBSITE = {
  key: 'web',
  appId: 'wxsandboxweb000001',
  secret: 'sandboxfeedc0defeedc0defeed00001',
  kind: 'website',
  name: '令牌演示网站',
  callbackDomains: ['localhost', '127.0.0.1'],
  testAccount: true,
  openPlatform: 'sandbox-open',
} as const satisfies SandboxAccount;

/**
 * A subscription account (订阅号), which cannot authorize anybody: its followers sign in at {@link SANDBOX_ACCOUNT}
 * (借用授权). It is bound to no open platform, so that no unionid tells who they are there.
 */
export const SANDBOX_SUBSCRIPTION = {
  key: 'dingyue',
  appId: 'wxsandboxsub000001',
  secret: 'sandbox5ca1ab1e5ca1ab1e5ca1ab101',
  kind: 'subscription',
  name: '令牌订阅号',
  callbackDomains: [],
  testAccount: false,
  openPlatform: null,
} as const satisfies SandboxAccount;
