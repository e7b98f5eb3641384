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
import { WechatUser } from '../users/wechat-user.entity.js';
import { LoginLink } from './login-link.entity.js';

/**
 * Two openids, of two accounts, that are one person's: one row a pair, the account with the smaller id first, so that
 * two constraints suffice to keep each openid joined to one at most in any other account.
 */
@Entity({ name: 'linked_openid' })
@Unique('linked_openid_once_key', ['accountId', 'openid', 'otherAccountId'])
@Unique('linked_openid_other_once_key', ['otherAccountId', 'otherOpenid', 'accountId'])
@Check('linked_openid_order_check', `account_id < other_account_id`)
@Check('linked_openid_source_check', `source IN ('link', 'operator')`)
export class LinkedOpenidRow {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'linked_openid_pkey',
  })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @Column({ name: 'openid', type: 'text' })
  openid: string;

  @ManyToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'account_id',
      referencedColumnName: 'accountId',
      foreignKeyConstraintName: 'linked_openid_user_fkey',
    },
    { name: 'openid', referencedColumnName: 'openid', foreignKeyConstraintName: 'linked_openid_user_fkey' },
  ])
  user?: Relation<WechatUser>;

  @Column({ name: 'other_account_id', type: 'uuid' })
  otherAccountId: string;

  @Column({ name: 'other_openid', type: 'text' })
  otherOpenid: string;

  @ManyToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'other_account_id',
      referencedColumnName: 'accountId',
      foreignKeyConstraintName: 'linked_openid_other_fkey',
    },
    {
      name: 'other_openid',
      referencedColumnName: 'openid',
      foreignKeyConstraintName: 'linked_openid_other_fkey',
    },
  ])
  other?: Relation<WechatUser>;

  /** Who said so: the person, by a link; or an operator. */
  @Column({ name: 'source', type: 'text' })
  source: 'link' | 'operator';

  @Index('linked_openid_link_idx')
  @Column({ name: 'link_id', type: 'bigint', nullable: true })
  linkId: string | null;

  @ManyToOne(() => LoginLink, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'link_id', foreignKeyConstraintName: 'linked_openid_link_fkey' })
  link?: Relation<LoginLink> | null;

  @Column({ name: 'linked_at', type: 'timestamptz', default: () => 'now()' })
  linkedAt: Date;
}
