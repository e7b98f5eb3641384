import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { WechatUser } from '../../users/wechat-user.entity.js';

/** A visitor signed in. Only the digest of the cookie is here; deleting the row ends the session everywhere. */
@Entity({ name: 'session' })
export class Session {
  @PrimaryColumn({ name: 'id_hash', type: 'bytea', primaryKeyConstraintName: 'session_pkey' })
  idHash: Buffer;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'session_account_fkey' })
  account?: Relation<Account>;

  /** Null: a snapshot visitor (快照页), who may look and is nobody. */
  @Index('session_user_idx')
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: string | null;

  @ManyToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'session_user_fkey' })
  user?: Relation<WechatUser> | null;

  @Column({ name: 'scope', type: 'text' })
  scope: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'now()' })
  seenAt: Date;

  /** The earlier of idle and absolute end; moved forward while the visitor keeps coming. */
  @Index('session_expires_idx')
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
