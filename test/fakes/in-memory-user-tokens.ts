import {
  type HeldUserToken,
  type IssuedUserToken,
  UserTokenRepository,
} from '../../src/auth/user-token/user-token.repository.js';
import type { Clock } from '../../src/kernel/clock/clock.js';

interface Held extends Omit<HeldUserToken, 'fresh'> {
  scope: string;
  expiresAtMs: number;
  leaseUntilMs: number;
  fence: bigint;
}

/** Visitors' tokens in a map, with leases and fences as the table has them. */
export class InMemoryUserTokens extends UserTokenRepository {
  readonly held = new Map<string, Held>();
  leaseSeconds = 8;

  constructor(private readonly clock: Clock) {
    super(undefined as never, undefined as never);
  }

  /** What a login does: over any older token, past any lease. */
  put(userId: string, issued: IssuedUserToken): void {
    const before = this.held.get(userId);
    const alive = before?.state === 'live' && before.expiresAtMs > this.clock.monotonicMs();
    if (before && alive && issued.scope === 'snsapi_base' && before.scope !== 'snsapi_base') return;
    this.held.set(userId, {
      userId,
      accountId: '11111111-1111-4111-8111-111111111111',
      openid: 'oVisitor1',
      userToken: issued.userToken,
      refreshToken: issued.refreshToken,
      scope: issued.scope,
      state: 'live',
      version: (before?.version ?? 0) + 1,
      expiresAtMs: this.clock.monotonicMs() + issued.expiresInSeconds * 1000,
      leaseUntilMs: 0,
      fence: (before?.fence ?? 0n) + 1n,
    });
  }

  override async find(userId: string): Promise<HeldUserToken | null> {
    const held = this.held.get(userId);
    if (!held) return null;
    const { expiresAtMs, leaseUntilMs: _until, fence: _fence, scope: _scope, ...plain } = held;
    return { ...plain, fresh: expiresAtMs > this.clock.monotonicMs() };
  }

  override async claim(userId: string): Promise<bigint | null> {
    const held = this.held.get(userId);
    if (!held || held.leaseUntilMs > this.clock.monotonicMs()) return null;
    held.leaseUntilMs = this.clock.monotonicMs() + this.leaseSeconds * 1000;
    return ++held.fence;
  }

  override async release(userId: string, fence: bigint): Promise<void> {
    const held = this.ours(userId, fence);
    if (held) held.leaseUntilMs = 0;
  }

  override async replace(before: HeldUserToken, issued: IssuedUserToken, fence: bigint): Promise<boolean> {
    const held = this.ours(before.userId, fence);
    if (!held) return false;
    Object.assign(held, {
      userToken: issued.userToken,
      refreshToken: issued.refreshToken,
      state: 'live',
      version: held.version + 1,
      expiresAtMs: this.clock.monotonicMs() + issued.expiresInSeconds * 1000,
      leaseUntilMs: 0,
    });
    return true;
  }

  override async giveUp(before: Pick<HeldUserToken, 'userId' | 'version'>, fence: bigint): Promise<void> {
    const held = this.ours(before.userId, fence);
    if (!held) return;
    if (held.version === before.version) Object.assign(held, { state: 'reauthorize' });
    held.leaseUntilMs = 0;
  }

  override async abandon(userId: string): Promise<void> {
    const held = this.held.get(userId);
    if (held) Object.assign(held, { state: 'reauthorize', leaseUntilMs: 0 });
  }

  private ours(userId: string, fence: bigint): Held | undefined {
    const held = this.held.get(userId);
    return held?.fence === fence ? held : undefined;
  }
}
