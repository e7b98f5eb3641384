import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';

/**
 * `started` → `exchanging` (its state was claimed) → `signed_in` or `failed`;
 * `started` → `denied` when WeChat came back without a code.
 */
export type AttemptStatus = 'started' | 'exchanging' | 'signed_in' | 'denied' | 'failed';

/** A login under way: one row from the redirect to WeChat until some time after the return. */
@Entity({ name: 'login_attempt' })
@Index('login_attempt_browser_idx', ['browserHash', 'createdAt'])
@Check('login_attempt_status_check', `status IN ('started', 'exchanging', 'signed_in', 'denied', 'failed')`)
export class LoginAttempt {
  /** SHA-256 of `state`. */
  @PrimaryColumn({ name: 'state_hash', type: 'bytea', primaryKeyConstraintName: 'login_attempt_pkey' })
  stateHash: Buffer;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'login_attempt_account_fkey' })
  account?: Relation<Account>;

  /** SHA-256 of the browser's binding cookie: only that browser may finish. */
  @Column({ name: 'browser_hash', type: 'bytea' })
  browserHash: Buffer;

  @Column({ name: 'scope', type: 'text' })
  scope: string;

  /** Where the visitor wanted to go; a checked path or address, its fragment included. */
  @Column({ name: 'return_to', type: 'text' })
  returnTo: string;

  @Column({ name: 'status', type: 'text', default: 'started' })
  status: AttemptStatus;

  /** How often this login was begun anew without the visitor's doing; never more than once. */
  @Column({ name: 'restarts', type: 'smallint', default: 0 })
  restarts: number;

  /** Why it failed: the code of an error, never its text. */
  @Column({ name: 'failure', type: 'text', nullable: true })
  failure: string | null;

  /** Digest of the login link by which it began (`login_link.token_hash`); null: by none. */
  @Column({ name: 'link_hash', type: 'bytea', nullable: true })
  linkHash: Buffer | null;

  /** The session it opened. */
  @Column({ name: 'session_hash', type: 'bytea', nullable: true })
  sessionHash: Buffer | null;

  /** The version of the text that was read before this login was begun; null: none of ours. */
  @Column({ name: 'notice', type: 'text', nullable: true })
  notice: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Index('login_attempt_expires_idx')
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'claimed_at', type: 'timestamptz', nullable: true })
  claimedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
