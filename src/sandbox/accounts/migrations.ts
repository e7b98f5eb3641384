import { LapsingMap } from '../lapsing-map.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** Openids may be changed for so long after the approval. */
export const MIGRATION_DAYS = 15;

/** Approved moves (账号迁移) of the followers of one account to another. */
export class Migrations {
  private readonly approved: LapsingMap<true>;

  constructor(clock: SandboxClock) {
    this.approved = new LapsingMap(clock);
  }

  /** The platform approves; the fifteen days begin anew. */
  approve(from: SandboxAccount, to: SandboxAccount): void {
    this.approved.take(keyOf(from, to));
    this.approved.put(keyOf(from, to), true, MIGRATION_DAYS * 86_400);
  }

  /** Whether a move was approved, no more than fifteen days ago. */
  isOpen(from: SandboxAccount, to: SandboxAccount): boolean {
    return this.approved.find(keyOf(from, to)) !== null;
  }

  clear(): void {
    this.approved.clear();
  }
}

function keyOf(from: SandboxAccount, to: SandboxAccount): string {
  return `${from.appId} ${to.appId}`;
}
