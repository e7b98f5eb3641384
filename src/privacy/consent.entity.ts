import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { WechatUser } from '../users/wechat-user.entity.js';
import { ConsentText } from './consent-text.entity.js';

/** That somebody agreed to something: to what, after reading which text, when. */
@Entity({ name: 'consent' })
export class Consent {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'consent_pkey',
  })
  id: string;

  @Index('consent_user_idx')
  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @ManyToOne(() => WechatUser, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'consent_user_fkey' })
  user?: Relation<WechatUser>;

  /** The scope that was granted. */
  @Column({ name: 'scope', type: 'text' })
  scope: string;

  /** The text of ours that was shown; null: WeChat's own sheet alone. */
  @Column({ name: 'text_version', type: 'text', nullable: true })
  textVersion: string | null;

  @ManyToOne(() => ConsentText)
  @JoinColumn({ name: 'text_version', foreignKeyConstraintName: 'consent_text_fkey' })
  text?: Relation<ConsentText> | null;

  /** When the visitor tapped: before anything was asked of WeChat. */
  @Column({ name: 'at', type: 'timestamptz' })
  at: Date;

  @Column({ name: 'withdrawn_at', type: 'timestamptz', nullable: true })
  withdrawnAt: Date | null;
}
