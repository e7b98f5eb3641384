import { beijingMonth } from '../beijing-time.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** How often an account may give itself its quota back in a month: all at once, or address by address. */
const A_MONTH = { everything: 10, one: 50 } as const;

/** The months' resets of quotas, by account. */
export class Clearances {
  private readonly counts = new Map<string, { month: number; used: number }>();

  constructor(private readonly clock: SandboxClock) {}

  /** Counts a reset; false when it is one too many and must not be made. */
  use(appId: string, kind: keyof typeof A_MONTH): boolean {
    const key = `${kind} ${appId}`;
    const month = beijingMonth(this.clock.nowMs());
    const known = this.counts.get(key);
    const used = known?.month === month ? known.used : 0;
    if (used >= A_MONTH[kind]) return false;
    this.counts.set(key, { month, used: used + 1 });
    return true;
  }

  clear(): void {
    this.counts.clear();
  }
}
