import { setTimeout as wait } from 'node:timers/promises';
import { Clock } from './clock.js';

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }

  override monotonicMs(): number {
    return performance.now();
  }

  override async pause(ms: number): Promise<void> {
    await wait(ms);
  }
}
