import { SessionRepository, type SessionRow } from '../../src/auth/session/session.repository.js';

/** A session's row; say only what matters. */
export function aSessionRow(given: Partial<SessionRow> = {}): SessionRow {
  return {
    accountId: '11111111-1111-4111-8111-111111111111',
    userId: '1',
    openid: 'oVisitor1',
    unionid: null,
    scope: 'snsapi_base',
    nickname: null,
    avatarUrl: null,
    subscribed: null,
    firstSeenAt: new Date('2026-01-01T00:00:00Z'),
    tokenState: 'live',
    expiresAt: new Date('2026-03-08T08:00:00Z'),
    stale: false,
    ...given,
  };
}

/** Live sessions in a map; `touched` is what a touch moves their end to. */
export class InMemorySessions extends SessionRepository {
  readonly held = new Map<string, SessionRow>();
  touched: Date | null = new Date('2026-03-15T08:00:00Z');
  readonly looked: string[] = [];

  constructor() {
    super(undefined as never);
  }

  put(idHash: Buffer, row: SessionRow = aSessionRow()): void {
    this.held.set(idHash.toString('hex'), row);
  }

  override async find(idHash: Buffer): Promise<SessionRow | null> {
    this.looked.push(idHash.toString('hex'));
    return this.held.get(idHash.toString('hex')) ?? null;
  }

  override async touch(): Promise<Date | null> {
    return this.touched;
  }

  override async delete(idHash: Buffer): Promise<void> {
    this.held.delete(idHash.toString('hex'));
  }

  override async deleteOfUser(userId: string): Promise<number> {
    const before = this.held.size;
    for (const [key, row] of this.held) if (row.userId === userId) this.held.delete(key);
    return before - this.held.size;
  }
}
