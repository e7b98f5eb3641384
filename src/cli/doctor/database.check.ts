import type { DataSource } from 'typeorm';
import type { Clock } from '../../kernel/clock/clock.js';
import { migrationStatus } from '../database/migration-status.js';
import { type Check, fail, ok, warn } from './check.js';

const OLDEST = 140_000;
const SECOND_MS = 1_000;
const NOTICEABLE_MS = 5 * SECOND_MS;
const HARMFUL_MS = 60 * SECOND_MS;

/** Its version, how fast it answers, and how its clock compares with ours. */
export async function checkServer(dataSource: DataSource, place: string, clock: Clock): Promise<Check[]> {
  const sentAtMs = clock.monotonicMs();
  const before = clock.now().getTime();
  const [row] = (await dataSource.query(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
       extract(epoch FROM clock_timestamp()) * 1000 AS "nowMs"`,
  )) as { number: number; version: string; nowMs: string }[];
  const tookMs = clock.monotonicMs() - sentAtMs;
  const { number, version, nowMs } = row!;
  const evidence = `PostgreSQL ${version.split(' ')[0]}, ${place}, answers in ${Math.max(1, Math.round(tookMs))} ms`;
  const server =
    number >= OLDEST ? ok('database', evidence) : fail('database', evidence, 'Use PostgreSQL 14 or newer.');
  return [server, compareClocks(Number(nowMs) - (before + tookMs / 2))];
}

/** @param aheadMs how far the database's clock is ahead of this machine's */
export function compareClocks(aheadMs: number): Check {
  const off = Math.abs(aheadMs);
  const seconds = Math.round(off / SECOND_MS);
  if (off <= NOTICEABLE_MS) return ok('clock', 'agrees with the database’s');
  const evidence = `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the database’s`;
  const remedy = 'Let chrony or another NTP client set both clocks.';
  return off > HARMFUL_MS ? fail('clock', evidence, remedy) : warn('clock', evidence, remedy);
}

/** Whether the tables are those of this build. @param production where nobody makes them unasked */
export async function checkMigrations(dataSource: DataSource, production: boolean): Promise<Check> {
  const { applied, pending, unknown } = await migrationStatus(dataSource);
  if (unknown.length > 0)
    return fail(
      'migrations',
      `the database is ahead of this build: ${unknown.join(', ')}`,
      'Run the newer build, or another database.',
    );
  if (pending.length === 0) return ok('migrations', `all ${applied.length} applied`);
  const evidence = `missing: ${pending.join(', ')}`;
  return production
    ? fail('migrations', evidence, 'lingpai migrate')
    : warn('migrations', evidence, 'The next start applies them; or lingpai migrate.');
}
