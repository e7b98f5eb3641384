import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys for callers of the API; only a digest of each is kept. */
export class CreateApiKey1763800400000 implements MigrationInterface {
  readonly name = 'CreateApiKey1763800400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE api_key (
        id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        key_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        account_id uuid,
        cidrs text[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_key_pkey PRIMARY KEY (id),
        CONSTRAINT api_key_hash_key UNIQUE (key_hash),
        CONSTRAINT api_key_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
        CONSTRAINT api_key_scopes_check CHECK (cardinality(scopes) > 0)
      )
    `);
    await queryRunner.query('CREATE INDEX api_key_account_idx ON api_key (account_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE api_key');
  }
}
