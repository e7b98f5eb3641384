import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { FollowerSyncRepository } from './follower-sync.repository.js';
import { type RunUnderWay, SyncRunner } from './sync-runner.js';

/** A run waits at most so long for somebody to begin with it, and one whose process died so long beyond its lease. */
const LOOK_MS = 1_000;
const BEAT_MS = 5_000;
/** How many runs one instance works on at once. */
const AT_ONCE = 2;

/** Works on the runs that wait, whichever instance they were asked of, and goes on with those whose process died. */
@Injectable()
export class FollowerSyncJob implements BeforeApplicationShutdown {
  private readonly underWay = new Map<string, RunUnderWay>();
  private looking: Promise<void> | null = null;
  private away = false;
  private stopped = false;

  constructor(
    private readonly runner: SyncRunner,
    private readonly runs: FollowerSyncRepository,
    private readonly log: Log,
  ) {}

  @Interval(LOOK_MS)
  async look(): Promise<void> {
    if (this.looking || this.stopped || this.underWay.size >= AT_ONCE) return;
    this.looking = this.begin();
    await this.looking;
    this.looking = null;
  }

  @Interval(BEAT_MS)
  async beat(): Promise<void> {
    await Promise.all([...this.underWay.values()].map(({ run }) => run.beat()));
  }

  /** What became of runs is kept for 90 days. */
  @Cron('17 41 4 * * *')
  async purge(): Promise<void> {
    try {
      await this.runs.purge();
    } catch (error) {
      this.log.warn('followers.purge_failed', { error });
    }
  }

  /** What is under way is given back: another instance goes on with it at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.looking;
    for (const { run } of this.underWay.values()) run.stop();
    await Promise.all([...this.underWay.values()].map(({ ended }) => ended));
  }

  private async begin(): Promise<void> {
    try {
      const begun = await this.runner.begin();
      if (begun) {
        this.underWay.set(begun.id, begun);
        void begun.ended.finally(() => this.underWay.delete(begun.id));
      }
      this.away = false;
    } catch (error) {
      if (!this.away) this.log.warn('followers.look_failed', { error });
      this.away = true;
    }
  }
}
