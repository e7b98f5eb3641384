import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { RetentionService } from './retention.service.js';

/** Takes away, once a night, what has been kept long enough. Harmless on several instances at once. */
@Injectable()
export class RetentionJob {
  private underWay = false;

  constructor(
    private readonly retention: RetentionService,
    private readonly log: Log,
  ) {}

  @Cron('53 11 3 * * *')
  async run(): Promise<void> {
    if (this.underWay) return;
    this.underWay = true;
    try {
      const removed = await this.retention.purge();
      if (Object.values(removed).some((count) => count > 0)) this.log.info('privacy.purged', removed);
    } catch (error) {
      this.log.warn('privacy.purge_failed', { error });
    } finally {
      this.underWay = false;
    }
  }
}
