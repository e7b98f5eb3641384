import { Column, Entity, JoinColumn, OneToOne, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { AccountKeyColumn, CredentialColumns } from './credential-columns.js';

/** The global token (全局 access_token) for `cgi-bin/*`: one row an account, the value sealed, the one before kept. */
@Entity({ name: 'global_token' })
export class GlobalToken extends CredentialColumns {
  @AccountKeyColumn('global_token')
  accountId: string;

  @OneToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'global_token_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'access_token', type: 'bytea', nullable: true })
  valueSealed: Buffer | null;

  @Column({ name: 'previous_token', type: 'bytea', nullable: true })
  previousSealed: Buffer | null;

  /** Until when WeChat goes on taking the previous one, as far as it promises. */
  @Column({ name: 'previous_until', type: 'timestamptz', nullable: true })
  previousUntil: Date | null;

  @Column({ name: 'forced_at', type: 'timestamptz', nullable: true })
  forcedAt: Date | null;

  /** The day in Beijing to which `forcedCount` belongs. */
  @Column({ name: 'forced_day', type: 'date', nullable: true })
  forcedDay: string | null;

  @Column({ name: 'forced_count', type: 'integer', default: 0 })
  forcedCount: number;

  /** When a classic call ended without an answer: it may reach WeChat yet, and supersede what we hold. */
  @Column({ name: 'doubtful_at', type: 'timestamptz', nullable: true })
  doubtfulAt: Date | null;
}
