import type { Clock } from '../kernel/clock/clock.js';

/** Spreads calls evenly: no more than so many a second, whoever asks. */
export class CallPace {
  private nextMs = 0;

  /** @param perSecond 0: as fast as they are answered */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the next call may be made. */
  async turn(): Promise<void> {
    if (this.perSecond === 0) return;
    const nowMs = this.clock.monotonicMs();
    const atMs = Math.max(nowMs, this.nextMs);
    this.nextMs = atMs + 1000 / this.perSecond;
    if (atMs > nowMs) await this.clock.pause(atMs - nowMs);
  }
}
