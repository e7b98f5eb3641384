/** Runs one statement and answers its rows. */
export type Asked = <T extends object>(text: string, parameters?: readonly unknown[]) => Promise<T[]>;

/** Where in a database a text stands: every table, every row, bytes as hex and as text; empty when nowhere. */
export async function placesOf(text: string, ask: Asked): Promise<string[]> {
  const places: string[] = [];
  const hex = Buffer.from(text).toString('hex');
  const tables = await ask<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const found = await ask(
      `SELECT 1 FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
      [text, hex],
    );
    if (found.length > 0) places.push(`${name} (${found.length})`);
  }
  return places;
}
