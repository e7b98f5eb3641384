import type { Account } from '../accounts/account.entity.js';
import type { Issued } from '../wechat/token/token.wire.js';
import type { RenewalReason } from './credential.js';
import type { OpenedCredential } from './credential.repository.js';
import type { Cause } from './diagnosis.js';

/** A renewal under way, by whoever holds the right to it. */
export interface RenewalOrder {
  readonly account: Account;
  /** What we hold now. */
  readonly held: OpenedCredential;
  readonly reason: RenewalReason;
  /** An operator wants another one even if this one lives. */
  readonly force: boolean;
  /** Must be called before each further call to WeChat. @throws LeaseLost */
  goOn(): Promise<void>;
  /** Takes one from the day's budget of forced renewals. @throws ForceBudgetSpent */
  takeForce(): Promise<void>;
  /** WeChat says that what we hold is dead: should renewing fail, it is not handed out any more. */
  foundDead(): void;
}

/** What WeChat issued, and what it tells of the one before. */
export interface Renewal {
  readonly issued: Issued;
  /** When WeChat was asked for it, on the monotonic clock: its life is counted from then. */
  readonly askedAtMs: number;
  /** Why the one before died before its time; null when it did not. */
  readonly death: Cause | null;
  /** How long the one before goes on working, in seconds. */
  readonly overlapSeconds: number;
}

/** Where one kind of credential comes from. */
export abstract class CredentialSource {
  /** @throws WeChatError | ReportUnfounded | ForceBudgetSpent | LeaseLost */
  abstract renew(order: RenewalOrder): Promise<Renewal>;
}
