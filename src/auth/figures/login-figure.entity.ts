import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';

/** How logins end: `abandoned` ones never came back from WeChat. */
export const LOGIN_OUTCOMES = ['signed_in', 'denied', 'failed', 'abandoned'] as const;

export type LoginOutcome = (typeof LOGIN_OUTCOMES)[number];

/** How many logins of a day ended how; what remains once the attempts themselves are gone. Nobody is in it. */
@Entity({ name: 'login_figure' })
@Check('login_figure_outcome_check', `outcome IN ('signed_in', 'denied', 'failed', 'abandoned')`)
export class LoginFigure {
  /** The day in Beijing on which they were begun. */
  @PrimaryColumn({ name: 'day', type: 'date', primaryKeyConstraintName: 'login_figure_pkey' })
  day: string;

  @PrimaryColumn({ name: 'account_id', type: 'uuid', primaryKeyConstraintName: 'login_figure_pkey' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'login_figure_account_fkey' })
  account?: Relation<Account>;

  @PrimaryColumn({ name: 'scope', type: 'text', primaryKeyConstraintName: 'login_figure_pkey' })
  scope: string;

  @PrimaryColumn({ name: 'outcome', type: 'text', primaryKeyConstraintName: 'login_figure_pkey' })
  outcome: LoginOutcome;

  /** Code of the error; empty where nothing failed. */
  @PrimaryColumn({ name: 'cause', type: 'text', primaryKeyConstraintName: 'login_figure_pkey' })
  cause: string;

  @Column({ name: 'logins', type: 'bigint' })
  logins: string;
}
