import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { SealBroken } from '../kernel/crypto/sealer.js';
import {
  CredentialRepository,
  type CredentialState,
  type OpenedCredential,
} from './credential.repository.js';
import type { CredentialKind, HeldCredential } from './credential.js';

interface Kept {
  readonly held: HeldCredential;
  /** When the database was asked for what we keep. */
  readonly askedAtMs: number;
}

/**
 * This process's copy of the credentials, from which readers are answered: no older than the last look at the database,
 * and good without it until a credential's own end, counted on a clock that nobody sets.
 */
@Injectable()
export class CredentialMemory {
  private readonly kept = { token: new Map<string, Kept>(), ticket: new Map<string, Kept>() };

  constructor(
    private readonly rows: CredentialRepository,
    private readonly clock: Clock,
  ) {}

  /** What works now, by the account's key; null when there is none here, or it is past. */
  held(kind: CredentialKind, accountKey: string): HeldCredential | null {
    const kept = this.kept[kind].get(accountKey);
    return kept && kept.held.livesUntilMs > this.clock.monotonicMs() ? kept.held : null;
  }

  /** Looks at the database, and answers what it saw. @throws DatabaseUnavailable, and keeps what it has */
  async look(): Promise<CredentialState[]> {
    const askedAtMs = this.clock.monotonicMs();
    const states = await this.rows.states();
    for (const state of states) {
      const kept = this.kept[state.kind].get(state.accountKey);
      // What was kept after we asked is newer than the answer.
      if (kept && kept.askedAtMs > askedAtMs) continue;
      if (kept && isOf(state, kept.held)) this.correct(kept, state, askedAtMs);
      else if (state.livesMs > 0) await this.read(state);
      // What replaced ours is dead already: ours was before it.
      else this.kept[state.kind].delete(state.accountKey);
    }
    this.forgetAllBut(states, askedAtMs);
    return states;
  }

  /** Takes over a row as it was read at `askedAtMs`; answers what of it can be handed out. */
  keep(opened: OpenedCredential, askedAtMs: number): HeldCredential | null {
    const { kind, accountId, accountKey, value, version, fetchedAt, expiresAt, refreshAfter } = opened;
    if (value === null || !fetchedAt || !expiresAt || !refreshAfter) return null;
    const kept = this.kept[kind].get(accountKey);
    // Asked earlier, but perhaps answered later: a newer version is never overtaken.
    if (kept && kept.askedAtMs > askedAtMs && kept.held.version >= version)
      return this.held(kind, accountKey);
    // Counted from before the question, so that what the answer took on its way shortens the life rather than lengthens it.
    const livesUntilMs = askedAtMs + opened.livesMs;
    const held = { accountId, value, version, fetchedAt, expiresAt, refreshAfter, livesUntilMs };
    this.kept[kind].set(accountKey, { held, askedAtMs });
    return this.held(kind, accountKey);
  }

  private async read(state: CredentialState): Promise<void> {
    const askedAtMs = this.clock.monotonicMs();
    try {
      const opened = await this.rows.open(state);
      if (opened) this.keep(opened, askedAtMs);
    } catch (error) {
      // One account's trouble, which whoever asks for its credential is told; the others go on.
      if (!(error instanceof SealBroken)) throw error;
      this.kept[state.kind].delete(state.accountKey);
    }
  }

  private correct({ held }: Kept, state: CredentialState, askedAtMs: number): void {
    const { fetchedAt, expiresAt, refreshAfter } = state;
    if (!fetchedAt || !expiresAt || !refreshAfter) return;
    const livesUntilMs = askedAtMs + state.livesMs;
    const corrected = { ...held, fetchedAt, expiresAt, refreshAfter, livesUntilMs };
    this.kept[state.kind].set(state.accountKey, { held: corrected, askedAtMs });
  }

  /** An account that was removed takes its credentials along. */
  private forgetAllBut(states: readonly CredentialState[], askedAtMs: number): void {
    const present = new Set(states.map((state) => `${state.kind}/${state.accountKey}`));
    for (const kind of ['token', 'ticket'] as const)
      for (const [key, kept] of this.kept[kind])
        if (!present.has(`${kind}/${key}`) && kept.askedAtMs <= askedAtMs) this.kept[kind].delete(key);
  }
}

function isOf(state: CredentialState, held: HeldCredential): boolean {
  return held.version === state.version && held.accountId === state.accountId;
}
