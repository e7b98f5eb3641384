import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One thing that somebody did: who, what, to what, when, from where. The table takes new rows and nothing else;
 * each row carries a keyed digest of itself and of the one before, so that one altered or taken out is found.
 */
@Entity({ name: 'audit_log' })
@Index('audit_log_action_idx', ['action', 'id'])
@Index('audit_log_actor_idx', ['actor', 'id'])
@Index('audit_log_visitor_export_idx', ['target', 'at'], {
  where: `actor = 'visitor' AND action = 'person.exported'`,
})
export class AuditEntry {
  /** Consecutive from 1, without gaps. */
  @PrimaryColumn({ name: 'id', type: 'bigint', primaryKeyConstraintName: 'audit_log_pkey' })
  id: string;

  @Column({ name: 'at', type: 'timestamptz' })
  at: Date;

  /** `operator:alice`, `caller:reports`, `cli:root` (the operating system's name), `system`, `nobody`. */
  @Column({ name: 'actor', type: 'text' })
  actor: string;

  /** `noun.what_was_done`. */
  @Column({ name: 'action', type: 'text' })
  action: string;

  /** What it was done to; a person by `wechat_user.id`. */
  @Column({ name: 'target', type: 'text', nullable: true })
  target: string | null;

  /** Key of the account it concerns. */
  @Column({ name: 'account', type: 'text', nullable: true })
  account: string | null;

  /** The address that it came from. */
  @Column({ name: 'address', type: 'text', nullable: true })
  address: string | null;

  @Column({ name: 'detail', type: 'jsonb', default: () => `'{}'` })
  detail: Record<string, unknown>;

  /** Which master key the digest was made with. */
  @Column({ name: 'key_id', type: 'text' })
  keyId: string;

  @Column({ name: 'digest', type: 'bytea' })
  digest: Buffer;
}
