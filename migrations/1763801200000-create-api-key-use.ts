import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often each key was used, by day and by what it was used for. Goes with the key. */
export class CreateApiKeyUse1763801200000 implements MigrationInterface {
  readonly name = 'CreateApiKeyUse1763801200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE api_key_use (
        api_key_id uuid NOT NULL,
        day date NOT NULL,
        scope text NOT NULL,
        calls bigint NOT NULL,
        CONSTRAINT api_key_use_pkey PRIMARY KEY (api_key_id, day, scope),
        CONSTRAINT api_key_use_key_fkey FOREIGN KEY (api_key_id) REFERENCES api_key (id) ON DELETE CASCADE
      )
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE api_key_use');
  }
}
