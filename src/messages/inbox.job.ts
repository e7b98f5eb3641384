import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { Meter } from '../kernel/metering/meter.js';
import { inTime } from './in-time.js';
import { InboxService } from './inbox.service.js';
import { PushInboxRepository } from './push-inbox.repository.js';

const LOOK_MS = 1_000;
const KEEP_MS = 5_000;
const COUNT_MS = 10_000;
/** How long a stopping process waits for what it has begun, in milliseconds. */
const DRAIN_MS = 3_000;

/** Looks into the inbox every second, keeps what is being worked on, and takes away what is over. */
@Injectable()
export class InboxJob implements BeforeApplicationShutdown {
  constructor(
    private readonly inbox: InboxService,
    private readonly rows: PushInboxRepository,
    private readonly meter: Meter,
    private readonly log: Log,
  ) {}

  @Interval(LOOK_MS)
  look(): Promise<void> {
    return this.inbox.work();
  }

  @Interval(KEEP_MS)
  async keep(): Promise<void> {
    try {
      await this.inbox.keepHeld();
    } catch (error) {
      this.log.debug('messages.not_kept', { error });
    }
  }

  @Interval(COUNT_MS)
  async measure(): Promise<void> {
    try {
      const { waiting, dead } = await this.rows.depth();
      this.meter.set('push_inbox', { state: 'waiting' }, waiting);
      this.meter.set('push_inbox', { state: 'dead' }, dead);
    } catch (error) {
      this.log.debug('messages.not_counted', { error });
    }
  }

  @Cron('23 */10 * * * *')
  async purge(): Promise<void> {
    try {
      let removed = 0;
      for (let bite = await this.rows.purge(); bite > 0; bite = await this.rows.purge()) removed += bite;
      if (removed > 0) this.log.info('messages.purged', { removed });
    } catch (error) {
      this.log.warn('messages.purge_failed', { error });
    }
  }

  /** Before the database's connections go. */
  async beforeApplicationShutdown(): Promise<void> {
    await inTime(
      this.inbox.stop().then(() => true),
      DRAIN_MS,
      () => this.log.info('messages.left_to_others'),
    );
    await this.inbox
      .giveBack()
      .catch((error: unknown) => this.log.debug('messages.not_given_back', { error }));
  }
}
