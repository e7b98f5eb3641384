import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was answered to a request that may come again under the same Idempotency-Key; the answer is sealed to its row. */
export class CreateIdempotencyKey1763800910000 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKey1763800910000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotency_key (
        mark bytea NOT NULL,
        caller_id uuid NOT NULL,
        request_mark bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        lease_until timestamptz,
        lease_fence bigint NOT NULL DEFAULT 1,
        status smallint,
        answer_sealed bytea,
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (mark),
        CONSTRAINT idempotency_key_caller_fkey FOREIGN KEY (caller_id) REFERENCES api_key (id) ON DELETE CASCADE,
        CONSTRAINT idempotency_key_answer_check CHECK ((status IS NULL) = (answer_sealed IS NULL))
      )
    `);
    await queryRunner.query('CREATE INDEX idempotency_key_caller_idx ON idempotency_key (caller_id)');
    await queryRunner.query('CREATE INDEX idempotency_key_created_idx ON idempotency_key (created_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_key');
  }
}
