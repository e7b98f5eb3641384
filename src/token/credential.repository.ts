import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { hmacSha256 } from '../kernel/crypto/digest.js';
import { KeyRing } from '../kernel/crypto/key-ring.js';
import { Sealer } from '../kernel/crypto/sealer.js';
import type { CredentialKey, CredentialKind, RenewalReason } from './credential.js';
import { statementsFor } from './credential-statements.js';
import type { Cause } from './diagnosis.js';
import type { Pace } from './pace.js';
import type { HistoryEvent } from './token-history.entity.js';

/** How long the right to renew is held: longer than a call to WeChat may take. */
export const LEASE_SECONDS = 5;

/** A row without its value. All spans are measured by the database's clock when the row was read. */
export interface CredentialState extends CredentialKey {
  readonly accountKey: string;
  /** 0 before the first one. */
  readonly version: number;
  readonly fetchedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly refreshAfter: Date | null;
  /** What is left of its life, in milliseconds; 0 or less when it is past, or there is none. */
  readonly livesMs: number;
  /** Its time for renewal has come. */
  readonly due: boolean;
  /** Somebody is renewing it. */
  readonly leased: boolean;
  /** Before that many seconds nobody may ask WeChat, because of what the last renewal failed with. */
  readonly waitSeconds: number;
  readonly failures: number;
  readonly failure: string | null;
  readonly failureDetail: string | null;
  /** Says which AppSecret failed. */
  readonly failedSecret: Buffer | null;
}

/** A row with its values, opened. */
export interface OpenedCredential extends CredentialState {
  readonly value: string | null;
  readonly previous: string | null;
  /** The previous one still works, as far as WeChat promises. */
  readonly previousWorks: boolean;
}

/** Under which conditions the right to renew is wanted. */
export interface Claim {
  readonly reason: RenewalReason;
  /** The version that is to be replaced; without meaning for `lapsed`, `first_use` and `operator`. */
  readonly version: number;
  readonly instance: string;
  /** Says which AppSecret would be used: another one than that which failed need not wait. */
  readonly secretDigest: Buffer;
}

/** One line of the history. */
export interface Note {
  readonly event: HistoryEvent;
  readonly reason?: RenewalReason;
  /** That of the row after the change unless told. */
  readonly version?: number;
  readonly fingerprint?: Buffer;
  readonly instance: string;
  readonly durationMs?: number;
  readonly cause?: Cause;
  readonly failure?: string;
  readonly detail?: string;
  readonly reportedBy?: string;
}

/** What is written down of a renewal that failed. */
export interface Failed {
  readonly secretDigest: Buffer;
  readonly dead: boolean;
  readonly doubtful: boolean;
  readonly notes: readonly Note[];
}

/** A value as WeChat issued it, with what we make of its life. */
export interface NewValue {
  readonly value: string;
  readonly lifeSeconds: number;
  readonly renewInSeconds: number;
  /** The same as the one held: its version stays. */
  readonly same: boolean;
  /** How long the one before goes on working, in seconds. */
  readonly overlapSeconds: number;
}

/**
 * The account-wide credentials in the database: values sealed, times the database's own, the right to renew a row
 * leased and what is written under it fenced. Each method may raise DatabaseUnavailable.
 */
