import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import type { Cause } from './diagnosis.js';
import type { CredentialKind, RenewalReason } from './credential.js';

/**
 * What can happen to a credential. `renewed`: a new value; `confirmed`: WeChat gave the same one again; `failed`;
 * `died`: before its time; `unfounded`: reported dead, and alive; `late_report`: an older one was reported;
 * `fenced_off`: an answer came after another instance had taken over.
 */
export type HistoryEvent =
  'renewed' | 'confirmed' | 'failed' | 'died' | 'unfounded' | 'late_report' | 'fenced_off';

/** One thing that happened to a global token or a ticket. */
@Entity({ name: 'token_history' })
@Check('token_history_credential_check', `credential IN ('token', 'ticket')`)
@Index('token_history_account_idx', ['accountId', 'at'])
@Index('token_history_at_idx', ['at'])
@Index('token_history_fingerprint_idx', ['accountId', 'fingerprint'])
export class TokenHistory {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'token_history_pkey',
  })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'token_history_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'credential', type: 'text' })
  credential: CredentialKind;

  @Column({ name: 'at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  at: Date;

  @Column({ name: 'event', type: 'text' })
  event: HistoryEvent;

  @Column({ name: 'reason', type: 'text', nullable: true })
  reason: RenewalReason | null;

  @Column({ name: 'version', type: 'bigint', nullable: true })
  version: string | null;

  /** A keyed digest of the value, by which a caller's report of an old one is recognised. */
  @Column({ name: 'fingerprint', type: 'bytea', nullable: true })
  fingerprint: Buffer | null;

  @Column({ name: 'instance', type: 'text' })
  instance: string;

  @Column({ name: 'duration_ms', type: 'integer', nullable: true })
  durationMs: number | null;

  @Column({ name: 'cause', type: 'text', nullable: true })
  cause: Cause | null;

  @Column({ name: 'failure', type: 'text', nullable: true })
  failure: string | null;

  @Column({ name: 'detail', type: 'text', nullable: true })
  detail: string | null;

  /** Name of the API key whose caller reported it. */
  @Column({ name: 'reported_by', type: 'text', nullable: true })
  reportedBy: string | null;
}
