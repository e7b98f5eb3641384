import type { SandboxClock } from './sandbox-clock.js';

/** An entry and its end, milliseconds since 1970. */
export interface Held<T> {
  readonly value: T;
  readonly lapsesAtMs: number;
}

/**
 * What the platform remembers for a while: codes, consent sheets, QR logins. An entry is gone once
 * its time is over on the sandbox's clock; at most `capacity` are held, the oldest making room.
 */
export class LapsingMap<T> {
  private readonly entries = new Map<string, Held<T>>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly capacity = 100_000,
  ) {}

  put(key: string, value: T, lifetimeSeconds: number): void {
    const nowMs = this.clock.nowMs();
    this.forgetOldest(nowMs);
    this.entries.set(key, { value, lapsesAtMs: nowMs + lifetimeSeconds * 1000 });
  }

  /** Null when it never was, or its time is over. */
  find(key: string): T | null {
    const held = this.entries.get(key);
    return held && held.lapsesAtMs > this.clock.nowMs() ? held.value : null;
  }

  /** Finds and forgets: whoever comes second finds nothing. */
  take(key: string): T | null {
    const value = this.find(key);
    this.entries.delete(key);
    return value;
  }

  /** What has time left, the oldest first. */
  *living(): Iterable<Held<T>> {
    const nowMs = this.clock.nowMs();
    for (const held of this.entries.values()) if (held.lapsesAtMs > nowMs) yield held;
  }

  clear(): void {
    this.entries.clear();
  }

  private forgetOldest(nowMs: number): void {
    for (const [key, held] of this.entries) {
      if (held.lapsesAtMs > nowMs && this.entries.size < this.capacity) return;
      this.entries.delete(key);
    }
  }
}
