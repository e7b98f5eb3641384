import type { AttemptStatus } from '../../src/auth/login/login-attempt.entity.js';
import {
  type AttemptKey,
  type ClaimedAttempt,
  type FoundAttempt,
  LoginAttemptRepository,
  type NewAttempt,
} from '../../src/auth/login/login-attempt.repository.js';
import type { Clock } from '../../src/kernel/clock/clock.js';

interface Held extends NewAttempt {
  status: AttemptStatus;
  sessionHash: Buffer | null;
  failure: string | null;
  readonly createdAtMs: number;
  claimedAtMs: number | null;
  finishedAtMs: number | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Login attempts in a map; `finish` stands for the part of the sign-in statement that ends one. */
export class InMemoryLoginAttempts extends LoginAttemptRepository {
  readonly held = new Map<string, Held>();

  constructor(private readonly clock: Clock) {
    super(undefined as never);
  }

  override async begin(attempt: NewAttempt): Promise<boolean> {
    const now = this.clock.monotonicMs();
    const recent = [...this.held.values()].filter(
      (held) => held.browserHash.equals(attempt.browserHash) && held.createdAtMs > now - MINUTE,
    );
    const succeeded = recent.filter(
      (held) => held.status === 'signed_in' && held.createdAtMs > now - 20 * SECOND,
    );
    if (recent.length >= 30 || succeeded.length >= 5) return false;
    this.held.set(attempt.stateHash.toString('hex'), {
      ...attempt,
      status: 'started',
      sessionHash: null,
      failure: null,
      createdAtMs: now,
      claimedAtMs: null,
      finishedAtMs: null,
    });
    return true;
  }

  override async claim(key: AttemptKey): Promise<ClaimedAttempt | null> {
    const held = this.open(key);
    if (!held || this.clock.monotonicMs() >= held.createdAtMs + 10 * MINUTE) return null;
    held.status = 'exchanging';
    held.claimedAtMs = this.clock.monotonicMs();
    return claimed(held);
  }

  override async find(stateHash: Buffer): Promise<FoundAttempt | null> {
    const held = this.held.get(stateHash.toString('hex'));
    if (!held) return null;
    const now = this.clock.monotonicMs();
    const { accountId, browserHash, status, sessionHash } = held;
    return {
      ...claimed(held),
      accountId,
      browserHash,
      status,
      sessionHash,
      recent: held.finishedAtMs !== null && held.finishedAtMs > now - 5 * MINUTE,
      stalled: held.claimedAtMs !== null && held.claimedAtMs < now - 15 * SECOND,
    };
  }

  override async deny(key: AttemptKey): Promise<ClaimedAttempt | null> {
    const held = this.open(key);
    if (!held) return null;
    held.status = 'denied';
    held.finishedAtMs = this.clock.monotonicMs();
    return claimed(held);
  }

  override async fail(stateHash: Buffer, failure: string): Promise<void> {
    const held = this.held.get(stateHash.toString('hex'));
    if (held?.status !== 'exchanging') return;
    Object.assign(held, { status: 'failed', failure, finishedAtMs: this.clock.monotonicMs() });
  }

  override async purge(): Promise<number> {
    const before = this.held.size;
    const now = this.clock.monotonicMs();
    for (const [key, held] of this.held)
      if (held.createdAtMs + 10 * MINUTE < now - 24 * 60 * MINUTE) this.held.delete(key);
    return before - this.held.size;
  }

  /** Ends a claimed attempt with a session; answers whether it was still ours to end. */
  async finish(stateHash: Buffer, sessionHash: Buffer): Promise<boolean> {
    const held = this.held.get(stateHash.toString('hex'));
    if (held?.status !== 'exchanging') return false;
    Object.assign(held, { status: 'signed_in', sessionHash, finishedAtMs: this.clock.monotonicMs() });
    return true;
  }

  private open(key: AttemptKey): Held | null {
    const held = this.held.get(key.stateHash.toString('hex'));
    const same =
      held?.accountId === key.accountId &&
      held.browserHash.equals(key.browserHash) &&
      held.status === 'started';
    return same ? held : null;
  }
}

function claimed({ scope, returnTo, restarts, linkHash = null }: Held): ClaimedAttempt {
  return { scope, returnTo, restarts, linkHash };
}
