import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Person } from './person.entity.js';

/**
 * Where a field came from and when: the visitor's authorization itself, `sns/userinfo`, `cgi-bin/user/info`, the reading of
 * the whole list of followers, or a push.
 */
export interface FieldOrigin {
  readonly source: 'authorization' | 'sns_userinfo' | 'user_info' | 'sync' | 'push';
  /** RFC 3339. */
  readonly at: string;
}

/** Somebody as one account knows them: an openid. Never a snapshot visitor, who is nobody. */
@Entity({ name: 'wechat_user' })
@Unique('wechat_user_openid_key', ['accountId', 'openid'])
@Index('wechat_user_first_seen_idx', ['accountId', 'firstSeenAt', 'id'])
@Index('wechat_user_last_login_idx', ['accountId', 'lastLoginAt', 'id'])
@Index('wechat_user_subscribed_idx', ['accountId', 'subscribed', 'firstSeenAt', 'id'])
@Index('wechat_user_scope_idx', ['accountId', 'grantedScope', 'firstSeenAt', 'id'])
export class WechatUser {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'wechat_user_pkey',
  })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'wechat_user_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'openid', type: 'text' })
  openid: string;

  /** The unionid, kept apart; null while WeChat has told none. */
  @Index('wechat_user_person_idx')
  @Column({ name: 'person_id', type: 'bigint', nullable: true })
  personId: string | null;

  @ManyToOne(() => Person, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'wechat_user_person_fkey' })
  person?: Relation<Person> | null;

  /** The most they ever granted. */
  @Column({ name: 'granted_scope', type: 'text', nullable: true })
  grantedScope: string | null;

  /** Follows the account now; null while nobody has told us. */
  @Column({ name: 'subscribed', type: 'boolean', nullable: true })
  subscribed: boolean | null;

  /** Since when they follow, or followed the last time. */
  @Column({ name: 'subscribed_at', type: 'timestamptz', nullable: true })
  subscribedAt: Date | null;

  @Column({ name: 'unsubscribed_at', type: 'timestamptz', nullable: true })
  unsubscribedAt: Date | null;

  /** How they came, in WeChat's words (`ADD_SCENE_…`). */
  @Column({ name: 'subscribe_scene', type: 'text', nullable: true })
  subscribeScene: string | null;

  /** The scene of the parametric QR code they came by, a number or a text. */
  @Column({ name: 'qr_scene', type: 'text', nullable: true })
  qrScene: string | null;

  /** What the account's operators noted of them at WeChat; empty when nothing. */
  @Column({ name: 'remark', type: 'text', nullable: true })
  remark: string | null;

  @Column({ name: 'tag_ids', type: 'integer', array: true, nullable: true })
  tagIds: number[] | null;

  /** As of when we know whether they follow: what is older than this tells nothing new. */
  @Column({ name: 'following_at', type: 'timestamptz', nullable: true })
  followingAt: Date | null;

  /** When they were last on the list of followers. */
  @Column({ name: 'listed_at', type: 'timestamptz', nullable: true })
  listedAt: Date | null;

  @Column({ name: 'nickname', type: 'text', nullable: true })
  nickname: string | null;

  @Column({ name: 'avatar_url', type: 'text', nullable: true })
  avatarUrl: string | null;

  @Column({ name: 'sex', type: 'smallint', nullable: true })
  sex: number | null;

  @Column({ name: 'language', type: 'text', nullable: true })
  language: string | null;

  @Column({ name: 'city', type: 'text', nullable: true })
  city: string | null;

  @Column({ name: 'province', type: 'text', nullable: true })
  province: string | null;

  @Column({ name: 'country', type: 'text', nullable: true })
  country: string | null;

  /** Field name → origin, for all that WeChat or an authorization told. */
  @Column({ name: 'provenance', type: 'jsonb', default: {} })
  provenance: Record<string, FieldOrigin>;

  @Column({ name: 'first_seen_at', type: 'timestamptz', default: () => 'now()' })
  firstSeenAt: Date;

  @Column({ name: 'last_login_at', type: 'timestamptz', nullable: true })
  lastLoginAt: Date | null;

  @Column({ name: 'login_count', type: 'integer', default: 0 })
  loginCount: number;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
