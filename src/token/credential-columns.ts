import { Column, PrimaryColumn } from 'typeorm';

/** What the global token and the ticket have in common as rows: when it lives, who may renew it, how renewing goes. */
export abstract class CredentialColumns {
  @Column({ name: 'fetched_at', type: 'timestamptz', nullable: true })
  fetchedAt: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  /** One more with each value; whoever holds an older one is late. */
  @Column({ name: 'version', type: 'bigint', default: 0 })
  version: string;

  /** From then on it is renewed on schedule. */
  @Column({ name: 'refresh_after', type: 'timestamptz', nullable: true })
  refreshAfter: Date | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'lease_fence', type: 'bigint', default: 0 })
  leaseFence: string;

  /** Which instance renews it, or did last. */
  @Column({ name: 'lease_holder', type: 'text', nullable: true })
  leaseHolder: string | null;

  /** How often in a row renewing has failed. */
  @Column({ name: 'failures', type: 'integer', default: 0 })
  failures: number;

  /** An errcode as text, or `unreachable`, `unreadable` and the like. */
  @Column({ name: 'failure', type: 'text', nullable: true })
  failure: string | null;

  /** What WeChat said of it, free of secrets. */
  @Column({ name: 'failure_detail', type: 'text', nullable: true })
  failureDetail: string | null;

  /** Which AppSecret failed, as a digest of its sealed form: another one may try at once. */
  @Column({ name: 'failed_secret', type: 'bytea', nullable: true })
  failedSecret: Buffer | null;

  @Column({ name: 'failed_at', type: 'timestamptz', nullable: true })
  failedAt: Date | null;

  /** Nobody asks WeChat before then. */
  @Column({ name: 'next_attempt_at', type: 'timestamptz', nullable: true })
  nextAttemptAt: Date | null;
}

/** The row's key: its account. */
export function AccountKeyColumn(table: string): PropertyDecorator {
  return PrimaryColumn({ name: 'account_id', type: 'uuid', primaryKeyConstraintName: `${table}_pkey` });
}
