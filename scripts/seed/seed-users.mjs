// Fills an account with invented users, a hundred thousand a statement.
import { INSERT_PERSONS, INSERT_USERS } from './people.mjs';

const CHUNK = 100_000;
/** The same instant every time, so that the same seed makes the same people. */
const NOW = '2026-11-01T00:00:00Z';
/** From this many new rows on, indexes are sooner built anew than kept. */
const REBUILD_FROM = 200_000;
const nothing = () => undefined;
const TABLES = ['wechat_user', 'user_nickname'];

/**
 * Adds users `first` to `users` of the seed to an account; those that are there already stay as they are. `client` is a
 * connected `pg` client. Calls `progress(done)` after each step and `finishing()` before indexes are built. Answers how many
 * were new.
 */
export async function seedUsers(
  client,
  { account, users, seed = 1, progress = nothing, finishing = nothing },
) {
  await client.query('SET statement_timeout = 0');
  await client.query(`SET work_mem = '128MB'`);
  const { rows } = await client.query('SELECT id, open_platform FROM account WHERE key = $1', [account]);
  if (rows.length === 0)
    throw new Error(`There is no account "${account}": start the server once, or add it.`);
  const [{ id, open_platform: platform }] = rows;
  const many = users >= REBUILD_FROM && (await countOf(client)) < users / 4;
  // Whoever is interrupted leaves everything as it was, the indexes too.
  if (many) await client.query('BEGIN');
  const putBack = many ? await withoutIndexes(client) : nothing;
  let added = 0;
  for (let first = 1; first <= users; first += CHUNK) {
    const last = Math.min(users, first + CHUNK - 1);
    await client.query(INSERT_PERSONS, [first, last, seed, NOW, platform]);
    added += (await client.query(INSERT_USERS, [first, last, seed, NOW, platform, id])).rowCount;
    progress(last);
  }
  finishing();
  await putBack();
  if (many) await client.query('COMMIT');
  for (const table of [...TABLES, 'person']) await client.query(`VACUUM (ANALYZE) ${table}`);
  return added;
}

async function countOf(client) {
  const { rows } = await client.query(
    'SELECT count(*)::int AS n FROM (SELECT 1 FROM wechat_user LIMIT 1000000) few',
  );
  return rows[0].n;
}

/** Takes away what slows a load down, within the transaction; what it answers puts everything back. */
async function withoutIndexes(client) {
  const { rows } = await client.query(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = ANY($1::regclass[]) AND NOT indisunique`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query('ALTER TABLE wechat_user DISABLE TRIGGER wechat_user_nickname_given');
  return async () => {
    await client.query('ALTER TABLE wechat_user ENABLE TRIGGER wechat_user_nickname_given');
    await client.query(`
      INSERT INTO user_nickname (user_id, folded)
      SELECT id, folded_nickname(nickname) FROM wechat_user WHERE nickname <> '' ON CONFLICT DO NOTHING`);
    await client.query(`SET maintenance_work_mem = '512MB'`);
    for (const { definition } of rows) await client.query(definition);
  };
}
