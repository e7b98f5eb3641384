import type { Departed } from '../followers/departed.js';
import { LapsingMap } from '../lapsing-map.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** Openids may be changed for so long after the approval. */
export const MIGRATION_DAYS = 15;

const MOVES_OF_A_PAIR = 10;

/** Approved moves (账号迁移) of the followers of one account to another. */
export class Migrations {
  private readonly approved: LapsingMap<readonly Departed[]>;

  constructor(clock: SandboxClock) {
    this.approved = new LapsingMap(clock);
  }

  /** The platform approves, and these have moved; the fifteen days begin anew. */
  approve(from: SandboxAccount, to: SandboxAccount, departed: Departed): void {
    const earlier = this.approved.take(keyOf(from, to)) ?? [];
    const all = [...earlier, departed].slice(-MOVES_OF_A_PAIR);
    this.approved.put(keyOf(from, to), all, MIGRATION_DAYS * 86_400);
  }

  /** Who moved; null where no move was approved within the last fifteen days. */
  find(from: SandboxAccount, to: SandboxAccount): readonly Departed[] | null {
    return this.approved.find(keyOf(from, to));
  }

  clear(): void {
    this.approved.clear();
  }
}

function keyOf(from: SandboxAccount, to: SandboxAccount): string {
  return `${from.appId} ${to.appId}`;
}
