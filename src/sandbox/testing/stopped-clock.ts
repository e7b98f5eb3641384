import { Clock } from '../../kernel/clock/clock.js';

/** Time that stands still; waiting is noted, not done. */
export class StoppedClock extends Clock {
  readonly pauses: number[] = [];

  override now(): Date {
    return new Date('2026-11-22T08:00:00.000Z');
  }

  override monotonicMs(): number {
    return 0;
  }

  override pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    return Promise.resolve();
  }
}
