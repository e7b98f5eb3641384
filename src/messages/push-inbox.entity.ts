import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { Account } from '../accounts/account.entity.js';

/** `waiting` for its effect, `done`, or `dead`: tried so often in vain that nobody tries again. */
export type PushState = 'waiting' | 'done' | 'dead';

/** A push that was acknowledged: what it says until it has had its effect, what was answered until nobody asks again. */
@Entity({ name: 'push_inbox' })
@Unique('push_inbox_dedupe_key', ['accountId', 'dedupeKey'])
@Unique('push_inbox_query_key', ['accountId', 'queryDigest'])
@Index('push_inbox_due_idx', ['urgent', 'dueAt'], { where: "state = 'waiting'" })
@Index('push_inbox_dead_idx', ['id'], { where: "state = 'dead'" })
@Index('push_inbox_answer_idx', ['receivedAt'], { where: 'answer_sealed IS NOT NULL' })
@Index('push_inbox_person_idx', ['personMark'])
@Index('push_inbox_received_idx', ['receivedAt'])
@Check('push_inbox_state_check', `state IN ('waiting', 'done', 'dead')`)
export class PushInboxRow {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'push_inbox_pkey',
  })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'push_inbox_account_fkey' })
  account: Account;

  /** The keyed mark of all that makes two pushes the same. */
  @Column({ name: 'dedupe_key', type: 'bytea' })
  dedupeKey: Buffer;

  /** In plain mode SHA-256 over timestamp and nonce, which may carry one body only; null where the signature covers the body. */
  @Column({ name: 'query_digest', type: 'bytea', nullable: true })
  queryDigest: Buffer | null;

  /** SHA-256 of the body as it came. */
  @Column({ name: 'body_digest', type: 'bytea' })
  bodyDigest: Buffer;

  /** The keyed mark of the openid, by which erasure finds it; null where it is about nobody, or erased. */
  @Column({ name: 'person_mark', type: 'bytea', nullable: true })
  personMark: Buffer | null;

  @Column({ name: 'kind', type: 'text' })
  kind: string;

  /** Somebody takes something back: it goes before all others, however many wait. */
  @Column({ name: 'urgent', type: 'boolean', default: false })
  urgent: boolean;

  /** The XML in clear, sealed; null once it has had its effect. */
  @Column({ name: 'payload_sealed', type: 'bytea', nullable: true })
  payloadSealed: Buffer | null;

  /** The bytes that were answered, sealed; null: `success`. */
  @Column({ name: 'answer_sealed', type: 'bytea', nullable: true })
  answerSealed: Buffer | null;

  @Column({ name: 'state', type: 'text', default: 'waiting' })
  state: PushState;

  @Column({ name: 'tries', type: 'integer', default: 0 })
  tries: number;

  /** The code of the last failure. */
  @Column({ name: 'failure', type: 'text', nullable: true })
  failure: string | null;

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  receivedAt: Date;

  /** When to try, or to try again; while somebody works on it, when they must be dead. */
  @Column({ name: 'due_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  dueAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  /** One more with each try: who holds an older one has been overtaken. */
  @Column({ name: 'lease_fence', type: 'bigint', default: 0 })
  leaseFence: string;
}
