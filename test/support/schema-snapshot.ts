import { Client } from 'pg';

/** Everything of the schema `public` that a migration makes, in words and in a fixed order. */
const QUERIES = {
  columns: `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
      || coalesce(' ' || a.attgenerated::text || a.attidentity::text || ' ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped`,
  constraints: `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace`,
  indexes: `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
  functions: `SELECT p.oid::regprocedure::text || ' ' || md5(pg_get_functiondef(p.oid)) AS line FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND prokind <> 'a'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  triggers: `SELECT pg_get_triggerdef(t.oid) AS line FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace`,
  types: `SELECT t.typname || ' ' || t.typtype::text || coalesce((SELECT ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '') AS line
    FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')`,
  sequences: `SELECT sequencename || ' ' || data_type AS line FROM pg_sequences WHERE schemaname = 'public'`,
  comments: `SELECT c.relname || '.' || d.objsubid || ' ' || d.description AS line FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
    WHERE c.relnamespace = 'public'::regnamespace`,
};

/** The schema of a database, comparable by equality. */
export async function schemaSnapshot(url: string): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const snapshot: Record<string, string[]> = {};
    for (const [kind, query] of Object.entries(QUERIES)) {
      const { rows } = await client.query<{ line: string }>(query);
      snapshot[kind] = rows.map(({ line }) => line).sort();
    }
    return snapshot;
  } finally {
    await client.end();
  }
}
