import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';

/** `queued` and `running` go on by themselves, on whichever instance; `paused` when somebody says so, or at `resume_at`. */
export type SyncState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** `reading`: page by page, who follows; `leaving`: who was not on any page follows no more. */
export type SyncPhase = 'reading' | 'leaving';

/** One reading of the whole list of an account's followers; at most one open run an account. */
@Entity({ name: 'follower_sync' })
@Index('follower_sync_open_key', ['accountId'], {
  unique: true,
  where: `state IN ('queued', 'running', 'paused')`,
})
@Check('follower_sync_state_check', `state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')`)
@Check('follower_sync_phase_check', `phase IN ('reading', 'leaving')`)
export class FollowerSync {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'follower_sync_pkey' })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'follower_sync_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'state', type: 'text', default: 'queued' })
  state: SyncState;

  @Column({ name: 'phase', type: 'text', default: 'reading' })
  phase: SyncPhase;

  /** How many followers WeChat said there are; null until it has. */
  @Column({ name: 'total', type: 'integer', nullable: true })
  total: number | null;

  /** How many of them are in the database. */
  @Column({ name: 'done', type: 'integer', default: 0 })
  done: number;

  /** How many were found to follow no more. */
  @Column({ name: 'left_count', type: 'integer', default: 0 })
  leftCount: number;

  /** The last openid that is in the database, sealed to this row: where the next page begins. */
  @Column({ name: 'cursor_sealed', type: 'bytea', nullable: true })
  cursorSealed: Buffer | null;

  /** A caller's or an operator's name, or `cli`. */
  @Column({ name: 'requested_by', type: 'text' })
  requestedBy: string;

  @Column({ name: 'requested_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  requestedAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  /** When a paused run goes on by itself; null: when somebody says so. */
  @Column({ name: 'resume_at', type: 'timestamptz', nullable: true })
  resumeAt: Date | null;

  /** How long the run has read, pauses apart: what its rate is measured by. */
  @Column({ name: 'worked_seconds', type: 'double precision', default: 0 })
  workedSeconds: number;

  /** What it failed with, or what it waits for. */
  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode: string | null;

  @Column({ name: 'error_detail', type: 'text', nullable: true })
  errorDetail: string | null;

  /** What WeChat refused with. */
  @Column({ name: 'errcode', type: 'integer', nullable: true })
  errcode: number | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'lease_fence', type: 'bigint', default: 0 })
  leaseFence: string;
}
