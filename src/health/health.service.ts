import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { pendingMigrations } from '../database/migrate.js';
import { Sql } from '../database/sql.js';

/** Whether this process can serve, and what is in the way. */
export interface HealthReport {
  readonly ready: boolean;
  readonly database: 'up' | 'down';
  readonly migrations: 'done' | 'pending' | 'unknown';
}

/** Looks at the house from outside. */
@Injectable()
export class HealthService {
  /** Migrations only ever get done: once seen, not asked again. */
  private migrated = false;

  constructor(
    private readonly sql: Sql,
    private readonly dataSource: DataSource,
  ) {}

  async report(): Promise<HealthReport> {
    try {
      await this.sql.rows('SELECT 1');
      this.migrated ||= (await pendingMigrations(this.dataSource)).length === 0;
    } catch {
      return { ready: false, database: 'down', migrations: this.migrated ? 'done' : 'unknown' };
    }
    return { ready: this.migrated, database: 'up', migrations: this.migrated ? 'done' : 'pending' };
  }
}
