import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Operator } from './operator.entity.js';

/** Stands in, once, for a code of a lost phone. The code itself is with the operator alone. */
@Entity({ name: 'operator_recovery_code' })
export class OperatorRecoveryCode {
  @PrimaryColumn({
    name: 'code_hash',
    type: 'bytea',
    primaryKeyConstraintName: 'operator_recovery_code_pkey',
  })
  codeHash: Buffer;

  @Index('operator_recovery_code_operator_idx')
  @Column({ name: 'operator_id', type: 'uuid' })
  operatorId: string;

  @ManyToOne(() => Operator, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'operator_id', foreignKeyConstraintName: 'operator_recovery_code_operator_fkey' })
  operator?: Relation<Operator>;
}
