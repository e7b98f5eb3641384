import type { Logger } from 'typeorm';

/**
 * TypeORM's voice, taken away: it would quote statements with their parameters, which are people's
 * data, on standard output. What fails reaches us as an error all the same.
 */
export class SilentLogger implements Logger {
  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
