import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Operators with their sessions and the way to the first of them, the record of what they do, and figures for their overview. */
export class CreateOperator1763801000000 implements MigrationInterface {
  readonly name = 'CreateOperator1763801000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE operator (
        id uuid NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        password_hash text NOT NULL,
        password_set_at timestamptz NOT NULL DEFAULT now(),
        totp_sealed bytea,
        totp_since timestamptz,
        totp_last_step bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_login_at timestamptz,
        disabled_at timestamptz,
        CONSTRAINT operator_pkey PRIMARY KEY (id),
        CONSTRAINT operator_name_key UNIQUE (name),
        CONSTRAINT operator_role_check CHECK (role IN ('owner', 'editor', 'viewer'))
      )
    `);
    await queryRunner.query(`
      CREATE TABLE operator_recovery_code (
        code_hash bytea NOT NULL,
        operator_id uuid NOT NULL,
        CONSTRAINT operator_recovery_code_pkey PRIMARY KEY (code_hash),
        CONSTRAINT operator_recovery_code_operator_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON DELETE CASCADE
      )
    `);
    await queryRunner.query(
      'CREATE INDEX operator_recovery_code_operator_idx ON operator_recovery_code (operator_id)',
    );
    await queryRunner.query(`
      CREATE TABLE operator_session (
        id_hash bytea NOT NULL,
        operator_id uuid NOT NULL,
        state text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        CONSTRAINT operator_session_pkey PRIMARY KEY (id_hash),
        CONSTRAINT operator_session_operator_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON DELETE CASCADE,
        CONSTRAINT operator_session_state_check CHECK (state IN ('awaits_totp', 'signed_in'))
      )
    `);
    await queryRunner.query('CREATE INDEX operator_session_operator_idx ON operator_session (operator_id)');
    await queryRunner.query('CREATE INDEX operator_session_expires_idx ON operator_session (expires_at)');
    await queryRunner.query(`
      CREATE TABLE operator_setup (
        token_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT operator_setup_pkey PRIMARY KEY (token_hash)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE operator_login_throttle (
        bucket text NOT NULL,
        tries integer NOT NULL,
        ends_at timestamptz NOT NULL,
        CONSTRAINT operator_login_throttle_pkey PRIMARY KEY (bucket)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE audit_log (
        id bigint NOT NULL,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        target text,
        account text,
        address text,
        detail jsonb NOT NULL DEFAULT '{}',
        key_id text NOT NULL,
        digest bytea NOT NULL,
        CONSTRAINT audit_log_pkey PRIMARY KEY (id)
      )
    `);
    await queryRunner.query('CREATE INDEX audit_log_action_idx ON audit_log (action, id)');
    await queryRunner.query('CREATE INDEX audit_log_actor_idx ON audit_log (actor, id)');
    await queryRunner.query(`
      CREATE TABLE login_figure (
        day date NOT NULL,
        account_id uuid NOT NULL,
        scope text NOT NULL,
        outcome text NOT NULL,
        cause text NOT NULL,
        logins bigint NOT NULL,
        CONSTRAINT login_figure_pkey PRIMARY KEY (day, account_id, scope, outcome, cause),
        CONSTRAINT login_figure_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
        CONSTRAINT login_figure_outcome_check CHECK (outcome IN ('signed_in', 'denied', 'failed', 'abandoned'))
      )
    `);
    await queryRunner.query(`
      CREATE TABLE login_figures_mark (
        id integer NOT NULL,
        counted_until timestamptz NOT NULL,
        CONSTRAINT login_figures_mark_pkey PRIMARY KEY (id),
        CONSTRAINT login_figures_mark_one_check CHECK (id = 1)
      )
    `);
    await queryRunner.query(`INSERT INTO login_figures_mark VALUES (1, now() - interval '30 days')`);
    await queryRunner.query('CREATE INDEX following_event_at_idx ON following_event (at)');
    await queryRunner.query(`
      CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit_log only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
      END $$
    `);
    await queryRunner.query(`
      CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX following_event_at_idx');
    await queryRunner.query('DROP TABLE login_figures_mark');
    await queryRunner.query('DROP TABLE login_figure');
    await queryRunner.query('DROP TABLE audit_log');
    await queryRunner.query('DROP FUNCTION audit_log_only_grows()');
    for (const table of ['operator_login_throttle', 'operator_setup', 'operator_session'])
      await queryRunner.query(`DROP TABLE ${table}`);
    await queryRunner.query('DROP TABLE operator_recovery_code');
    await queryRunner.query('DROP TABLE operator');
  }
}
