import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Log } from '../kernel/logging/log.js';
import { OperatorSessionRepository } from './operator-session.repository.js';

const HOUR_MS = 60 * 60 * 1000;

/** Takes away sessions that have ended, and tries and links that have lapsed. Harmless on several instances at once. */
@Injectable()
export class OperatorsJob {
  constructor(
    private readonly sessions: OperatorSessionRepository,
    private readonly log: Log,
  ) {}

  @Interval(HOUR_MS)
  async purge(): Promise<void> {
    try {
      await this.sessions.purge();
    } catch (error) {
      this.log.warn('operators.purge_failed', { error });
    }
  }
}
