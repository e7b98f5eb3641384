import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that one instance does for all, and the history of tokens found by its age. */
export class CreateChore1763801600000 implements MigrationInterface {
  readonly name = 'CreateChore1763801600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE chore (
        name text CONSTRAINT chore_pkey PRIMARY KEY,
        lease_until timestamptz,
        lease_fence bigint NOT NULL DEFAULT 0
      )
    `);
    await queryRunner.query('CREATE INDEX token_history_at_idx ON token_history (at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX token_history_at_idx');
    await queryRunner.query('DROP TABLE chore');
  }
}
