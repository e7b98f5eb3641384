import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import type { KeywordMatch, ReplyContent, ReplyTrigger } from './reply-rule.schemas.js';

/** What an account answers, and to what. */
@Entity({ name: 'reply_rule' })
@Index('reply_rule_account_idx', ['accountId', 'position', 'id'])
@Check('reply_rule_trigger_check', `trigger IN ('follow', 'keyword', 'default')`)
@Check('reply_rule_match_check', `match IN ('exact', 'contains')`)
@Check(
  'reply_rule_keyword_check',
  `(trigger = 'keyword') = (keyword IS NOT NULL) AND (keyword IS NULL) = (match IS NULL)`,
)
export class ReplyRuleRow {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'reply_rule_pkey',
  })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'reply_rule_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'trigger', type: 'text' })
  trigger: ReplyTrigger;

  @Column({ name: 'keyword', type: 'text', nullable: true })
  keyword: string | null;

  @Column({ name: 'match', type: 'text', nullable: true })
  match: KeywordMatch | null;

  /** A text or one article, as written: placeholders not filled in. */
  @Column({ name: 'content', type: 'jsonb' })
  content: ReplyContent;

  /** Which account `{{login_link}}` signs in at; null: the account's own choice. */
  @Column({ name: 'login_account_id', type: 'uuid', nullable: true })
  loginAccountId: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'login_account_id', foreignKeyConstraintName: 'reply_rule_login_account_fkey' })
  loginAccount?: Relation<Account> | null;

  /** Rules are tried from the smallest on. */
  @Column({ name: 'position', type: 'integer', default: 0 })
  position: number;

  @Column({ name: 'enabled', type: 'boolean', default: true })
  enabled: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
