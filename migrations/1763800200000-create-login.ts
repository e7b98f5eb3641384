import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A login from the redirect to the session: attempt, visitor's token, session. Secrets are digests or sealed. */
export class CreateLogin1763800200000 implements MigrationInterface {
  readonly name = 'CreateLogin1763800200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE login_attempt (
        state_hash bytea NOT NULL,
        account_id uuid NOT NULL,
        browser_hash bytea NOT NULL,
        scope text NOT NULL,
        return_to text NOT NULL,
        status text NOT NULL DEFAULT 'started',
        restarts smallint NOT NULL DEFAULT 0,
        failure text,
        session_hash bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        claimed_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT login_attempt_pkey PRIMARY KEY (state_hash),
        CONSTRAINT login_attempt_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
        CONSTRAINT login_attempt_status_check
          CHECK (status IN ('started', 'exchanging', 'signed_in', 'denied', 'failed'))
      )
    `);
    await queryRunner.query(
      'CREATE INDEX login_attempt_browser_idx ON login_attempt (browser_hash, created_at)',
    );
    await queryRunner.query('CREATE INDEX login_attempt_expires_idx ON login_attempt (expires_at)');
    await queryRunner.query(`
      CREATE TABLE user_token (
        user_id bigint NOT NULL,
        scope text NOT NULL,
        tokens_sealed bytea NOT NULL,
        state text NOT NULL DEFAULT 'live',
        fetched_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        refresh_expires_at timestamptz NOT NULL,
        version integer NOT NULL DEFAULT 1,
        lease_until timestamptz,
        lease_fence bigint NOT NULL DEFAULT 0,
        CONSTRAINT user_token_pkey PRIMARY KEY (user_id),
        CONSTRAINT user_token_user_fkey FOREIGN KEY (user_id) REFERENCES wechat_user (id) ON DELETE CASCADE,
        CONSTRAINT user_token_state_check CHECK (state IN ('live', 'reauthorize'))
      )
    `);
    await queryRunner.query(`
      CREATE TABLE session (
        id_hash bytea NOT NULL,
        account_id uuid NOT NULL,
        user_id bigint,
        scope text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT session_pkey PRIMARY KEY (id_hash),
        CONSTRAINT session_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
        CONSTRAINT session_user_fkey FOREIGN KEY (user_id) REFERENCES wechat_user (id) ON DELETE CASCADE
      )
    `);
    await queryRunner.query('CREATE INDEX session_user_idx ON session (user_id)');
    await queryRunner.query('CREATE INDEX session_expires_idx ON session (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE session');
    await queryRunner.query('DROP TABLE user_token');
    await queryRunner.query('DROP TABLE login_attempt');
  }
}
