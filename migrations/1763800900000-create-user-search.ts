import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists of users need at size: one index for each order and filter, and the nicknames apart, by characters and pairs of
 * characters. Apart, because each sign-in makes a new version of the user's row, which every index of `wechat_user` must
 * hear of; a nickname changes seldom.
 */
export class CreateUserSearch1763800900000 implements MigrationInterface {
  readonly name = 'CreateUserSearch1763800900000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION folded_nickname(nickname text) RETURNS text
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT lower(normalize(left(nickname, 64), NFKC)) $$
    `);
    await queryRunner.query(`
      CREATE FUNCTION nickname_grams(folded text) RETURNS text[]
      LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        characters text[] := string_to_array(folded, NULL);
        pairs text[] := '{}';
      BEGIN
        FOR at IN 2 .. cardinality(characters) LOOP
          pairs := pairs || (characters[at - 1] || characters[at]);
        END LOOP;
        RETURN characters || pairs;
      END $$
    `);
    await queryRunner.query(`
      CREATE FUNCTION sought_grams(folded text) RETURNS text[]
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE WHEN char_length(folded) < 2 THEN ARRAY[folded]
          ELSE ARRAY(SELECT substr(folded, at, 2) FROM generate_series(1, char_length(folded) - 1) AS at) END
      $$
    `);
    await queryRunner.query(`
      CREATE TABLE user_nickname (
        user_id bigint NOT NULL,
        folded text NOT NULL,
        CONSTRAINT user_nickname_pkey PRIMARY KEY (user_id),
        CONSTRAINT user_nickname_user_fkey FOREIGN KEY (user_id) REFERENCES wechat_user (id) ON DELETE CASCADE
      )
    `);
    await queryRunner.query(`
      INSERT INTO user_nickname (user_id, folded)
      SELECT id, folded_nickname(nickname) FROM wechat_user WHERE nickname <> ''
    `);
    // Without a list of what is still to be filed, which every search would have to read through.
    await queryRunner.query(`
      CREATE INDEX user_nickname_grams_idx ON user_nickname USING gin (nickname_grams(folded)) WITH (fastupdate = off)
    `);
    await queryRunner.query('ALTER INDEX user_nickname_grams_idx ALTER COLUMN 1 SET STATISTICS 500');
    await queryRunner.query(`
      CREATE FUNCTION keep_user_nickname() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.nickname <> '' THEN
          INSERT INTO user_nickname (user_id, folded) VALUES (NEW.id, folded_nickname(NEW.nickname))
          ON CONFLICT (user_id) DO UPDATE SET folded = EXCLUDED.folded;
        ELSE
          DELETE FROM user_nickname WHERE user_id = NEW.id;
        END IF;
        RETURN NULL;
      END $$
    `);
    await queryRunner.query(`
      CREATE TRIGGER wechat_user_nickname_given AFTER INSERT ON wechat_user
      FOR EACH ROW WHEN (NEW.nickname <> '') EXECUTE FUNCTION keep_user_nickname()
    `);
    await queryRunner.query(`
      CREATE TRIGGER wechat_user_nickname_changed AFTER UPDATE OF nickname ON wechat_user
      FOR EACH ROW WHEN (OLD.nickname IS DISTINCT FROM NEW.nickname) EXECUTE FUNCTION keep_user_nickname()
    `);
    for (const [name, columns] of [
      ['first_seen', 'account_id, first_seen_at, id'],
      ['last_login', 'account_id, last_login_at, id'],
      ['subscribed', 'account_id, subscribed, first_seen_at, id'],
      ['scope', 'account_id, granted_scope, first_seen_at, id'],
    ] as const)
      await queryRunner.query(`CREATE INDEX wechat_user_${name}_idx ON wechat_user (${columns})`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of ['scope', 'subscribed', 'last_login', 'first_seen'])
      await queryRunner.query(`DROP INDEX wechat_user_${name}_idx`);
    await queryRunner.query('DROP TRIGGER wechat_user_nickname_changed ON wechat_user');
    await queryRunner.query('DROP TRIGGER wechat_user_nickname_given ON wechat_user');
    await queryRunner.query('DROP FUNCTION keep_user_nickname()');
    await queryRunner.query('DROP TABLE user_nickname');
    await queryRunner.query('DROP FUNCTION sought_grams(text)');
    await queryRunner.query('DROP FUNCTION nickname_grams(text)');
    await queryRunner.query('DROP FUNCTION folded_nickname(text)');
  }
}
