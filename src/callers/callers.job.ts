import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';

/** Half of the two seconds within which a revoked key must be dead everywhere: the other half is for a slow answer. */
const REFRESH_MS = 1_000;
const WRITE_USE_MS = 10_000;
const WRITE_CALLS_MS = 60_000;
/** For so long it is kept how often keys were used. */
export const CALLS_KEPT_DAYS = 90;

/** Keeps the copy of the keys young, and writes down which were used, how often and for what. Each tick is harmless on several instances at once. */
@Injectable()
export class CallersJob implements BeforeApplicationShutdown {
  /** The database did not answer the last time: said once, not each second. */
  private away = false;

  constructor(
    private readonly known: KnownCallers,
    private readonly use: KeyUse,
    private readonly rows: ApiKeyRepository,
    private readonly log: Log,
  ) {}

  @Interval(REFRESH_MS)
  async refresh(): Promise<void> {
    try {
      await this.known.refresh();
      if (this.away) this.log.info('callers.refreshed_again');
      this.away = false;
    } catch (error) {
      if (!this.away) this.log.warn('callers.refresh_failed', { error });
      this.away = true;
    }
  }

  @Interval(WRITE_USE_MS)
  async writeUse(): Promise<void> {
    try {
      await this.use.write();
    } catch (error) {
      this.log.debug('callers.use_not_written', { error });
    }
  }

  @Interval(WRITE_CALLS_MS)
  async writeCalls(): Promise<void> {
    try {
      await this.use.writeCalls();
    } catch (error) {
      this.log.debug('callers.calls_not_written', { error });
    }
  }

  @Cron('17 23 3 * * *')
  async forgetCalls(): Promise<void> {
    try {
      await this.rows.forgetCalls(CALLS_KEPT_DAYS);
    } catch (error) {
      this.log.warn('callers.purge_failed', { error });
    }
  }

  /** Before the database's connections go. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.writeUse();
    await this.writeCalls();
  }
}
