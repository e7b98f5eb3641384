import type { Account } from '../accounts/account.entity.js';
import type { Clock } from '../kernel/clock/clock.js';
import type { Log } from '../kernel/logging/log.js';
import { MOST_INFOS } from '../wechat/user/user-api.js';
import type { FollowerPage, WeChatUserInfo } from '../wechat/user/user.wire.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import type { FollowersAtWeChat } from './follower.source.js';
import type { ClaimedSync, FollowerSyncRepository } from './follower-sync.repository.js';
import { ListIncomplete, SyncLost } from './followers.errors.js';
import type { ListedFollowersRepository } from './listed-followers.repository.js';
import { quotaBackAt, remedyFor, troubleOf } from './sync-troubles.js';

/**
 * So many followers are asked for at once and written together: a step, after which a killed run goes on. No more, so
 * that they are written and forgotten before the collector takes them for something that stays.
 */
const STEP_FOLLOWERS = 500;
/** The longest anybody waits to hear that the run is to stop. */
const NAP_MS = 500;
const INVALID_OPENID = 40003;
/** Less than this of what WeChat counts is no complete list; people come and go while it is read. */
const COMPLETE = 0.99;

/** What a run works with. */
export interface SyncTools {
  readonly runs: FollowerSyncRepository;
  readonly followers: ListedFollowersRepository;
  /** Those of the run's account. */
  readonly wechat: FollowersAtWeChat;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a run ended here: for good, for now (another goes on), or lost to another. */
export type SyncEnd = 'done' | 'failed' | 'paused' | 'released' | 'lost';

/** Followers asked for, on their way. */
interface AskedStep {
  readonly at: Date;
  readonly infos: Promise<WeChatUserInfo[]>;
}

/**
 * One process working on one run: reads the list page by page, asks for some hundred followers at a time, and while
 * they come writes those before. Nothing of it is kept in memory but two pages.
 */
export class SyncRun {
  private stopping: 'released' | 'lost' | null = null;
  private readonly anchorMs: number;
  private steppedMs: number;
  private done: number;
  private total: number | null;
  private waiting = false;

  constructor(
    private readonly account: Account,
    private readonly run: ClaimedSync,
    private readonly tools: SyncTools,
  ) {
    this.anchorMs = tools.clock.monotonicMs();
    this.steppedMs = this.anchorMs;
    this.done = run.done;
    this.total = run.total;
  }

  /** Works until the run is over or no longer ours; raises nothing. */
  async work(): Promise<SyncEnd> {
    try {
      if (this.run.phase === 'reading') await this.readEverybody();
      await this.markLeft();
      await this.patiently(() => this.tools.runs.finish(this.run));
      this.tell('followers.synced', { done: this.done });
      return 'done';
    } catch (error) {
      return await this.endedBy(error);
    }
  }

  /** To be called every few seconds: keeps the run ours, or hears that it was paused, cancelled or taken over. */
  async beat(): Promise<void> {
    try {
      await this.tools.runs.beat(this.run);
    } catch (error) {
      // Any other failure leaves the lease some seconds yet.
      if (error instanceof SyncLost) this.stopping ??= 'lost';
    }
  }

  /** Gives the run back soon, for another process to go on with. */
  stop(): void {
    this.stopping ??= 'released';
  }

  private async readEverybody(): Promise<void> {
    let cursor = this.run.cursor;
    let coming = this.page(cursor);
    let before: (() => Promise<void>) | null = null;
    for (;;) {
      const page = await coming;
      const last = page.openids.at(-1);
      if (last === undefined || last === cursor) {
        await before?.();
        return this.ended(page.total);
      }
      this.total = this.total === null ? page.total : Math.min(this.total, page.total);
      for (let from = 0; from < page.openids.length; from += STEP_FOLLOWERS) {
        const openids = page.openids.slice(from, from + STEP_FOLLOWERS);
        const asked = this.ask(openids);
        if (from + STEP_FOLLOWERS >= page.openids.length) coming = handled(this.page(last));
        await before?.();
        before = () => this.keep(openids, asked, page.total);
      }
      cursor = last;
    }
  }

