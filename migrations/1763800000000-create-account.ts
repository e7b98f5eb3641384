import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Official accounts and website apps; the secret is sealed to its row. */
export class CreateAccount1763800000000 implements MigrationInterface {
  readonly name = 'CreateAccount1763800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE account (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        key text NOT NULL,
        app_id text NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        secret_sealed bytea NOT NULL,
        open_platform text NOT NULL DEFAULT 'default',
        verify_file_name text,
        verify_file_body bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_pkey PRIMARY KEY (id),
        CONSTRAINT account_key_key UNIQUE (key),
        CONSTRAINT account_app_id_key UNIQUE (app_id),
        CONSTRAINT account_kind_check CHECK (kind IN ('service', 'subscription', 'website'))
      )
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE account');
  }
}
