import type { Clock } from '../kernel/clock/clock.js';

/** WeChat's time as the sandbox tells it: real time plus what has been advanced. Whatever lapses obeys it. */
export class SandboxClock {
  private offsetMs = 0;

  constructor(private readonly real: Clock) {}

  /** Milliseconds since 1970. */
  nowMs(): number {
    return this.real.now().getTime() + this.offsetMs;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** Real time: what the clocks of others say, who check how old a signed request is. Milliseconds since 1970. */
  realMs(): number {
    return this.real.now().getTime();
  }

  /** How far ahead of real time this clock is. */
  get offsetSeconds(): number {
    return this.offsetMs / 1000;
  }

  /** Moves time forward; it never goes back except by {@link reset}. */
  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError('time goes forward');
    this.offsetMs += seconds * 1000;
  }

  reset(): void {
    this.offsetMs = 0;
  }

  /** Waits in real time: what a slow WeChat does to its callers. */
  async pause(ms: number): Promise<void> {
    await this.real.pause(ms);
  }
}
