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

/** Why somebody's data was erased: WeChat said so (the account was closed, everything was withdrawn), or somebody here did. */
export type ErasureCause = 'cancellation' | 'revocation' | 'caller' | 'operator' | 'visitor';

/** A tombstone: that somebody was erased, and when. Who, only the keyed mark of an openid can tell, to whoever has the openid and the key. */
@Entity({ name: 'erasure' })
@Unique('erasure_mark_key', ['accountId', 'mark'])
@Check('erasure_mark_check', 'octet_length(mark) = 32')
@Check('erasure_cause_check', `cause IN ('cancellation', 'revocation', 'caller', 'operator', 'visitor')`)
export class Erasure {
  /** Rises with each erasure; one that falls back tells that the table was restored from a backup. */
  @PrimaryColumn({
    name: 'number',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'erasure_pkey',
  })
  number: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'erasure_account_fkey' })
  account?: Relation<Account>;

  /** HMAC-SHA-256 of the openid. */
  @Column({ name: 'mark', type: 'bytea' })
  mark: Buffer;

  /** The id of the key of `SECRET_KEY` under which the mark was made. */
  @Column({ name: 'key_id', type: 'text' })
  keyId: string;

  @Index('erasure_erased_idx')
  @Column({ name: 'erased_at', type: 'timestamptz', default: () => 'now()' })
  erasedAt: Date;

  @Column({ name: 'cause', type: 'text' })
  cause: ErasureCause;
}
