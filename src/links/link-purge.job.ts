import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { LoginLinkRepository } from './login-link.repository.js';

/** Takes links away that are long over. Harmless on several instances at once. */
@Injectable()
export class LinkPurgeJob {
  constructor(
    private readonly links: LoginLinkRepository,
    private readonly log: Log,
  ) {}

  @Cron('43 */10 * * * *')
  async run(): Promise<void> {
    try {
      let links = 0;
      // In bites, so that no statement is long.
      for (let bite = await this.links.purge(); bite > 0; bite = await this.links.purge()) links += bite;
      if (links > 0) this.log.info('link.purged', { links });
    } catch (error) {
      this.log.warn('link.purge_failed', { error });
    }
  }
}
