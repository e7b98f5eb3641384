import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is counted every few seconds, and what is forgotten after an hour, is found without the many that are done. */
export class IndexPushInbox1763801100000 implements MigrationInterface {
  readonly name = 'IndexPushInbox1763801100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX push_inbox_dead_idx ON push_inbox (id) WHERE state = 'dead'`);
    await queryRunner.query(
      'CREATE INDEX push_inbox_answer_idx ON push_inbox (received_at) WHERE answer_sealed IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX push_inbox_answer_idx');
    await queryRunner.query('DROP INDEX push_inbox_dead_idx');
  }
}
