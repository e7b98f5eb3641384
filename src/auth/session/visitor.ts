import type { Scope } from '../../wechat/oauth/authorize-url.js';

/** A visitor signed in, as a business page may know them. */
export interface Visitor {
  /** Key of the account they came through. */
  readonly account: string;
  readonly accountId: string;
  /** Null for a snapshot visitor, like all that identifies. */
  readonly userId: string | null;
  readonly openid: string | null;
  readonly unionid: string | null;
  /** What this session was opened with. */
  readonly scope: Scope;
  readonly nickname: string | null;
  /** WeChat's address of the picture. */
  readonly avatarUrl: string | null;
  /** Null while nobody has told us. */
  readonly subscribed: boolean | null;
  /** In WeChat's snapshot mode (快照页): may look, is nobody. */
  readonly snapshot: boolean;
  /** Their own token is beyond repair; the next page entry asks WeChat again. */
  readonly reauthorize: boolean;
  /** When we first met them. */
  readonly firstSeenAt: Date | null;
  readonly expiresAt: Date;
}
