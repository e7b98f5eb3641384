import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { WechatUser } from './wechat-user.entity.js';

/**
 * A user's nickname as it is searched: folded, and indexed by its characters and pairs of characters. A trigger keeps it,
 * whoever writes the nickname; it stands apart because signing in rewrites the user's row and leaves the nickname alone.
 */
@Entity({ name: 'user_nickname' })
@Index('user_nickname_grams_idx', { synchronize: false })
export class UserNickname {
  @PrimaryColumn({ name: 'user_id', type: 'bigint', primaryKeyConstraintName: 'user_nickname_pkey' })
  userId: string;

  @OneToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_nickname_user_fkey' })
  user?: Relation<WechatUser>;

  /** `folded_nickname(nickname)`: compatible forms made one (NFKC), lower case. */
  @Column({ name: 'folded', type: 'text' })
  folded: string;
}