  /** Where the list begins again after `cursor`; from the start, should WeChat know that openid no more. */
  private async page(cursor: string | null): Promise<FollowerPage> {
    try {
      return await this.patiently(() => this.tools.wechat.page(cursor));
    } catch (error) {
      const forgotten = error instanceof WeChatRefused && error.errcode === INVALID_OPENID;
      if (!forgotten || cursor === null) throw error;
      await this.tools.runs.restart(this.run);
      this.done = 0;
      return this.page(null);
    }
  }

  private ask(openids: readonly string[]): AskedStep {
    const batches: Promise<WeChatUserInfo[]>[] = [];
    const at = this.now();
    for (let from = 0; from < openids.length; from += MOST_INFOS) {
      const batch = openids.slice(from, from + MOST_INFOS);
      batches.push(this.patiently(() => this.tools.wechat.infos(batch)));
    }
    return { at, infos: handled(Promise.all(batches).then((lists) => lists.flat())) };
  }

  private async keep(openids: readonly string[], asked: AskedStep, total: number): Promise<void> {
    const infos = await asked.infos;
    await this.patiently(async () => {
      const nowMs = this.tools.clock.monotonicMs();
      const seconds = (nowMs - this.steppedMs) / 1000;
      const step = { cursor: openids.at(-1)!, count: openids.length, total, seconds };
      await this.tools.followers.keep(this.account, this.run, infos, asked.at, step);
      this.steppedMs = nowMs;
    });
    this.done += openids.length;
    this.waiting = false;
  }

  private async ended(total: number): Promise<void> {
    const expected = Math.min(total, this.total ?? total);
    if (this.done < Math.floor(expected * COMPLETE)) throw new ListIncomplete(this.done, expected);
    await this.patiently(() => this.tools.runs.everybodyRead(this.run, total));
  }

  private async markLeft(): Promise<void> {
    let after: string | null = '0';
    while (after !== null) {
      const from: string = after;
      after = await this.patiently(() =>
        this.tools.followers.markLeft(this.account, this.run, this.now(), from),
      );
    }
  }

  /** Tries again what may yet succeed, for as long as it takes. */
  private async patiently<T>(attempt: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      if (this.stopping) throw new SyncLost();
      try {
        return await attempt();
      } catch (error) {
        const remedy = remedyFor(error, failures);
        if (remedy.kind !== 'wait' || this.stopping) throw error;
        await this.tellWaiting(error);
        await this.nap(remedy.seconds * 1000);
      }
    }
  }

  private async tellWaiting(error: unknown): Promise<void> {
    if (this.waiting) return;
    this.waiting = true;
    this.tell('followers.sync_waits', { error });
    try {
      await this.tools.runs.waits(this.run, troubleOf(error));
    } catch {
      // Whoever looks sees it later: the database may be what we wait for.
    }
  }

  private async nap(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.stopping; left -= NAP_MS)
      await this.tools.clock.pause(Math.min(left, NAP_MS));
  }

  private async endedBy(error: unknown): Promise<SyncEnd> {
    const { runs } = this.tools;
    try {
      if (this.stopping === 'released') {
        await runs.release(this.run);
        return 'released';
      }
      if (this.stopping === 'lost' || error instanceof SyncLost) return 'lost';
      const trouble = troubleOf(error);
      if (remedyFor(error, 1).kind === 'tomorrow') {
        const resumeAt = quotaBackAt(this.now());
        await runs.pausesUntil(this.run, resumeAt, trouble);
        this.tell('followers.sync_paused', { errcode: trouble.errcode, resumeAt });
        return 'paused';
      }
      this.tools.log.error('followers.sync_failed', { account: this.account.key, run: this.run.id, error });
      await runs.fail(this.run, trouble);
      return 'failed';
    } catch (later) {
      // The lease runs out, and whoever takes the run meets the same failure.
      if (!(later instanceof SyncLost)) this.tell('followers.sync_dropped', { error: later });
      return 'lost';
    } finally {
      this.stopping ??= 'lost';
    }
  }

  private tell(event: string, fields: Record<string, unknown>): void {
    this.tools.log.info(event, { account: this.account.key, run: this.run.id, ...fields });
  }

  /** By the database's clock, which every instance shares. */
  private now(): Date {
    return new Date(this.run.now.getTime() + this.tools.clock.monotonicMs() - this.anchorMs);
  }
}

/** Whoever stops waiting must not make a late failure nobody's. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
