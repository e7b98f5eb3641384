import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { KeyUse } from './key-use.js';
import { KnownCallers } from './known-callers.js';

/** Half of the two seconds within which a revoked key must be dead everywhere: the other half is for a slow answer. */
const REFRESH_MS = 1_000;
const WRITE_USE_MS = 10_000;

/** Keeps the copy of the keys young, and writes down which were used. Each tick is harmless on several instances at once. */
@Injectable()
export class CallersJob implements BeforeApplicationShutdown {
  /** The database did not answer the last time: said once, not each second. */
  private away = false;

  constructor(
    private readonly known: KnownCallers,
    private readonly use: KeyUse,
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

  /** Before the database's connections go. */
  beforeApplicationShutdown(): Promise<void> {
    return this.writeUse();
  }
}
