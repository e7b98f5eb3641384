import {
  ApiKeyRepository,
  type ApiKeyRow,
  type KeyCalls,
  type KeyReference,
  type LiveKeyRow,
  type NewApiKeyRow,
  type SuccessorRow,
} from '../../src/callers/api-key.repository.js';
import { DatabaseUnavailable } from '../../src/database/database.errors.js';
import type { Clock } from '../../src/kernel/clock/clock.js';

type Held = Omit<ApiKeyRow, 'live'> & { readonly digest: string };

/** Keys in an array, with accounts by key; `away` makes it a database that does not answer. */
export class InMemoryApiKeys extends ApiKeyRepository {
  held: Held[] = [];
  away = false;
  /** How often all live keys were read. */
  reads = 0;
  /** What {@link noteUse} was told, statement by statement. */
  readonly noted: string[][] = [];
  /** What {@link addCalls} was told, statement by statement. */
  readonly added: KeyCalls[][] = [];
  /** A reading waits for this, with what it has read by then. */
  slowly: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly accounts: Readonly<Record<string, string>> = {},
  ) {
    super(undefined as never);
  }

  override async live(): Promise<LiveKeyRow[]> {
    this.answer();
    this.reads++;
    const rows = this.held
      .filter((key) => this.isLive(key))
      .map(({ id, digest, name, prefix, scopes, account, cidrs, expiresAt }) => ({
        id,
        digest,
        name,
        prefix,
        scopes,
        accountId: account === null ? null : this.accounts[account]!,
        accountKey: account,
        cidrs,
        secondsLeft: expiresAt && (expiresAt.getTime() - this.clock.now().getTime()) / 1_000,
      }));
    await this.slowly;
    return rows;
  }

  override async list(all: boolean): Promise<ApiKeyRow[]> {
    this.answer();
    return this.held.map((key) => this.view(key)).filter(({ live }) => all || live);
  }

  override async insert({ lifeSeconds, ...key }: NewApiKeyRow): Promise<boolean> {
    this.answer();
    if (key.account !== null && !(key.account in this.accounts)) return false;
    const createdAt = this.clock.now();
    this.held.push({
      ...key,
      createdAt,
      expiresAt: lifeSeconds === null ? null : new Date(createdAt.getTime() + lifeSeconds * 1_000),
      lastUsedAt: null,
      revokedAt: null,
      rolledAt: null,
    });
    return true;
  }

  override async find(reference: KeyReference): Promise<ApiKeyRow[]> {
    this.answer();
    const [[name, value]] = Object.entries(reference) as [[keyof Held, string]];
    return this.held.filter((key) => key[name] === value).map((key) => this.view(key));
  }

  override async roll(id: string, successor: SuccessorRow, graceSeconds: number): Promise<boolean> {
    this.answer();
    const old = this.held.find((key) => key.id === id);
    if (!old || old.rolledAt !== null || !this.isLive(old)) return false;
    const { name, scopes, account, cidrs, createdAt, expiresAt } = old;
    const lifeSeconds = expiresAt && (expiresAt.getTime() - createdAt.getTime()) / 1_000;
    const end = new Date(this.clock.now().getTime() + graceSeconds * 1_000);
    const ends = expiresAt && expiresAt < end ? expiresAt : end;
    this.held = this.held.map((key) =>
      key.id === id ? { ...key, rolledAt: this.clock.now(), expiresAt: ends } : key,
    );
    return this.insert({ ...successor, name, scopes, account, cidrs, lifeSeconds });
  }

  override async revoke(id: string): Promise<Date | null> {
    this.answer();
    this.held = this.held.map((key) =>
      key.id === id ? { ...key, revokedAt: key.revokedAt ?? this.clock.now() } : key,
    );
    return this.held.find((key) => key.id === id)?.revokedAt ?? null;
  }

  override async addCalls(lines: readonly KeyCalls[]): Promise<void> {
    this.answer();
    this.added.push([...lines]);
  }

  override async noteUse(ids: readonly string[]): Promise<void> {
    this.answer();
    this.noted.push([...ids]);
    const nowMs = this.clock.now().getTime();
    this.held = this.held.map((key) =>
      ids.includes(key.id) && (key.lastUsedAt?.getTime() ?? 0) < nowMs - 5_000
        ? { ...key, lastUsedAt: this.clock.now() }
        : key,
    );
  }

  private isLive({ revokedAt, expiresAt }: Held): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > this.clock.now());
  }

  private view({ digest: _digest, ...key }: Held): ApiKeyRow {
    return { ...key, live: this.isLive({ ...key, digest: _digest }) };
  }

  private answer(): void {
    if (this.away) throw new DatabaseUnavailable({ cause: new Error('away') });
  }
}
