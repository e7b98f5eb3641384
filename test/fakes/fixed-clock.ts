import { Clock } from '../../src/kernel/clock/clock.js';

/** Time that moves when told. A pause ends at once and moves it by as much. */
export class FixedClock extends Clock {
  private elapsedMs = 0;
  /** The pauses that somebody asked for, in milliseconds. */
  readonly pauses: number[] = [];

  constructor(private readonly startedAt = new Date('2026-03-01T08:00:00.000Z')) {
    super();
  }

  override now(): Date {
    return new Date(this.startedAt.getTime() + this.elapsedMs);
  }

  override monotonicMs(): number {
    return this.elapsedMs;
  }

  override async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.elapsedMs += ms;
  }

  advance(seconds: number): void {
    this.elapsedMs += seconds * 1000;
  }
}
