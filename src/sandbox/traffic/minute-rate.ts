import type { SandboxClock } from '../sandbox-clock.js';

/** Calls counted by the minute, per key. */
export class MinuteRate {
  private minute = -1;
  private readonly calls = new Map<string, number>();

  constructor(
    private readonly clock: SandboxClock,
    /** Calls a minute allows; the next is over. */
    public limit: number,
  ) {}

  /** Counts one call; true when it is one too many, by another limit where one is given. */
  isOver(key: string, limit = this.limit): boolean {
    const minute = Math.floor(this.clock.nowMs() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.calls.clear();
    }
    const calls = (this.calls.get(key) ?? 0) + 1;
    this.calls.set(key, calls);
    return calls > limit;
  }
}
