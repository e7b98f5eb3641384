import type { DataSource } from 'typeorm';

/** Which migrations a database has; each list in order. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  /** This build has them, the database has not. */
  readonly pending: readonly string[];
  /** The database has them, this build has not: it was made by a newer build, or by another product. */
  readonly unknown: readonly string[];
}

/** Looks, and changes nothing: not even the table that keeps the list is made. */
export async function migrationStatus(dataSource: DataSource): Promise<MigrationStatus> {
  const [{ there }] = (await dataSource.query(`SELECT to_regclass('migration') IS NOT NULL AS there`)) as [
    { there: boolean },
  ];
  const rows = there
    ? ((await dataSource.query('SELECT name FROM migration ORDER BY "timestamp"')) as { name: string }[])
    : [];
  const done = rows.map(({ name }) => name);
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  return {
    applied: known.filter((name) => done.includes(name)),
    pending: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}
