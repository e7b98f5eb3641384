import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often somebody tried to sign in, within a quarter of an hour; shared by all instances. */
@Entity({ name: 'operator_login_throttle' })
export class OperatorLoginThrottle {
  /** Whose: an address’s tries, a name’s, an address somebody signed in from (all as keyed digests), or everybody’s. */
  @PrimaryColumn({
    name: 'bucket',
    type: 'text',
    primaryKeyConstraintName: 'operator_login_throttle_pkey',
  })
  bucket: string;

  @Column({ name: 'tries', type: 'integer' })
  tries: number;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;
}
