import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Operator } from './operator.entity.js';

/** An operator signed in to the console. Only the digest of the cookie is here. */
@Entity({ name: 'operator_session' })
@Check('operator_session_state_check', `state IN ('awaits_totp', 'signed_in')`)
export class OperatorSession {
  @PrimaryColumn({ name: 'id_hash', type: 'bytea', primaryKeyConstraintName: 'operator_session_pkey' })
  idHash: Buffer;

  @Index('operator_session_operator_idx')
  @Column({ name: 'operator_id', type: 'uuid' })
  operatorId: string;

  @ManyToOne(() => Operator, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'operator_id', foreignKeyConstraintName: 'operator_session_operator_fkey' })
  operator?: Relation<Operator>;

  /** `awaits_totp`: the password was right, the code is still to come; it opens nothing. */
  @Column({ name: 'state', type: 'text' })
  state: 'awaits_totp' | 'signed_in';

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'now()' })
  seenAt: Date;

  /** The earlier of idle and absolute end. */
  @Index('operator_session_expires_idx')
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** When the operator last proved to be there, by password or code. */
  @Column({ name: 'confirmed_at', type: 'timestamptz', nullable: true })
  confirmedAt: Date | null;
}
