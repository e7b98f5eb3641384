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
import { WechatUser } from './wechat-user.entity.js';

/** Who told us: WeChat by a push, `cgi-bin/user/info`, or the reading of the whole list of followers. */
export type FollowingSource = 'push' | 'user_info' | 'sync';

/** Somebody began to follow an account, or stopped. */
@Entity({ name: 'following_event' })
@Unique('following_event_once_key', ['userId', 'at', 'kind'])
@Index('following_event_at_idx', ['at'])
@Check('following_event_kind_check', `kind IN ('followed', 'unfollowed')`)
@Check('following_event_source_check', `source IN ('push', 'user_info', 'sync')`)
export class FollowingEvent {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'following_event_pkey',
  })
  id: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @ManyToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'following_event_user_fkey' })
  user?: Relation<WechatUser>;

  /** When WeChat says it happened; when we found out, where it does not say. */
  @Column({ name: 'at', type: 'timestamptz' })
  at: Date;

  @Column({ name: 'kind', type: 'text' })
  kind: 'followed' | 'unfollowed';

  @Column({ name: 'source', type: 'text' })
  source: FollowingSource;

  /** The scene of the parametric QR code they came by. */
  @Column({ name: 'scene', type: 'text', nullable: true })
  scene: string | null;
}
