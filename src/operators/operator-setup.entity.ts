import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link by which the first operator is made; printed once, known by its digest. */
@Entity({ name: 'operator_setup' })
export class OperatorSetup {
  @PrimaryColumn({ name: 'token_hash', type: 'bytea', primaryKeyConstraintName: 'operator_setup_pkey' })
  tokenHash: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt: Date | null;
}
