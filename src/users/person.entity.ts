import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A person as an Open Platform account knows them: a unionid, by which openids of several accounts are one. */
@Entity({ name: 'person' })
@Unique('person_unionid_key', ['openPlatform', 'unionid'])
export class Person {
  @PrimaryColumn({
    name: 'id',
    type: 'bigint',
    generated: 'identity',
    primaryKeyConstraintName: 'person_pkey',
  })
  id: string;

  @Column({ name: 'open_platform', type: 'text' })
  openPlatform: string;

  @Column({ name: 'unionid', type: 'text' })
  unionid: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
