import { Injectable } from '@nestjs/common';
import { API_SCOPES, type ApiScope } from './api-scopes.js';
import { ApiKeyRepository, type KeyCalls } from './api-key.repository.js';
import { type CallCounts, noCalls } from './call-counts.js';
import type { Caller } from './caller.js';

/** How often each key was used since it was last written down, and for what. */
@Injectable()
export class KeyUse {
  /** Whose tally is not blank. */
  private tallied: Pick<Caller, 'id' | 'tally'>[] = [];
  /** Gathered, and not yet written down. */
  private waiting = new Map<string, CallCounts>();
  /** Used, and that is not yet written down. */
  private used = new Set<string>();

  constructor(private readonly rows: ApiKeyRepository) {}

  /** Counts one call. Costs a request an increment. */
  note(caller: Pick<Caller, 'id' | 'tally'>, scope: ApiScope): void {
    const { tally } = caller;
    if (tally.blank) {
      tally.blank = false;
      this.tallied.push(caller);
    }
    tally.counts[scope] += 1;
  }

  /** Writes which keys were used, in one statement; what cannot be written waits for the next time. @throws DatabaseUnavailable */
  async write(): Promise<void> {
    this.gather();
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Set();
    try {
      await this.rows.noteUse([...used]);
    } catch (error) {
      for (const id of used) this.used.add(id);
      throw error;
    }
  }

  /** Writes how often and for what, in one statement; what cannot be written waits as well. @throws DatabaseUnavailable */
  async writeCalls(): Promise<void> {
    this.gather();
    if (this.waiting.size === 0) return;
    const waiting = this.waiting;
    this.waiting = new Map();
    try {
      await this.rows.addCalls(linesOf(waiting));
    } catch (error) {
      for (const [id, counts] of waiting) this.addUp(id, counts);
      throw error;
    }
  }

  private gather(): void {
    for (const { id, tally } of this.tallied.splice(0)) {
      this.used.add(id);
      this.addUp(id, tally.counts);
      tally.blank = true;
      tally.counts = noCalls();
    }
  }

  private addUp(id: string, more: CallCounts): void {
    const held = this.waiting.get(id);
    if (!held) this.waiting.set(id, more);
    else for (const scope of API_SCOPES) held[scope] += more[scope];
  }
}

function linesOf(waiting: ReadonlyMap<string, CallCounts>): KeyCalls[] {
  return [...waiting].flatMap(([id, counts]) =>
    API_SCOPES.filter((scope) => counts[scope] > 0).map((scope) => ({ id, scope, calls: counts[scope] })),
  );
}
