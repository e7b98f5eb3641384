import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Work that one instance does for all of them, while it holds the lease. */
@Entity({ name: 'chore' })
export class Chore {
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'chore_pkey' })
  name: string;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'lease_fence', type: 'bigint', default: 0 })
  leaseFence: string;
}
