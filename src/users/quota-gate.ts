import type { Account } from '../accounts/account.entity.js';
import type { Clock } from '../kernel/clock/clock.js';
import { quotaBackAt } from '../wechat/user/quota-day.js';
import type { UserCall } from '../wechat/user/user-api.js';
import {
  DAY_SPENT,
  MINUTE_SPENT,
  WeChatQuotaSpent,
  WeChatRefused,
  WeChatTooManyCalls,
} from '../wechat/wechat-error.js';

const MINUTE_MS = 60_000;
/** How long nobody asks again whether a day's quota has been given back: doubled each time, up to a minute. */
const FIRST_LOOK_MS = 1_000;

/** Asks WeChat how often a call may still be made today. */
export type AskCallsLeft = (account: Account, call: UserCall) => Promise<number>;

/** A call that an account may not make just now. */
interface Closed {
  readonly refusal: WeChatRefused;
  /** By the monotonic clock. */
  readonly untilMs: number;
  /** How many calls were left when it was closed, as WeChat counts them; null when it did not say. */
  left: number | null;
  lookAtMs: number;
  lookAfterMs: number;
}

/**
 * Makes no call whose quota is used up: 45011 closes it to the account for a minute, 45009 until the next day begins in
 * Beijing, or until WeChat counts more calls left than it did (`clear_quota`), which is asked of another address. Each
 * instance finds out for itself.
 */
export class QuotaGate {
  private readonly closed = new Map<string, Closed>();

  constructor(
    private readonly callsLeft: AskCallsLeft,
    private readonly clock: Clock,
  ) {}

  /** @throws WeChatQuotaSpent | WeChatTooManyCalls while it is closed, and whatever `ask` raises */
  async pass<Answer>(account: Account, call: UserCall, ask: () => Promise<Answer>): Promise<Answer> {
    const closed = this.find(account, call);
    if (closed && !(await this.isBack(account, call, closed))) throw this.errorOf(closed);
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof WeChatRefused) || !SPENT.has(error.errcode)) throw error;
      throw this.errorOf(this.find(account, call) ?? (await this.close(account, call, error)));
    }
  }

  /** Somebody who may know better wants it tried: the next call is made. */
  open(account: Account, ...calls: readonly UserCall[]): void {
    for (const call of calls) this.closed.delete(keyOf(account, call));
  }

  private find(account: Account, call: UserCall): Closed | null {
    const closed = this.closed.get(keyOf(account, call));
    if (!closed || closed.untilMs > this.clock.monotonicMs()) return closed ?? null;
    this.open(account, call);
    return null;
  }

  private async close(account: Account, call: UserCall, refusal: WeChatRefused): Promise<Closed> {
    const nowMs = this.clock.monotonicMs();
    const now = this.clock.now();
    const lastsMs = refusal.errcode === DAY_SPENT ? quotaBackAt(now).getTime() - now.getTime() : MINUTE_MS;
    const closed: Closed = {
      refusal,
      untilMs: nowMs + lastsMs,
      left: null,
      lookAtMs: Infinity,
      lookAfterMs: FIRST_LOOK_MS,
    };
    this.closed.set(keyOf(account, call), closed);
    if (refusal.errcode !== DAY_SPENT) return closed;
    closed.left = await this.askedOf(account, call);
    closed.lookAtMs = nowMs;
    return closed;
  }

  /** Whoever comes while another asks takes it for closed. */
  private async isBack(account: Account, call: UserCall, closed: Closed): Promise<boolean> {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < closed.lookAtMs) return false;
    closed.lookAtMs = nowMs + closed.lookAfterMs;
    closed.lookAfterMs = Math.min(2 * closed.lookAfterMs, MINUTE_MS);
    const left = await this.askedOf(account, call);
    if (left === null || left <= (closed.left ?? 0)) return false;
    if (this.find(account, call) === closed) this.open(account, call);
    return true;
  }

  /** Null when it cannot be had: then the day is waited for. */
  private askedOf(account: Account, call: UserCall): Promise<number | null> {
    return this.callsLeft(account, call).catch(() => null);
  }

  private errorOf({ refusal, untilMs }: Closed): WeChatQuotaSpent | WeChatTooManyCalls {
    const secondsLeft = (untilMs - this.clock.monotonicMs()) / 1000;
    return refusal.errcode === DAY_SPENT
      ? new WeChatQuotaSpent(refusal, secondsLeft)
      : new WeChatTooManyCalls(refusal, secondsLeft);
  }
}

const SPENT: ReadonlySet<number> = new Set([DAY_SPENT, MINUTE_SPENT]);

function keyOf({ id }: Account, call: UserCall): string {
  return `${id} ${call}`;
}
