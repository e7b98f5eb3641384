import type { SandboxClock } from '../sandbox-clock.js';

const CAPACITY = 100_000;

/** When somebody last tapped 允许 for an account: the newest hundred thousand of them. */
export class RecentConsents {
  private readonly atMs = new Map<string, number>();

  constructor(private readonly clock: SandboxClock) {}

  note(personaId: string, accountKey: string): void {
    const key = `${personaId} ${accountKey}`;
    this.atMs.delete(key);
    this.atMs.set(key, this.clock.nowMs());
    if (this.atMs.size > CAPACITY) this.atMs.delete(this.atMs.keys().next().value!);
  }

  /** Whether they did within the last so many seconds; never within 0. */
  isWithin(personaId: string, accountKey: string, seconds: number): boolean {
    const atMs = this.atMs.get(`${personaId} ${accountKey}`);
    return atMs !== undefined && this.clock.nowMs() - atMs < seconds * 1000;
  }

  clear(): void {
    this.atMs.clear();
  }
}
