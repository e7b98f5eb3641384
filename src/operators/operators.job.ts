import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AuditService } from '../audit/audit.service.js';
import { Log } from '../kernel/logging/log.js';
import { LoginThrottle } from './login-throttle.js';
import { OperatorSessionRepository } from './operator-session.repository.js';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Takes away sessions that have ended, and tries and links that have lapsed; and tells the record who was turned away.
 * Harmless on several instances at once.
 */
@Injectable()
export class OperatorsJob {
  constructor(
    private readonly sessions: OperatorSessionRepository,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
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

  /** One line for all who were turned away while too many failed altogether: strangers cannot fill the record. */
  @Interval(MINUTE_MS)
  async tellTurnedAway(): Promise<void> {
    try {
      await this.throttle.report((count, sql) =>
        this.audit.record({ actor: 'nobody', action: 'operator.logins_turned_away', detail: { count } }, sql),
      );
    } catch (error) {
      this.log.warn('operators.report_failed', { error });
    }
  }
}
