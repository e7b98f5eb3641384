import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { WechatUser } from '../../users/wechat-user.entity.js';

/** `live`: works or can be refreshed; `reauthorize`: only the visitor's next authorization helps. */
export type UserTokenState = 'live' | 'reauthorize';

/** The visitor's own token (网页授权 access_token) for `sns/*`: one a WeChat user, sealed, with its times. */
@Entity({ name: 'user_token' })
@Check('user_token_state_check', `state IN ('live', 'reauthorize')`)
export class UserToken {
  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'user_token_pkey' })
  userId: string;

  @OneToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_token_user_fkey' })
  user?: Relation<WechatUser>;

  @Column({ name: 'scope', type: 'text' })
  scope: string;

  /** The token and its refresh token, sealed as one: they come and go together. */
  @Column({ name: 'tokens_sealed', type: 'bytea' })
  tokensSealed: Buffer;

  @Column({ name: 'state', type: 'text', default: 'live' })
  state: UserTokenState;

  @Column({ name: 'fetched_at', type: 'timestamptz' })
  fetchedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** 30 days after the authorization; a refresh does not move it. */
  @Column({ name: 'refresh_expires_at', type: 'timestamptz' })
  refreshExpiresAt: Date;

  /** One more with each token; whoever holds an older one is late. */
  @Column({ name: 'version', type: 'integer', default: 1 })
  version: number;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'lease_fence', type: 'bigint', default: 0 })
  leaseFence: string;
}
