import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ApiKey } from './api-key.entity.js';

/** How often a key was used on one day, for one scope. */
@Entity({ name: 'api_key_use' })
export class ApiKeyUse {
  @PrimaryColumn({ name: 'api_key_id', type: 'uuid', primaryKeyConstraintName: 'api_key_use_pkey' })
  apiKeyId: string;

  @ManyToOne(() => ApiKey, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'api_key_id', foreignKeyConstraintName: 'api_key_use_key_fkey' })
  apiKey?: Relation<ApiKey>;

  /** The day in Beijing on which the calls were written down, a minute after the last of them at most. */
  @PrimaryColumn({ name: 'day', type: 'date', primaryKeyConstraintName: 'api_key_use_pkey' })
  day: string;

  /** What the called routes are for; a newer build may know scopes that this one does not. */
  @PrimaryColumn({ name: 'scope', type: 'text', primaryKeyConstraintName: 'api_key_use_pkey' })
  scope: string;

  @Column({ name: 'calls', type: 'bigint' })
  calls: string;
}
