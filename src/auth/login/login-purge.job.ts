import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Log } from '../../kernel/logging/log.js';
import { SessionRepository } from '../session/session.repository.js';
import { LoginAttemptRepository } from './login-attempt.repository.js';

/** Takes away what has lapsed: attempts after a day, sessions at their end. Harmless on several instances at once. */
@Injectable()
export class LoginPurgeJob {
  constructor(
    private readonly attempts: LoginAttemptRepository,
    private readonly sessions: SessionRepository,
    private readonly log: Log,
  ) {}

  @Cron('17 */10 * * * *')
  async run(): Promise<void> {
    try {
      const removed = {
        attempts: await all(() => this.attempts.purge()),
        sessions: await all(() => this.sessions.purge()),
      };
      if (removed.attempts + removed.sessions > 0) this.log.info('login.purged', removed);
    } catch (error) {
      this.log.warn('login.purge_failed', { error });
    }
  }
}

/** Purges in bites, so that no statement is long, until nothing is left. */
async function all(purge: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let bite = await purge(); bite > 0; bite = await purge()) removed += bite;
  return removed;
}
