import { HOLDINGS } from '../../src/privacy/holdings.js';
import { OTHER_TABLES } from '../../src/privacy/other-tables.js';
import { aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
beforeAll(async () => void (database = await aDatabase(2)));
afterAll(() => database.end());

const OWN = `c.relkind IN ('r', 'p') AND n.nspname = 'public'`;

/** Table → its columns. */
async function tables(): Promise<Map<string, string[]>> {
  const rows = await database.sql.rows<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE ${OWN} GROUP BY c.relname`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

it('every table is on one of the two lists: what it holds on people, or that it holds nothing on them', async () => {
  const listed = [...HOLDINGS.map(({ table }) => table), ...Object.keys(OTHER_TABLES)];
  const inOrder = (names: Iterable<string>): string[] =>
    [...names].toSorted((one, other) => (one < other ? -1 : 1));
  expect(inOrder(listed)).toEqual(inOrder((await tables()).keys()));
});

it('every table that refers to a user, or has openids, is one that is erased and exported', async () => {
  const rows = await database.sql.rows<{ name: string }>(
    `SELECT DISTINCT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'
       AND f.confrelid IN ('wechat_user'::regclass, 'person'::regclass)
     WHERE ${OWN} AND (f.oid IS NOT NULL OR a.attname ~ '(openid|unionid|user_id|person|visitor)')`,
  );
  expect(rows.length).toBeGreaterThan(5);
  const held = HOLDINGS.map(({ table }) => table);
  expect(rows.map(({ name }) => name).filter((name) => !held.includes(name))).toEqual([]);
});

it('every column of what is held is shown to the person, or named as held and not shown', async () => {
  const columns = await tables();
  for (const { table, shown, held } of HOLDINGS)
    expect({ table, columns: [...shown, ...held].toSorted() }).toEqual({
      table,
      columns: columns.get(table),
    });
});

it('every column with openids in clear is swept', async () => {
  for (const { table, openids = [] } of HOLDINGS) {
    const clear = (await tables()).get(table)!.filter((name) => /(^|_)openid$/.test(name));
    expect({ table, swept: openids.map(({ column }) => column).toSorted() }).toEqual({ table, swept: clear });
  }
});
