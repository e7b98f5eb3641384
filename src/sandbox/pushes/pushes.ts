import type { Random } from '../../kernel/random/random.js';
import type { RuleId } from '../rules.js';
import { NoSuchPush } from '../sandbox.errors.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';
import type { Courier } from './courier.js';
import { digits } from './handshake.js';
import { bytesOfPush } from './push-bytes.js';
import { deliver } from './push-deliveries.js';
import { fieldsOfPush } from './push-fields.js';
import type { PushOrder, PushOutcome, PushRecord } from './push-record.js';
import { pushSettingsOf, sealingKey } from './push-settings.js';

const CAPACITY = 2000;
/** MarkFail: for so long nothing is sent to a server that failed too often. */
const SUSPENDED_SECONDS = 60;

type Live = { -readonly [Name in keyof PushRecord]: PushRecord[Name] } & {
  attempts: PushRecord['attempts'][number][];
};

/** What the platform pushes to the servers of accounts, and the journal of it: the newest 2,000. */
export class Pushes {
  private readonly records = new Map<string, Live>();
  private readonly failures = new Map<string, { inARow: number; suspendedUntilMs: number }>();
  private lastNumber = 0;
  private end = new AbortController();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    readonly courier: Courier,
    private readonly switches: () => Switches,
  ) {}

  /** Makes the bytes of a push, which from then on are the same for ever; nothing leaves yet. */
  prepare(order: PushOrder): PushRecord {
    const { account, openid, message, oddities } = order;
    const settings = pushSettingsOf(account);
    const atMs = this.clock.nowMs();
    const createdAt = Math.floor(atMs / 1000) - oddities.age_seconds;
    const msgId = oddities.msg_id ?? digits(this.random, 17, 17);
    const chance = {
      timestamp: String(Math.floor(this.clock.realMs() / 1000) - oddities.age_seconds),
      nonce: digits(this.random, 9, 10),
      random: this.random.bytes(8).toString('hex'),
    };
    const fields = fieldsOfPush(message, { account, openid, createdAt, msgId });
    const key = settings && sealingKey(settings, atMs);
    const format = this.switches().push_format;
    const bytes =
      settings && bytesOfPush(fields, openid, { account, settings, chance, oddities, key, format });
    return this.keep({ ...order, atMs, settings, bytes, replayOf: null });
  }

  /** The very bytes of an earlier push once more. @throws NoSuchPush */
  again(id: string): PushRecord {
    const { account, openid, persona, message, oddities, settings, bytes } = this.get(id);
    const atMs = this.clock.nowMs();
    return this.keep({ account, openid, persona, message, oddities, atMs, settings, bytes, replayOf: id });
  }

  /** Brings a push to its account; never rejects for what the account's server does. */
  async deliver({ id }: PushRecord): Promise<PushOutcome> {
    const record = this.get(id);
    record.outcome = await this.carry(record, this.end.signal);
    this.count(record);
    return record.outcome;
  }

  /** Keeps a push from ever leaving, by a rule. @throws NoSuchPush */
  withhold({ id }: PushRecord, rule: RuleId): PushOutcome {
    return (this.get(id).outcome = { kind: 'unsent', rule });
  }

  /** @throws NoSuchPush */
  get(id: string): Live {
    const record = this.records.get(id);
    if (!record) throw new NoSuchPush(id);
    return record;
  }

  /** Oldest first; the newest `limit` that match. */
  list(filter: { account?: string; openid?: string; limit?: number } = {}): PushRecord[] {
    const found = [...this.records.values()].filter(
      ({ account, openid }) =>
        (filter.account === undefined || account.key === filter.account) &&
        (filter.openid === undefined || openid === filter.openid),
    );
    return found.slice(-(filter.limit ?? CAPACITY));
  }

  /** Forgets the journal; what is on its way goes on. */
  forget(): void {
    for (const [id, { outcome }] of this.records) if (outcome) this.records.delete(id);
  }

  /** Gives up what is on its way and forgets everything. */
  clear(): void {
    this.end.abort();
    this.end = new AbortController();
    this.records.clear();
    this.failures.clear();
  }

  private keep(made: Omit<PushRecord, 'id' | 'attempts' | 'outcome'>): PushRecord {
    const record: Live = { ...made, id: `p${++this.lastNumber}`, attempts: [], outcome: null };
    this.records.set(record.id, record);
    if (this.records.size > CAPACITY) this.records.delete(this.records.keys().next().value!);
    return record;
  }

  private async carry(record: Live, signal: AbortSignal): Promise<PushOutcome> {
    if (!record.bytes) return { kind: 'unsent', rule: null };
    if (this.isSuspended(record)) return { kind: 'unsent', rule: 'push.suspended' };
    const { courier, clock } = this;
    const means = { courier, clock, switches: this.switches(), signal };
    const send = (copy: number) => deliver(record, copy, means, (attempt) => record.attempts.push(attempt));
    const { copies, copies_at_once: atOnce } = record.oddities;
    if (atOnce) return (await Promise.all(Array.from({ length: copies }, (_, at) => send(at + 1))))[0]!;
    const first = await send(1);
    for (let copy = 2; copy <= copies; copy += 1) await send(copy);
    return first;
  }

  private isSuspended({ account }: PushRecord): boolean {
    return this.clock.nowMs() < (this.failures.get(account.appId)?.suspendedUntilMs ?? 0);
  }

  /** Silences a server that failed many times in a row. */
  private count({ account, outcome }: PushRecord): void {
    if (outcome?.kind === 'unsent') return;
    const inARow = outcome?.kind === 'fault' ? (this.failures.get(account.appId)?.inARow ?? 0) + 1 : 0;
    const limit = this.switches().push_failures_tolerated;
    const suspended = limit > 0 && inARow >= limit;
    const suspendedUntilMs = suspended ? this.clock.nowMs() + SUSPENDED_SECONDS * 1000 : 0;
    this.failures.set(account.appId, { inARow: suspended ? 0 : inARow, suspendedUntilMs });
  }
}
