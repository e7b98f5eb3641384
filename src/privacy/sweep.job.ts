import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { SweepService } from './sweep.service.js';
import { SweepTurn } from './sweep-turn.js';
import { TombstoneKeeper } from './tombstone-keeper.js';

/** How often the tombstones of database and file are compared: a database that was taken back is noticed within this. */
const LOOK_MS = 30_000;
const KEEP_MS = 15_000;

/**
 * Keeps the erased from coming back with a backup: at the start, soon after a restore, and every hour; of any number of
 * instances one at a time.
 */
@Injectable()
export class SweepJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private underWay: Promise<void> | null = null;
  /** Something was put back, or may have been while nobody looked, and nobody has swept since. */
  private owed = false;
  private stopped = false;

  constructor(
    private readonly keeper: TombstoneKeeper,
    private readonly sweeps: SweepService,
    private readonly turn: SweepTurn,
    private readonly log: Log,
  ) {}

  /** In the background: nobody waits for it. */
  onApplicationBootstrap(): void {
    this.owed = true;
    void this.once(() => this.lookAndSweep());
  }

  @Interval(LOOK_MS)
  look(): Promise<void> {
    return this.once(() => this.lookAndSweep());
  }

  @Cron('29 47 * * * *')
  sweep(): Promise<void> {
    return this.once(() => this.lookAndSweep({ hourly: true }));
  }

  @Interval(KEEP_MS)
  async keep(): Promise<void> {
    try {
      await this.turn.keep();
    } catch (error) {
      // The next time is well before the lease ends.
      this.log.debug('privacy.turn_not_kept', { error });
    }
  }

  /** What is under way is finished before the database's connections go. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.underWay;
  }

  private async lookAndSweep({ hourly } = { hourly: false }): Promise<void> {
    const { putBack } = await this.keeper.look();
    if (putBack > 0) this.log.warn('privacy.marks_put_back', { marks: putBack });
    if (putBack > 0) this.owed = true;
    if (!this.owed && !hourly) return;
    const swept = await this.turn.take(async () => void (await this.sweeps.sweep()), {
      lingers: hourly && !this.owed,
    });
    if (swept) this.owed = false;
  }

  private async once(work: () => Promise<void>): Promise<void> {
    if (this.underWay || this.stopped) return;
    this.underWay = work().catch((error: unknown) => this.log.warn('privacy.sweep_failed', { error }));
    await this.underWay;
    this.underWay = null;
  }
}
