import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ApiKey } from './api-key.entity.js';

/** A request that a caller may send again: what it was, and once it is done what was answered. Kept for a day. */
@Entity({ name: 'idempotency_key' })
@Check('idempotency_key_answer_check', '(status IS NULL) = (answer_sealed IS NULL)')
export class IdempotencyKey {
  /** SHA-256 of caller, route and the caller's own key. */
  @PrimaryColumn({ name: 'mark', type: 'bytea', primaryKeyConstraintName: 'idempotency_key_pkey' })
  mark: Buffer;

  @Index('idempotency_key_caller_idx')
  @Column({ name: 'caller_id', type: 'uuid' })
  callerId: string;

  @ManyToOne(() => ApiKey, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'caller_id', foreignKeyConstraintName: 'idempotency_key_caller_fkey' })
  caller?: Relation<ApiKey>;

  /** SHA-256 of the body, with the caller's key: another body under the same key is a mistake. */
  @Column({ name: 'request_mark', type: 'bytea' })
  requestMark: Buffer;

  @Index('idempotency_key_created_idx')
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt: Date;

  /** Until then somebody works on it; null once it was answered. */
  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'lease_fence', type: 'bigint', default: 1 })
  leaseFence: string;

  /** The HTTP status of the answer; null until there is one. */
  @Column({ name: 'status', type: 'smallint', nullable: true })
  status: number | null;

  /** Headers and body, sealed to this row. */
  @Column({ name: 'answer_sealed', type: 'bytea', nullable: true })
  answerSealed: Buffer | null;
}
