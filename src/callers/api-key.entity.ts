import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Account } from '../accounts/account.entity.js';

/** The right of a caller (a backend) to use our API. The key itself is known to the caller alone; here is its digest. */
@Entity({ name: 'api_key' })
@Unique('api_key_hash_key', ['keyHash'])
@Check('api_key_scopes_check', 'cardinality(scopes) > 0')
export class ApiKey {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'api_key_pkey' })
  id: string;

  /** What the operator calls it: the service that uses it. */
  @Column({ name: 'name', type: 'text' })
  name: string;

  /** The key's first eight characters, by which a person recognises it. */
  @Column({ name: 'prefix', type: 'text' })
  prefix: string;

  /** SHA-256 of the key. */
  @Column({ name: 'key_hash', type: 'bytea' })
  keyHash: Buffer;

  @Column({ name: 'scopes', type: 'text', array: true })
  scopes: string[];

  /** The one account it opens; null: every account. */
  @Index('api_key_account_idx')
  @Column({ name: 'account_id', type: 'uuid', nullable: true })
  accountId: string | null;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'api_key_account_fkey' })
  account?: Relation<Account> | null;

  /** Networks it may be used from, such as `10.0.0.0/8`; empty: anywhere. */
  @Column({ name: 'cidrs', type: 'text', array: true, default: () => `'{}'` })
  cidrs: string[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** Null: it does not lapse by itself. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  /** Some ten seconds behind. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  /** When another took its place; it works on until `expires_at`. */
  @Column({ name: 'rolled_at', type: 'timestamptz', nullable: true })
  rolledAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
