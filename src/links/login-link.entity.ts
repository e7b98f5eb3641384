import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import type { LinkOutcome } from './link-outcome.js';

/** A single-use login link made for one openid. Of the link itself only a digest is kept. */
@Entity({ name: 'login_link' })
@Unique('login_link_token_key', ['tokenHash'])
@Index('login_link_openid_idx', ['accountId', 'openid'])
@Index('login_link_visitor_idx', ['atAccountId', 'visitorOpenid'], { where: 'visitor_openid IS NOT NULL' })
@Check(
  'login_link_outcome_check',
  `outcome IN ('linked', 'already_linked', 'openid_taken', 'visitor_taken', 'unionid_differs', 'signed_in', 'another_visitor')`,
)
export class LoginLink {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'login_link_pkey',
  })
  id: string;

  /** SHA-256 of what stands in the link. */
  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  /** The account that knows the openid. */
  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'login_link_account_fkey' })
  account?: Relation<Account>;

  /** For whom it was made. */
  @Column({ name: 'openid', type: 'text' })
  openid: string;

  /** The account that authorizes whoever opens it. */
  @Column({ name: 'at_account_id', type: 'uuid' })
  atAccountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'at_account_id', foreignKeyConstraintName: 'login_link_at_account_fkey' })
  atAccount?: Relation<Account>;

  /** Where its visitor lands; checked when the link was made. */
  @Column({ name: 'return_to', type: 'text' })
  returnTo: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Index('login_link_expires_idx')
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** When somebody came back from WeChat with it; from then on it is worth nothing. */
  @Column({ name: 'consumed_at', type: 'timestamptz', nullable: true })
  consumedAt: Date | null;

  /** Who that was, at the account that authorizes. */
  @Column({ name: 'visitor_openid', type: 'text', nullable: true })
  visitorOpenid: string | null;

  @Column({ name: 'outcome', type: 'text', nullable: true })
  outcome: LinkOutcome | null;
}
