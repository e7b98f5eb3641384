import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { SweepService } from './sweep.service.js';
import { TombstoneKeeper } from './tombstone-keeper.js';

/** How often the tombstones of database and file are compared: a database that was taken back is noticed within this. */
const LOOK_MS = 30_000;

/** Keeps the erased from coming back with a backup: at the start, soon after a restore, and every hour. */
@Injectable()
export class SweepJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private underWay: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly keeper: TombstoneKeeper,
    private readonly sweeps: SweepService,
    private readonly log: Log,
  ) {}

  /** In the background: nobody waits for it. */
  onApplicationBootstrap(): void {
    void this.once(() => this.lookAndSweep(true));
  }

  @Interval(LOOK_MS)
  look(): Promise<void> {
    return this.once(() => this.lookAndSweep(false));
  }

  @Cron('29 47 * * * *')
  sweep(): Promise<void> {
    return this.once(() => this.lookAndSweep(true));
  }

  /** What is under way is finished before the database's connections go. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.underWay;
  }

  private async lookAndSweep(always: boolean): Promise<void> {
    const { putBack } = await this.keeper.look();
    if (putBack > 0) this.log.warn('privacy.marks_put_back', { marks: putBack });
    if (putBack > 0 || always) await this.sweeps.sweep();
  }

  private async once(work: () => Promise<void>): Promise<void> {
    if (this.underWay || this.stopped) return;
    this.underWay = work().catch((error: unknown) => this.log.warn('privacy.sweep_failed', { error }));
    await this.underWay;
    this.underWay = null;
  }
}
