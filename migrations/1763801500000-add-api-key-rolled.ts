import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key that was replaced works on for a while, and is not replaced a second time. */
export class AddApiKeyRolled1763801500000 implements MigrationInterface {
  readonly name = 'AddApiKeyRolled1763801500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE api_key ADD COLUMN rolled_at timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE api_key DROP COLUMN rolled_at');
  }
}