@Injectable()
export class CredentialRepository {
  private readonly texts = { token: statementsFor('token'), ticket: statementsFor('ticket') };
  private readonly fingerprintKeys: readonly Buffer[];

  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    keys: KeyRing,
  ) {
    this.fingerprintKeys = keys.ids.map((id) => keys.derive('token-fingerprint', keys.find(id)));
  }

  /** Every row there is. */
  async states(): Promise<CredentialState[]> {
    return this.sql.rows<CredentialState>(`${this.texts.token.states} UNION ALL ${this.texts.ticket.states}`);
  }

  /** One row as it is now; made when there is none yet, null when there is no such account. @throws SealBroken */
  async open({ kind, accountId }: CredentialKey): Promise<OpenedCredential | null> {
    const { open, make } = this.texts[kind];
    const find = () => this.sql.one<SealedRow>(open, [accountId]);
    const row = (await find()) ?? (await this.sql.change(make, [accountId]), await find());
    if (!row) return null;
    const { valueSealed, previousSealed, ...state } = row;
    return {
      ...state,
      value: this.unseal(kind, accountId, valueSealed),
      previous: this.unseal(kind, accountId, previousSealed),
    };
  }

  /**
   * Drops values that do not open; their version stays, so that no other is taken for them. What somebody has written
   * in their place meanwhile is left alone.
   */
  async discard({ kind, accountId }: CredentialKey): Promise<void> {
    const row = await this.sql.one<SealedRow>(this.texts[kind].open, [accountId]);
    if (!row) return;
    try {
      this.unseal(kind, accountId, row.valueSealed);
      this.unseal(kind, accountId, row.previousSealed);
    } catch {
      await this.sql.change(this.texts[kind].discard, [accountId, row.version]);
    }
  }

  /** The right to renew for five seconds, as a fence; null while another has it, or the wish is fulfilled or has to wait. */
  async claim({ kind, accountId }: CredentialKey, claim: Claim): Promise<bigint | null> {
    const { reason, version, instance, secretDigest } = claim;
    const row = await this.sql.one<{ fence: string }>(this.texts[kind].claim, [
      accountId,
      LEASE_SECONDS,
      instance,
      reason,
      version,
      secretDigest,
    ]);
    return row && BigInt(row.fence);
  }

  /** Five seconds more, before another call to WeChat; false when the right has passed on. */
  async extend({ kind, accountId }: CredentialKey, fence: bigint): Promise<boolean> {
    return (await this.sql.change(this.texts[kind].extend, [accountId, fence, LEASE_SECONDS])) === 1;
  }

  async release(
    { kind, accountId }: CredentialKey,
    fence: bigint,
    notes: readonly Note[] = [],
  ): Promise<void> {
    await this.sql.change(this.texts[kind].release, [accountId, fence, asJson(notes)]);
  }

  /** Keeps what WeChat issued; answers its version, or null when the right to write has passed on. */
  async commit(
    { kind, accountId }: CredentialKey,
    fence: bigint,
    issued: NewValue,
    notes: readonly Note[],
  ): Promise<number | null> {
    const row = await this.sql.one<{ version: number }>(this.texts[kind].commit, [
      accountId,
      fence,
      this.sealer.seal(issued.value, placeOf(kind, accountId)),
      issued.lifeSeconds,
      issued.renewInSeconds,
      issued.same,
      asJson(notes),
      ...(kind === 'token' ? [issued.overlapSeconds] : []),
    ]);
    return row?.version ?? null;
  }

  /**
   * Notes that renewing failed and when it may be tried again; `dead`: the present value is known to be worth nothing;
   * `doubtful`: the call may reach WeChat yet. False when the right to write has passed on.
   */
  async fail(
    { kind, accountId }: CredentialKey,
    fence: bigint,
    pace: Pace,
    { secretDigest, dead, doubtful, notes }: Failed,
  ): Promise<boolean> {
    const changed = await this.sql.change(this.texts[kind].fail, [
      accountId,
      fence,
      pace.failure,
      pace.detail,
      secretDigest,
      pace.delaySeconds,
      pace.untilMidnight,
      dead,
      asJson(notes),
      ...(kind === 'token' ? [doubtful] : []),
    ]);
    return changed === 1;
  }

  /** A call of somebody who has lost the right to write may reach WeChat yet: what is held is to be replaced soon. */
  async doubt(accountId: string): Promise<void> {
    await this.sql.change(this.texts.token.doubt, [accountId]);
  }

  /** One of the 20 forced renewals that WeChat allows a day, 30 seconds apart; false when there is none left just now. */
  async takeForce(accountId: string, fence: bigint): Promise<boolean> {
    return (await this.sql.change(this.texts.token.force, [accountId, fence])) === 1;
  }

  /** Adds to the history; the same event with the same cause and version at most once a minute. */
  async note({ kind, accountId }: CredentialKey, note: Note): Promise<void> {
    await this.sql.change(this.texts[kind].note, [accountId, asJson([note])]);
  }

  /** Whether an answer to ourselves came too late since the present value was fetched. */
  async hadLateAnswer({ kind, accountId }: CredentialKey): Promise<boolean> {
    return (await this.sql.one(this.texts[kind].lateAnswer, [accountId])) !== null;
  }

  /** Which version a value was, as long as the history goes back; null for one that was never ours. */
  async versionOf({ kind, accountId }: CredentialKey, value: string): Promise<number | null> {
    const prints = this.fingerprintKeys.map((key) => fingerprint(key, value));
    const row = await this.sql.one<{ version: number }>(this.texts[kind].versionOf, [accountId, prints]);
    return row?.version ?? null;
  }

  /** A keyed digest of a value: recognises it, tells nothing of it. */
  fingerprintOf(value: string): Buffer {
    return fingerprint(this.fingerprintKeys[0]!, value);
  }

  private unseal(kind: CredentialKind, accountId: string, sealed: Buffer | null): string | null {
    return sealed && this.sealer.open(sealed, placeOf(kind, accountId));
  }
}

interface SealedRow extends Omit<OpenedCredential, 'value' | 'previous'> {
  readonly valueSealed: Buffer | null;
  readonly previousSealed: Buffer | null;
}

function placeOf(kind: CredentialKind, accountId: string) {
  return kind === 'token'
    ? { table: 'global_token', column: 'access_token', row: accountId }
    : { table: 'jsapi_ticket', column: 'ticket', row: accountId };
}

function fingerprint(key: Buffer, value: string): Buffer {
  return hmacSha256(key, value).subarray(0, 16);
}

function asJson(notes: readonly Note[]): string {
  return JSON.stringify(notes.map((note) => ({ ...note, fingerprint: note.fingerprint?.toString('hex') })));
}
