import { DatabaseUnavailable } from '../../src/database/database.errors.js';
import type { Clock } from '../../src/kernel/clock/clock.js';
import { KeyRing } from '../../src/kernel/crypto/key-ring.js';
import { SealBroken } from '../../src/kernel/crypto/sealer.js';
import type { CredentialKey } from '../../src/token/credential.js';
import {
  type Claim,
  CredentialRepository,
  type CredentialState,
  type Failed,
  LEASE_SECONDS,
  type NewValue,
  type Note,
  type OpenedCredential,
} from '../../src/token/credential.repository.js';
import type { Pace } from '../../src/token/pace.js';
import { testKeys } from './an-account.js';
import {
  dayOf,
  emptyRow,
  endOfDay,
  fill,
  isOf,
  isWanted,
  nameOf,
  type NotedLine,
  type Row,
  stateOf,
} from './in-memory-credential-row.js';

/** Global tokens and tickets in a map, with leases, fences, pace and history as the tables have them. */
export class InMemoryCredentials extends CredentialRepository {
  /** Until then, on the monotonic clock, no statement is answered. */
  awayUntilMs = 0;
  /** So many changes are made, and their answers lost. */
  lostAnswers = 0;
  /** Which statements were run, by method. */
  readonly ran: string[] = [];
  private readonly perKey: readonly CredentialRepository[];

  constructor(
    private readonly clock: Clock,
    /** Keys of the accounts by their ids. */
    readonly accounts: Map<string, string>,
    keys: KeyRing = testKeys,
    readonly held = new Map<string, Row>(),
    readonly history: NotedLine[] = [],
  ) {
    super(undefined as never, undefined as never, keys);
    this.perKey = keys.ids.map((id) => {
      const ring = new KeyRing([keys.find(id)!.bytes]);
      return new CredentialRepository(undefined as never, undefined as never, ring);
    });
  }

  override async states(): Promise<CredentialState[]> {
    this.answer('states');
    return [...this.held.values()]
      .filter((row) => this.accounts.has(row.accountId))
      .map((row) => stateOf(row, this.accounts.get(row.accountId)!, this.nowMs()));
  }

  override async open(key: CredentialKey): Promise<OpenedCredential | null> {
    this.answer('open');
    const row = this.row(key);
    if (!row) return null;
    if (row.broken) throw new SealBroken({ table: key.kind, column: 'value', row: key.accountId });
    const previousWorks = row.previousUntilMs > this.nowMs();
    return {
      ...stateOf(row, this.accounts.get(row.accountId)!, this.nowMs()),
      value: row.value,
      previous: row.previous,
      previousWorks,
    };
  }

  override async claim(key: CredentialKey, claim: Claim): Promise<bigint | null> {
    this.answer('claim');
    const row = this.held.get(nameOf(key));
    if (!row || row.leaseUntilMs > this.nowMs() || !isWanted(row, claim, this.nowMs())) return null;
    const mayTry = row.nextAttemptAtMs <= this.nowMs() || !row.failedSecret?.equals(claim.secretDigest);
    if (claim.reason !== 'operator' && !mayTry) return null;
    row.leaseUntilMs = this.nowMs() + LEASE_SECONDS * 1000;
    return ++row.fence;
  }

  override async extend(key: CredentialKey, fence: bigint): Promise<boolean> {
    this.answer('extend');
    const row = this.ours(key, fence);
    if (row) row.leaseUntilMs = this.nowMs() + LEASE_SECONDS * 1000;
    return row !== undefined;
  }

  override async release(key: CredentialKey, fence: bigint, notes: readonly Note[] = []): Promise<void> {
    this.answer('release');
    const row = this.ours(key, fence);
    if (!row) return;
    row.leaseUntilMs = 0;
    this.write(row, notes);
  }

  override async commit(
    key: CredentialKey,
    fence: bigint,
    issued: NewValue,
    notes: readonly Note[],
  ): Promise<number | null> {
    this.answer('commit');
    const row = this.ours(key, fence);
    if (!row || row.leaseUntilMs === 0) return null;
    fill(row, issued, this.nowMs());
    this.write(row, notes);
    if (this.lostAnswers-- > 0) throw new DatabaseUnavailable({ cause: new Error('the answer was lost') });
    return row.version;
  }

