import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Up to where attempts have been counted: one row. */
@Entity({ name: 'login_figures_mark' })
@Check('login_figures_mark_one_check', 'id = 1')
export class LoginFiguresMark {
  @PrimaryColumn({ name: 'id', type: 'integer', primaryKeyConstraintName: 'login_figures_mark_pkey' })
  id: number;

  /** Attempts that lapsed up to then are in the figures. */
  @Column({ name: 'counted_until', type: 'timestamptz' })
  countedUntil: Date;
}
