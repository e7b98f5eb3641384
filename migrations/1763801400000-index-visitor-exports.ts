import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often somebody was shown their own data within the hour is looked up before it is shown again. */
export class IndexVisitorExports1763801400000 implements MigrationInterface {
  readonly name = 'IndexVisitorExports1763801400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX audit_log_visitor_export_idx ON audit_log (target, at)
      WHERE actor = 'visitor' AND action = 'person.exported'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX audit_log_visitor_export_idx');
  }
}