  override async fail(
    key: CredentialKey,
    fence: bigint,
    pace: Pace,
    { secretDigest, dead, doubtful, notes }: Failed,
  ): Promise<boolean> {
    this.answer('fail');
    const row = this.ours(key, fence);
    if (!row) return false;
    const nowMs = this.nowMs();
    const fromMs = pace.untilMidnight ? endOfDay(nowMs) : nowMs;
    Object.assign(row, {
      leaseUntilMs: 0,
      failures: row.failures + 1,
      failure: pace.failure,
      failureDetail: pace.detail,
      failedSecret: secretDigest,
      nextAttemptAtMs: fromMs + pace.delaySeconds * 1000,
      expiresAtMs: dead ? Math.min(row.expiresAtMs, nowMs) : row.expiresAtMs,
      doubtfulAtMs: doubtful ? nowMs : row.doubtfulAtMs,
    });
    this.write(row, notes);
    return true;
  }

  override async doubt(accountId: string): Promise<void> {
    this.answer('doubt');
    const row = this.held.get(nameOf({ kind: 'token', accountId }));
    if (!row) return;
    row.doubtfulAtMs = this.nowMs();
    row.refreshAfterMs = Math.min(row.refreshAfterMs, this.nowMs());
  }

  override async discard(key: CredentialKey): Promise<void> {
    this.answer('discard');
    const row = this.held.get(nameOf(key));
    if (row?.broken) Object.assign(row, { value: null, broken: false, previous: null, expiresAtMs: 0 });
  }

  override async takeForce(accountId: string, fence: bigint): Promise<boolean> {
    this.answer('takeForce');
    const row = this.ours({ kind: 'token', accountId }, fence);
    const nowMs = this.nowMs();
    if (!row || (row.forcedAtMs > 0 && row.forcedAtMs >= nowMs - 30_000)) return false;
    const today = dayOf(nowMs);
    const count = row.forcedDay === today ? row.forcedCount : 0;
    if (count >= 20) return false;
    Object.assign(row, { forcedAtMs: nowMs, forcedDay: today, forcedCount: count + 1 });
    return true;
  }

  override async note(key: CredentialKey, note: Note): Promise<void> {
    this.answer('note');
    const row = this.held.get(nameOf(key));
    if (!row) return;
    const version = note.version ?? row.version;
    const told = this.history.some(
      (line) =>
        isOf(line, key) &&
        line.atMs > this.nowMs() - 60_000 &&
        line.event === note.event &&
        line.cause === note.cause &&
        line.version === version,
    );
    if (!told) this.write(row, [note]);
  }

  override async hadLateAnswer(key: CredentialKey): Promise<boolean> {
    this.answer('hadLateAnswer');
    const since = this.held.get(nameOf(key))?.fetchedAtMs ?? Infinity;
    return this.history.some((line) => isOf(line, key) && line.event === 'fenced_off' && line.atMs >= since);
  }

  override async versionOf(key: CredentialKey, value: string): Promise<number | null> {
    this.answer('versionOf');
    const prints = this.perKey.map((repository) => repository.fingerprintOf(value));
    const line = this.history.findLast(
      ({ event, fingerprint, ...of }) =>
        isOf(of, key) && event !== 'fenced_off' && prints.some((print) => fingerprint?.equals(print)),
    );
    return line?.version ?? null;
  }

  /** What happened to one credential, oldest first, as `event`, `event: cause` or `event: failure`. */
  told(kind: CredentialKey['kind'] = 'token'): string[] {
    return this.history
      .filter((line) => line.kind === kind)
      .map(({ event, cause, failure }) => [event, cause ?? failure].filter(Boolean).join(': '));
  }

  private row(key: CredentialKey): Row | undefined {
    if (!this.accounts.has(key.accountId)) return undefined;
    const name = nameOf(key);
    const { kind, accountId } = key;
    if (!this.held.has(name)) this.held.set(name, emptyRow({ kind, accountId }));
    return this.held.get(name);
  }

  private ours(key: CredentialKey, fence: bigint): Row | undefined {
    const row = this.held.get(nameOf(key));
    return row?.fence === fence ? row : undefined;
  }

  private write(row: Row, notes: readonly Note[]): void {
    const { kind, accountId } = row;
    for (const note of notes)
      this.history.push({
        kind,
        accountId,
        ...note,
        version: note.version ?? row.version,
        atMs: this.nowMs(),
      });
  }

  private nowMs(): number {
    return this.clock.now().getTime();
  }

  private answer(method: string): void {
    if (this.clock.monotonicMs() < this.awayUntilMs)
      throw new DatabaseUnavailable({ cause: new Error('away') });
    this.ran.push(method);
  }
}
