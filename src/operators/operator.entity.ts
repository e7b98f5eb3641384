import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from './roles.js';

/** Somebody who runs this server and signs in to its console. */
@Entity({ name: 'operator' })
@Unique('operator_name_key', ['name'])
@Check('operator_role_check', `role IN ('owner', 'editor', 'viewer')`)
export class Operator {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'operator_pkey' })
  id: string;

  /** In lower case. */
  @Column({ name: 'name', type: 'text' })
  name: string;

  @Column({ name: 'role', type: 'text' })
  role: Role;

  /** Argon2id, with its salt and parameters (PHC string). */
  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @Column({ name: 'password_set_at', type: 'timestamptz', default: () => 'now()' })
  passwordSetAt: Date;

  /** The secret of their one-time codes (RFC 6238), sealed to this row. */
  @Column({ name: 'totp_sealed', type: 'bytea', nullable: true })
  totpSealed: Buffer | null;

  /** Since when codes are asked for; null: the secret, if any, waits for its first code. */
  @Column({ name: 'totp_since', type: 'timestamptz', nullable: true })
  totpSince: Date | null;

  /** The time step of the last code that was taken: none counts twice. */
  @Column({ name: 'totp_last_step', type: 'bigint', default: '0' })
  totpLastStep: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'last_login_at', type: 'timestamptz', nullable: true })
  lastLoginAt: Date | null;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt: Date | null;
}
