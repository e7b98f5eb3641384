import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { IdempotencyKeyRepository } from './idempotency-key.repository.js';

const EVERY_MS = 10 * 60 * 1_000;

/** Removes answers that nobody will ask for again. Harmless on several instances at once. */
@Injectable()
export class IdempotencyPurgeJob {
  constructor(
    private readonly rows: IdempotencyKeyRepository,
    private readonly log: Log,
  ) {}

  @Interval(EVERY_MS)
  async purge(): Promise<void> {
    try {
      let removed = 0;
      // In bites, so that no statement is long.
      for (let bite = await this.rows.purge(); bite > 0; bite = await this.rows.purge()) removed += bite;
      if (removed > 0) this.log.debug('callers.answers_purged', { removed });
    } catch (error) {
      this.log.warn('callers.answers_not_purged', { error });
    }
  }
}
